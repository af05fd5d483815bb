"""The pages of one document: the text in two views with its record, and the source beside the edition."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lxml import etree
from msgspec import Struct

from engross.diagnostics import Diagnostic
from engross.encode.tree import TEI
from engross.html import serialize, to_html
from engross.html.page import VIEWS
from engross.html.prepare import Links, plain
from engross.html.transform import XHTML
from engross.site.dates import span_in_words
from engross.site.facing import SourceView, facing_columns, read_source_view
from engross.site.facts import Facts
from engross.site.frame import frame, link, text
from engross.site.pictures import Pictures
from engross.site.plan import Doc
from engross.site.search import list_places, script
from engross.site.words import passages, places

_NUMBER = 12  # characters that the number of a document, above its text, may take


class Job(Struct, frozen=True):
    """A document to be made pages of, with those before and after it, the addresses of its persons by their ids, those
    of other documents by the pointers to them, and its files that an earlier run wrote."""

    doc: Doc
    previous: tuple[str, str] = ("", "")  #: name and title
    following: tuple[str, str] = ("", "")
    persons: dict[str, str] = {}
    others: dict[str, str] = {}
    own: frozenset[str] = frozenset()


class Made(Struct, frozen=True):
    """What was made of a document: files by name, from the top of the site; the lines of its terms, by file; what is to
    be said of it."""

    files: tuple[tuple[str, bytes], ...]
    terms: dict[str, str]
    problems: tuple[Diagnostic, ...] = ()


def make_document(xml: bytes, root: etree._Element, job: Job, site: str, roots: Sequence[str] = ()) -> Made:
    """The pages of the TEI file `xml` with that root, and what can be had of it. `site` is the title of the site,
    `roots` are the folders in which its pictures may lie.

    Raises `NotTransformed`.
    """
    doc = job.doc
    pictures = Pictures(Path(doc.facts.path), roots)
    pictures.mark(root)
    html = to_html(root, _links(job))
    found = passages(html)
    view = read_source_view(root)
    source = _source_name(doc)
    body = _document(html, job, source if view else "")
    files = [(f"documents/{doc.name}.xml", xml), (doc.page, _frame(doc, body, site, "document.js", "view document"))]
    if view:
        files.append((f"documents/{source}", view.data))
        files.append((f"documents/{doc.name}.facing.html", _facing(html, job, view, site)))
    files.append((f"search/texts/{doc.name}.js", script("texts", doc.name, found)))
    about = (doc.facts.title, *doc.facts.kinds, *(person.name for person in doc.facts.people))
    files += pictures.files.items()
    lines = list_places(doc.number, places((*about, *(words for _, words in found))))
    return Made(tuple(files), lines, tuple(pictures.problems()))


def make_refused(xml: bytes, job: Job, site: str) -> Made:
    """The page of a document that can't be shown, so that what leads there leads to its TEI file. Nothing where an
    earlier run made a page of it, which stays."""
    doc = job.doc
    if doc.page in job.own:
        return Made((), {})
    body = f"""{_around(job)}
<article>
<header class="title">
{_kicker(doc)}
<h1>{text(doc.facts.title)}</h1>
</header>
<div class="edition">
<p>The text of this document could not be made a page. It is in {link(f"{doc.name}.xml", "its TEI file")}.</p>
</div>
</article>"""
    page = _frame(doc, body, site, "document.js", "document")
    return Made(((f"documents/{doc.name}.xml", xml), (doc.page, page)), {})


def _links(job: Job) -> Links:
    """Where pointers of the document lead: to persons in the index, to other documents of the site."""

    def find(pointer: str) -> tuple[str, str] | None:
        if pointer.startswith("#"):
            href = job.persons.get(pointer[1:])
            return (f"../{href}", "") if href else None
        href = job.others.get(pointer)
        return (href, "") if href else None

    return find


def _frame(doc: Doc, body: str, site: str, code: str, main: str, title: str = "") -> bytes:
    return frame(title or doc.facts.title, body, site=site, here="", up="../", scripts=("site.js", code), main=main)


def _document(html: etree._Element, job: Job, source: str) -> str:
    doc = job.doc
    around = _around(job)
    lang = f' lang="{text(doc.facts.language)}"' if doc.facts.language != "en" else ""
    return f"""{around}
<article>
<header class="title">
{_kicker(doc)}
<h1{lang}{' class="unseen"' if _repeats(html, doc) else ""}>{text(doc.facts.title)}</h1>
<div class="tools">{VIEWS}
<ul>{_downloads(doc, source)}</ul></div>
</header>
{serialize(html)}
{_citation(doc)}
</article>
{around.replace("Neighbours", "Neighbours, again")}"""


def _repeats(html: etree._Element, doc: Doc) -> bool:
    """Whether the text begins with the title of the document, so that two of them would stand on the page."""
    title = doc.facts.title.casefold().rstrip(".")
    heading = next((plain(each).casefold().rstrip(".") for each in html.iter(f"{{{XHTML}}}h2")), "")
    return heading.endswith(title) and len(heading) < len(title) + _NUMBER


def _kicker(doc: Doc) -> str:
    """Kind and date, above the title."""
    words = [", ".join(doc.facts.kinds), span_in_words(doc.facts.first, doc.facts.last)]
    return f'<p class="kicker">{" · ".join(text(each) for each in words if each)}</p>'


def _downloads(doc: Doc, source: str) -> str:
    found = [(f"{doc.name}.facing.html", "Source and edition"), (source, "Source text")] if source else []
    return "".join(f"<li>{link(href, words)}</li>" for href, words in (*found, (f"{doc.name}.xml", "TEI")))


def _around(job: Job) -> str:
    """The links to the documents before and after."""
    links = "".join(
        f'<li class="{kind}">{link(name + ".html", title, rel=kind)}</li>'
        for kind, (name, title) in (("prev", job.previous), ("next", job.following))
        if name
    )
    return f'<nav class="around" aria-label="Neighbours"><ul>{links}</ul></nav>' if links else ""


def _citation(doc: Doc) -> str:
    """How the document is cited; a paragraph is by its id, which the links in the margin show."""
    words = citation(doc.facts, doc.name)
    return f"""<section class="cite" aria-label="Citation">
<h2>To cite this document</h2>
<p id="ui:citation" data-page="{text(doc.page)}">{text(words)}</p>
<p>A paragraph is cited by the name that the link ¶ beside it has, put behind the address of this page:
<code>{text(doc.page)}#…</code></p>
</section>"""


def citation(facts: Facts, name: str) -> str:
    """Authors, title, date, edition, publisher, as far as they are stated; and the name of the page."""
    authors, editors = ", ".join(facts.authors), ", ".join(facts.editors)
    date = span_in_words(facts.first, facts.last)
    edition = ", ".join(filter(None, (facts.edition, f"ed. {editors}" if editors else "", facts.publisher)))
    parts = [
        authors if authors not in facts.title else "",
        ", ".join(filter(None, (f"“{facts.title}”", date))),
        f"In: {edition}" if edition else "",
        name,
    ]
    return ". ".join(filter(None, parts))


def _source_name(doc: Doc) -> str:
    """The name under which the source can be had: with the ending that it came with, if that is one of text."""
    ending = Path(doc.facts.source).suffix.lower()
    return doc.name + (ending if ending in (".md", ".txt") else ".txt")


def _facing(html: etree._Element, job: Job, view: SourceView, site: str) -> bytes:
    doc = job.doc
    body = f"""<article>
<header class="title">
{_kicker(doc)}
<h1>{text(doc.facts.title)}</h1>
<div class="tools"><ul><li>{link(f"{doc.name}.html", "Back to the edition")}</li>
<li>{link(f"{doc.name}.xml", "TEI")}</li></ul></div>
</header>
{facing_columns(html, view)}
</article>"""
    return _frame(doc, body, site, "facing.js", "diplomatic wide", f"Source and edition: {doc.facts.title}")


def is_tei(root: etree._Element) -> bool:
    """Whether a file with that root is a TEI document, or a corpus of them."""
    return root.tag in (f"{{{TEI}}}TEI", f"{{{TEI}}}teiCorpus")
