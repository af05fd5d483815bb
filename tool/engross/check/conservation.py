"""The conservation check: every character of the source is, once, text of the edition or a mark that was consumed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from lxml import etree

from engross.model import Document, Kind
from engross.profile import Profile
from engross.regex import compile_later, compile_once
from engross.restore import NotAnEdition, read_back
from engross.source import LAYOUT, Span

#: What a reader may consume besides the profile's own marks: bullets, heading marks, pipes, rules of tables and under
#: headings, the mark of a quotation, Markdown's number of a footnote, rules between documents, the comment around a
#: page's head, attributes of a heading, the tags of a table.
_STRUCTURE = compile_later(
    r"\[\^\w{1,12}\]:|\+[-=:+]+\+|[-*+•–]|#{1,6}|[|:\-]+|>|[—_=]{3,}|[_=](?= )|<!--\s*Page\w+=\"|\"\s*-->"
    r"|</?(?:table|thead|tbody|tfoot|tr|td|th|caption)(?:\s[^<>]{0,200})?>|\{(?:[#.][^{}\n]{1,200}|-)\}"
)


def find_lost(document: Document, profile: Profile) -> Span | None:
    """The first stretch of the source that is neither text, nor white space, nor a mark of a convention of `profile`.

    What a token's pattern matched, a page marker, and a character that XML cannot hold are read whole; of anything
    else only marks may be missing from the text.
    """
    source = document.source.text
    tokens = {c.name for c in profile.conventions if c.kind == "token"}
    read = [n.span for n in document.nodes if n.kind in (Kind.PB, Kind.CONTROL) or n.rule in tokens]
    read.sort(key=lambda span: span.start)  # the page on which a document begins comes before its titles
    starts = [span.start for span in read]
    ends = list(accumulate((span.end for span in read), max))  # one may stand in another, which then ends later
    pairs = [c.pattern.pattern for c in profile.conventions if c.kind == "inline"]
    fence = profile.pattern("fence").pattern.removeprefix("^").removesuffix("$")
    marks = compile_once("|".join([rf"(?m:^(?:{fence})(?=\s*?$))", *pairs, _STRUCTURE.pattern]))
    for gap in _gaps(document):
        at = gap.start
        while at < gap.end:
            last = bisect_right(starts, at) - 1
            inside = ends[last] if last >= 0 else 0
            if inside > at or source[at] in LAYOUT:
                at = min(max(inside, at + 1), gap.end)
                continue
            match = marks.match(source, at, gap.end)
            if match is None:
                return Span(at, gap.end)
            at = match.end()
    return None


def _gaps(document: Document) -> Iterator[Span]:
    """The stretches between the TEXT nodes that are not only layout. Text out of order is a gap as well."""
    source, at = document.source.text, 0
    for span in document.kept_in_source:
        if span.start < at or source[at : span.start].strip(LAYOUT):
            yield Span(min(at, span.start), max(at, span.start))
        at = span.end
    if at < len(document.source.text):
        yield Span(at, len(document.source.text))


def find_difference(root: etree._Element, document: Document) -> str | None:
    """How the source that the edition below `root` gives back differs from the one it was made from; None if in
    nothing. `root` is to be parsed from the file's own bytes, as a stranger would read them.
    """
    try:
        restored = read_back(root).data
    except NotAnEdition as error:
        return str(error)
    data = document.source.data
    if restored == data:
        return None
    same = next(
        (i for i, (a, b) in enumerate(zip(restored, data, strict=False)) if a != b), min(len(restored), len(data))
    )
    return f"it differs from byte {same + 1} on"
