"""``encodingDesc``: how the text was made into TEI, which elements are in it, and how to cite its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from lxml import etree

from engross.encode.header_parts import VERSION, Material, leaf, paragraph, slug, tidy
from engross.encode.header_refs import refs_decls
from engross.encode.markup import Markup, write, write_block
from engross.encode.structures import stated_by_structure, statements
from engross.encode.tree import TEI
from engross.facts.source_note import CLASSIFICATIONS, HANDLING

#: What the renditions look like, in CSS.
RENDITIONS: Mapping[str, str] = {
    "strikethrough": "text-decoration: line-through",
    "overtyped": "text-decoration: line-through",
    "underline": "text-decoration: underline",
    "double-underline": "text-decoration: underline double",
    "italic": "font-style: italic",
    "bold": "font-weight: bold",
    "superscript": "vertical-align: super; font-size: smaller",
    "subscript": "vertical-align: sub; font-size: smaller",
    "smallcaps": "font-variant: small-caps",
    "allcaps": "text-transform: uppercase",
    "letterspaced": "letter-spacing: 0.2em",
    "monospace": "font-family: monospace",
}


def encoding_desc(given: Material) -> Markup:
    """The whole ``encodingDesc``."""
    project = given.edition.project if given.edition else None
    return write_block(
        "encodingDesc",
        {},
        [
            write_block("projectDesc", {}, [leaf("p", project)]) if project else None,
            _editorial_decl(given),
            _tags_decl(given),
            *refs_decls(given.body),
            _class_decl(given),
            _app_info(given),
        ],
    )


# --- editorial principles ---

_PRINCIPLE = (
    "Every character of the source file stands once in the text, or is white space or a mark read by one of "
    "the conventions below; the processing instruction engross-source at the end of the file records those, "
    "so that the source can be restored from it. What was added beside the text is markup only."
)


def _editorial_decl(given: Material) -> Markup:
    return write_block(
        "editorialDecl",
        {},
        [
            paragraph(_PRINCIPLE),
            _correction(given),
            _normalization(given),
            _hyphenation(given),
            _stated("quotation", "Quotation marks of the source stand in the text.", {"marks": "all"}),
            _segmentation(given),
            _interpretation(given),
            *_conventions(given),
            *map(paragraph, given.adapted),
        ],
    )


def _stated(tag: str, sentence: str, attrs: Mapping[str, str]) -> Markup:
    return write(tag, attrs, [paragraph(sentence)])


def _correction(given: Material) -> Markup:
    sentence = "Nothing was corrected; errors of the source stand as they are."
    if given.has("corr") or given.has("sic"):
        sentence = "Errors of the source stand in sic; a correction stands beside it in corr, never in its place."
    if given.has("unclear"):
        sentence += " What cannot be read with certainty is marked as unclear."
    return _stated("correction", sentence, {"method": "markup", "status": "unknown"})


def _normalization(given: Material) -> Markup:
    sentence = "Spelling, capitals and abbreviations are those of the source."
    if given.has("date", "when") or given.has("date", "from"):
        sentence += " Attributes give dates in ISO 8601."
    if given.has("date", "cert"):
        sentence += " Where a date was inferred, cert says how sure it is."
    return _stated("normalization", sentence, {"method": "markup"})


def _hyphenation(given: Material) -> Markup:
    if any(given.has(name, "break", "no") for name in ("lb", "pb")):
        sentence = 'A hyphen at a line\'s end stands in the text; break="no" says that the word goes on behind it.'
        return _stated("hyphenation", sentence, {"eol": "some"})
    return _stated("hyphenation", "Hyphens of the source stand in the text.", {"eol": "all"})


_DIVISIONS = {
    "document": "documents",
    "enclosure": "enclosures",
    "section": "sections",
    "entry": "dated entries",
}


def _segmentation(given: Material) -> Markup:
    names = [name for kind, name in _DIVISIONS.items() if given.has("div", "type", kind)] or ["documents"]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    sentence = f"The text is divided into {listed} by its own headings, dates and numbers."
    return _stated("segmentation", sentence, {})


def _interpretation(given: Material) -> Markup | None:
    speakers, names = given.has("sp", "who"), given.has("persName", "ref")
    if not (speakers or names):
        return None
    who = " and ".join(word for word, there in (("speakers", speakers), ("names", names)) if there)
    return _stated("interpretation", f"{who.capitalize()} point to the list of persons.", {})


def _conventions(given: Material) -> list[Markup | None]:
    """The marks and patterns that were met, in the order of the profile; the structures that the body shows."""
    apart = stated_by_structure()
    met = [(n, s) for n, s in given.sentences.items() if n in given.document.conventions and n not in apart]
    profile = tidy(given.document.profile)
    said: set[str] = set()
    return [
        _list_of(f"Conventions of the profile “{profile}” that were met in this source:", met, said),
        _list_of(
            "Structures of this text, and how they are encoded:", statements(given.elements, given.sentences), said
        ),
    ]


def _list_of(opening: str, stated: Iterable[tuple[str, str]], said: set[str]) -> Markup | None:
    """A paragraph with a list of (name, sentence); what was `said` before is not said again."""
    items: list[Markup] = []
    for name, text in stated:
        if text not in said:
            said.add(text)
            items += _item(name, text)
    return paragraph(opening, write_block("list", {}, items)) if items else None


@lru_cache(maxsize=1000)
def _item(name: str, text: str) -> tuple[Markup, ...]:
    """The item for a convention or a structure, if it has a sentence; all editions state the same few."""
    sentence = tidy(text)
    return (write("item", {"n": tidy(name)}, [sentence]),) if sentence else ()


# --- elements ---


_RENDITION = etree.XPath("descendant-or-self::*/@rendition", smart_strings=False)


def _tags_decl(given: Material) -> Markup:
    pointed = _RENDITION(given.body)
    values = pointed if isinstance(pointed, list) else []
    used = {pointer[1:] for value in values for pointer in str(value).split() if pointer[0] == "#"}
    ordered = [*(name for name in RENDITIONS if name in used), *sorted(used - set(RENDITIONS))]
    renditions = [
        write("rendition", {"xml:id": name, "scheme": "css"}, [RENDITIONS.get(name, "/* not described */")])
        for name in ordered
    ]
    usages = [write("tagUsage", {"gi": n, "occurs": str(len(found))}) for n, found in sorted(given.elements.items())]
    return write_block("tagsDecl", {}, [*renditions, write_block("namespace", {"name": TEI}, usages)])


# --- classes ---


def classes(given: Material) -> dict[str, list[str]]:
    """By taxonomy: the classes that the source belongs to, in order, each in words."""
    documents = given.facts.documents
    kinds = [d.subtype for d in documents if d.subtype]
    if given.entry and given.entry.subtype:
        kinds = [given.entry.subtype]
    levels = [d.classification.text for d in documents if d.classification]
    handling = [fact.text for d in documents for fact in d.handling]
    genres = [kind.replace("-", " ") for kind in kinds if kind != "other"]
    return {"genre": _once(genres), "classification": _once(levels), "handling": _once(handling)}


#: The usual wording of each marking, whatever capitals a source has.
_WORDINGS = {slug(wording): wording for wording in (*CLASSIFICATIONS, *HANDLING)}


def _once(names: Sequence[str]) -> list[str]:
    """`names` in their usual wording, without those that differ in case or punctuation only."""
    return list({slug(name): _WORDINGS.get(slug(name), tidy(name)) for name in reversed(names)}.values())[::-1]


_TAXONOMIES = {
    "genre": "Kinds of documents",
    "classification": "Security classifications, as the documents bear them",
    "handling": "Restrictions on the handling of documents, as the documents bear them",
}


def _class_decl(given: Material) -> Markup | None:
    taxonomies = []
    for name, members in classes(given).items():
        categories = [
            write_block("category", {"xml:id": f"{name}-{slug(member)}"}, [write("catDesc", {}, [member])])
            for member in members
        ]
        if categories:
            described = write("desc", {}, [_TAXONOMIES[name]])
            taxonomies.append(write_block("taxonomy", {"xml:id": name}, [described, *categories]))
    return write_block("classDecl", {}, taxonomies) if taxonomies else None


# --- the program ---


def _app_info(given: Material) -> Markup:
    version = re.match(r"\d+(?:\.\d+){0,3}", VERSION)
    attrs = {"ident": "engross", "version": version[0] if version else "0"}
    profile = tidy(given.document.profile)
    content = [
        write("label", {}, [f"engross {VERSION}"]),
        write("desc", {}, [f"Turned the source into TEI, with the profile “{profile}”."]),
    ]
    return write_block("appInfo", {}, [write_block("application", attrs, content)])
