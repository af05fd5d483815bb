"""The one way through: from a source to the bytes of its edition, or to the reasons why there are none."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from engross.beside import Beside
from engross.check.conservation import find_difference, find_lost
from engross.check.problem import Problem
from engross.check.rules import check_rules
from engross.check.schema import check_schema
from engross.detect import detect_profile
from engross.diagnostics import Diagnostic, Severity, diagnose
from engross.encode.body import encode_body
from engross.encode.file import parse_body, serialize
from engross.encode.header import build_header
from engross.encode.header_file import document_name
from engross.encode.record import write_record
from engross.encode.tree import TEI, parse_own
from engross.facts import Facts, gather_facts
from engross.languages import LANGUAGE_SAMPLE, guess_language
from engross.model import Document, Kind
from engross.naming import document_id
from engross.passes import run_passes
from engross.passes.kinds import name_kinds
from engross.passes.people import count_speakers, name_people
from engross.profile import Profile
from engross.readers import read_document
from engross.source import Source, Span

if TYPE_CHECKING:
    from engross.edition import Edition, Entry
    from engross.targets import Aim


#: A file of more bytes is checked by two processes.
_LARGE = 1_000_000


class Counts(Struct, frozen=True):
    """What an edition holds: words of running text, page breaks, deletions, notes, different speakers."""

    words: int
    pages: int
    deletions: int
    notes: int
    speakers: int


class Conversion(Struct, frozen=True):
    """What became of a source. `xml` is None where the file must not be written; `diagnostics` say why."""

    source: Source
    profile: str
    reason: str
    xml: bytes | None
    diagnostics: tuple[Diagnostic, ...]
    counts: Counts


def convert_source(
    source: Source,
    *,
    profile: Profile | None = None,
    edition: Edition | None = None,
    entry: Entry | None = None,
    aim: Aim | None = None,
) -> Conversion:
    """Make the edition of `source`: read, passes, encode, check. Never raises for what is in the source.

    Without `profile` it is detected. `edition` and `entry` give metadata and the list of people. With `aim` the
    edition is made for platforms.
    """
    with _without_collection():
        return _convert(source, profile, edition, entry, aim)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Python's cycle collector held off: nodes and elements make no cycles, and to look for some among a million of
    them takes longer than the conversion (a source of 4 MB: a third of the time, more for larger ones)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _convert(
    source: Source, profile: Profile | None, edition: Edition | None, entry: Entry | None, aim: Aim | None
) -> Conversion:
    reason, found = "named", list[Diagnostic]()
    if profile is None:
        detection = detect_profile(source)
        profile, reason = detection.profile, detection.reason
        if detection.close:
            found.append(
                diagnose(
                    "profile-doubtful",
                    source,
                    Span(0, 0),
                    profile=profile.name,
                    runner_up=detection.runner_up,
                )
            )
    document = read_document(source, profile)
    document = run_passes(document, profile.passes)
    document = name_kinds(document, profile.settings.get("kinds", {}), entry.subtype if entry else None)
    if "people" in profile.passes:
        document = name_people(document, edition, entry)
    document = name_conventions(document, profile)
    found += document.diagnostics
    found += [] if edition else _doubt_language(source)
    counts = count(document)
    facts = gather_facts(document)
    found += _compare_dates(facts, source)
    xml, spans = encode(document, facts, profile, counts, edition, entry, _needs(aim))
    found += check(xml, document, profile, spans, aim)
    found.sort(key=lambda d: (d.line, d.column, d.code))
    failed = any(d.severity is Severity.ERROR for d in found)
    return Conversion(source, profile.name, reason, None if failed else xml, tuple(found), counts)


def _doubt_language(source: Source) -> list[Diagnostic]:
    """A remark where the words of the source fit two languages about equally."""
    guess = guess_language(source.text[:LANGUAGE_SAMPLE])
    if guess.cert != "medium":
        return []
    return [diagnose("language-doubtful", source, Span(0, 0), language=guess.tag, runner_up=guess.runner_up)]


def _compare_dates(facts: Facts, source: Source) -> list[Diagnostic]:
    """A warning for each date of a memo header or a title that is another day than the dateline's."""
    return [
        diagnose("dates-differ", source, other.span, date=other.text[:10], dateline=document.date.text[:10])
        for document in facts.documents
        if document.date and "/" not in document.date.text
        for other in document.other_dates
        if "/" not in other.text and other.text[:10] != document.date.text[:10]
    ]


def name_conventions(document: Document, profile: Profile) -> Document:
    """`document` with the conventions that its final tree shows: a reader may have taken a number for a call."""
    marks = {c.name for c in profile.conventions if c.kind != "block"}
    seen = {n.rule for n in document.nodes} & marks
    return document.naming((document.conventions - marks) | seen)


def _needs(aim: Aim | None) -> frozenset[str]:
    """The codes of the rules that an edition for `aim` is to keep."""
    if aim is None:
        return frozenset()
    from engross.targets import load_target

    return frozenset(need.code for target in aim.targets for need in load_target(target).needs)


def encode(
    document: Document,
    facts: Facts,
    profile: Profile,
    counts: Counts,
    edition: Edition | None,
    entry: Entry | None,
    needs: frozenset[str] = frozenset(),
) -> tuple[bytes, list[Span]]:
    """The bytes of the edition of `document`, made to meet `needs`, and the source spans of its body's elements, those
    that were put in left out."""
    written, spans = encode_body(document)
    name = entry.id if entry else document_id(document.source.stem)
    sample = document.source.text[:LANGUAGE_SAMPLE]
    language = (entry and entry.language) or (edition.language if edition else guess_language(sample).tag)
    root = parse_body(written, name=name, language=language)
    body = next(root.iter(f"{{{TEI}}}body"))
    sentences = {c.name: c.sentence for c in profile.conventions}
    adapted = _adapt(body, needs, facts, entry) if needs else ()
    header = build_header(document, facts, counts, edition, entry, sentences=sentences, body=body, adapted=adapted)
    record = write_record(document.source, document.kept)
    return serialize(root, header, record, schema=edition.schema if edition else ""), spans


def _adapt(body: etree._Element, needs: frozenset[str], facts: Facts, entry: Entry | None) -> tuple[str, ...]:
    """Change `body` to meet `needs`; sentences that say what was done."""
    from engross.encode.adapt import adapt_body

    titled = entry.title if entry and facts.only else None
    return adapt_body(body, needs, [titled] if titled else [document_name(each) for each in facts.documents])


def _elements(body: etree._Element, adapted: bool) -> list[etree._Element]:
    """The elements of `body` that were read from the source, in document order."""
    if not adapted:
        return list(body.iter(etree.Element))
    from engross.encode.adapt import is_supplied

    return [element for element in body.iter(etree.Element) if not is_supplied(element)]


def check(
    xml: bytes, document: Document, profile: Profile, spans: list[Span], aim: Aim | None = None
) -> list[Diagnostic]:
    """Every check that an edition must pass before it is written, made on its bytes."""
    root = parse_own(xml)
    source, found = document.source, list[Diagnostic]()
    tree = Beside(lambda: _check_tree(root, source, spans, aim), apart=len(xml) > _LARGE)
    lost = find_lost(document, profile)
    if lost:
        detail = f"{source.text[lost.start : lost.end][:40]!r} is neither text nor a mark of any convention"
        found.append(diagnose("conservation-failed", source, lost, detail=detail))
    differs = find_difference(root, document)
    if differs:
        found.append(diagnose("roundtrip-failed", source, Span(0, 0), detail=differs))
    return found + tree.result()


def _check_tree(root: etree._Element, source: Source, spans: list[Span], aim: Aim | None) -> list[Diagnostic]:
    """What the schema and its rules find in the tree, and what the platforms of `aim` miss in it."""
    problems = [*check_schema(root), *check_rules(root)]
    if not problems and aim is None:
        return []
    elements = _elements(next(root.iter(f"{{{TEI}}}body")), aim is not None)
    places = dict(zip(elements, spans, strict=True))
    found = [diagnose(p.code, source, _span_of(p, places), **p.values) for p in problems]
    return found + (_unmet(root, source, places, aim) if aim else [])


def _unmet(root: etree._Element, source: Source, places: Mapping[etree._Element, Span], aim: Aim) -> list[Diagnostic]:
    """What the platforms of `aim` need and the edition does not have."""
    from engross.targets import load_target
    from engross.targets.checking import find_broken

    found = []
    for broken in find_broken(root, map(load_target, aim.targets), aim.path):
        problem = broken.problem
        told = diagnose(problem.code, source, _span_of(problem, places), **problem.values)
        found.append(replace(told, severity=broken.severity, hint=f"{told.hint} {broken.reasons}".lstrip()))
    return found


def _span_of(problem: Problem, places: Mapping[etree._Element, Span]) -> Span:
    """Where in the source the element that a problem is about was read from; the start, for one of the header."""
    element = problem.element
    while element is not None:
        if element in places:
            return places[element]
        element = element.getparent()
    return Span(0, 0)


def _count_words(document: Document) -> int:
    """The words of the edition's text: parted by the source's white space, whatever marks stand between."""
    source, pieces, at = document.source.text, list[str](), 0
    for span in document.kept_in_source:
        between = source[at : span.start]
        if between and (between.isspace() or between.split() != [between]):  # it has white space
            pieces.append(" ")
        pieces.append(source[span.start : span.end])
        at = span.end
    return len("".join(pieces).split())


def count(document: Document) -> Counts:
    """The figures of `document`."""
    kinds = Counter(node.kind for node in document.nodes)
    return Counts(_count_words(document), kinds[Kind.PB], kinds[Kind.DEL], kinds[Kind.NOTE], count_speakers(document))
