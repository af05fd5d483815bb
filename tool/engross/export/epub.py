"""A book (EPUB 3.3) of one or more editions: a chapter for each, contents, list of pages, notes that pop up."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import PurePath

from engross.data import data_path
from engross.encode.header import build_day
from engross.export.dates import latest_day
from engross.export.edition import Edition, Made, not_html
from engross.export.epub_pages import Chapter, Entry, make_chapter, page
from engross.export.zipping import zip_files
from engross.html import NotTransformed
from engross.html.page import text_css

_CONTAINER = b"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_FEATURES = ("tableOfContents", "readingOrder", "structuralNavigation")


def make(editions: Sequence[Edition]) -> Made:
    """The book of `editions`, in their order. Raises `NotExported`."""
    names = {PurePath(edition.name).name: f"chapter-{n:04}.xhtml" for n, edition in enumerate(editions, 1)}
    chapters = []
    for number, edition in enumerate(editions, 1):
        try:
            chapters.append(make_chapter(edition, f"chapter-{number:04}.xhtml", names))
        except NotTransformed as problem:
            raise not_html(edition.name, problem) from problem
    title, language = _title(editions), editions[0].record.language or "und"
    files = [
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", _CONTAINER),
        ("EPUB/package.opf", _package(editions, chapters, title, language)),
        ("EPUB/nav.xhtml", page("Contents", language, _navigation(chapters))),
        ("EPUB/title.xhtml", page(title, language, _title_page(editions, title))),
        *((f"EPUB/{chapter.name}", chapter.data) for chapter in chapters),
        ("EPUB/text.css", (text_css() + data_path("export", "epub.css").read_text(encoding="utf-8")).encode()),
    ]
    return Made(zip_files(files))


def _title(editions: Sequence[Edition]) -> str:
    """The title of the one edition; of several, that of the collection that they state first."""
    if len(editions) == 1:
        return editions[0].title
    collections = (title.text for edition in editions for title in edition.record.titles if title.level == "m")
    return next(collections, f"{editions[0].title}, and {len(editions) - 1} more")


# --- pages


def _title_page(editions: Sequence[Edition], title: str) -> str:
    records = [edition.record for edition in editions]
    authors = _once(name.text for record in records for name in record.authors)
    lines = [f'<h1 class="title">{escape(title)}</h1>']
    lines += [f"<p>{escape(name)}</p>" for name in authors[:20]]
    lines += [f"<p>{escape(name)}</p>" for name in _once(record.publisher for record in records)]
    lines += [f"<p>{escape(text)}</p>" for text in _once(record.licence.text for record in records)]
    return '<body epub:type="frontmatter titlepage">\n' + "\n".join(lines) + "\n</body>"


def _navigation(chapters: Sequence[Chapter]) -> str:
    contents = "\n".join(_entry(chapter.contents) for chapter in chapters)
    parts = [f'<nav epub:type="toc" role="doc-toc"><h1>Contents</h1>\n<ol>\n{contents}\n</ol></nav>']
    pages = [each for chapter in chapters for each in chapter.pages]
    if pages:
        items = "\n".join(f'<li><a href="{escape(place)}">{escape(number)}</a></li>' for place, number in pages)
        parts.append(
            f'<nav epub:type="page-list" role="doc-pagelist" hidden=""><h2>Pages</h2>\n<ol>\n{items}\n</ol></nav>'
        )
    return "<body>\n" + "\n".join(parts) + "\n</body>"


def _entry(entry: Entry) -> str:
    below = "\n".join(map(_entry, entry.below))
    more = f"\n<ol>\n{below}\n</ol>" if below else ""
    return f'<li><a href="{escape(entry.href)}">{escape(entry.label)}</a>{more}</li>'


# --- the package


def _package(editions: Sequence[Edition], chapters: Sequence[Chapter], title: str, language: str) -> bytes:
    names = [chapter.name for chapter in chapters]
    manifest = [
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        '<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>',
        *(f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names, 1)),
        '<item id="css" href="text.css" media-type="text/css"/>',
    ]
    spine = ['<itemref idref="title"/>', *(f'<itemref idref="c{n}"/>' for n in range(1, len(names) + 1))]
    metadata = "\n".join(_metadata(editions, title, language, _paged(editions, chapters)))
    lines = "\n".join
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{escape(language)}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
{metadata}
</metadata>
<manifest>
{lines(manifest)}
</manifest>
<spine>
{lines(spine)}
</spine>
</package>
""".encode()


def _paged(editions: Sequence[Edition], chapters: Sequence[Chapter]) -> str:
    """What the pages are those of: the source, or else the title, of the first edition that has any."""
    for edition, chapter in zip(editions, chapters, strict=True):
        if chapter.pages:
            return next(iter(edition.record.sources), edition.title)
    return ""


def _metadata(editions: Sequence[Edition], title: str, language: str, pages: str) -> Iterable[str]:
    records = [edition.record for edition in editions]
    digest = hashlib.sha256(b"".join(hashlib.sha256(edition.data).digest() for edition in editions)).hexdigest()
    yield f'<dc:identifier id="id">urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}</dc:identifier>'
    yield f"<dc:title>{escape(title)}</dc:title>"
    yield f"<dc:language>{escape(language)}</dc:language>"
    for name in _once(name.text for record in records for name in record.authors):
        yield f"<dc:creator>{escape(name)}</dc:creator>"
    for name in _once(record.publisher for record in records):
        yield f"<dc:publisher>{escape(name)}</dc:publisher>"
    for text in _once(record.licence.text for record in records):
        yield f"<dc:rights>{escape(text)}</dc:rights>"
    day = latest_day(editions) or build_day(os.environ)
    if day:
        yield f"<dc:date>{day}</dc:date>"
    # EPUB wants a moment, also where nobody states one: that with which the counting of time begins stands for none.
    yield f'<meta property="dcterms:modified">{day or "1970-01-01"}T00:00:00Z</meta>'
    if pages:
        yield f'<dc:source id="source">{escape(pages)}</dc:source>'
        yield '<meta refines="#source" property="source-of">pagination</meta>'
    yield '<meta property="schema:accessMode">textual</meta>'
    yield '<meta property="schema:accessModeSufficient">textual</meta>'
    for feature in (*_FEATURES, *(("pageBreakMarkers", "pageNavigation") if pages else ())):
        yield f'<meta property="schema:accessibilityFeature">{feature}</meta>'
    yield '<meta property="schema:accessibilityHazard">none</meta>'


def _once(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, items)))
