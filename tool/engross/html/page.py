"""A TEI document as one HTML page that needs no other file."""

from __future__ import annotations

from html import escape

from lxml import etree

from engross.data import data_path
from engross.encode.tree import TEI, XML_LANG
from engross.html.prepare import plain
from engross.html.transform import XHTML, serialize, to_html

#: The switch between the two views. It needs no script: text.css asks which of the two is checked. (No xml:id has a
#: colon, so that no id of an edition is one of ours.)
VIEWS = (
    '<fieldset class="views"><legend>View</legend>'
    '<label><input type="radio" name="view" id="ui:reading" checked="checked"/> Reading</label>'
    '<label><input type="radio" name="view" id="ui:diplomatic"/> Diplomatic</label></fieldset>'
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_CSS = """
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 var(--serif); }
main { max-width: var(--measure); margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; font-weight: 600; line-height: 1.2; text-wrap: balance; }
"""


def html_page(root: etree._Element, name: str = "") -> bytes:
    """The TEI document with that root as a page of HTML with its looks in it: the text in two views, reading and
    diplomatic, its notes at the end, the record of its header. `name` is its title where its header has none.

    `root` gets attributes of our own. Raises `NotTransformed`.
    """
    made = serialize(to_html(root))
    title, language = title_of(root) or name, root.get(XML_LANG) or "en"
    page = f"""<!DOCTYPE html>
<html xmlns="{XHTML}" lang="{escape(language)}" xml:lang="{escape(language)}">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{escape(title)}</title>
<style>
{text_css()}{_CSS}</style>
</head>
<body>
<main class="view">
<h1 class="ui">{escape(title)}</h1>
{VIEWS}
{made}
</main>
</body>
</html>
"""
    return page.encode()


def text_css() -> str:
    """The style sheet for the text of an edition."""
    return data_path("html", "text.css").read_text(encoding="utf-8")


def title_of(root: etree._Element) -> str:
    """The title that the header states, or the first of the text; else nothing."""
    titles = list(root.iterfind(f"{{{TEI}}}teiHeader/{{{TEI}}}fileDesc/{{{TEI}}}titleStmt/{{{TEI}}}title"))
    main = [title for title in titles if title.get("type") == "main"] or titles[:1]
    return next((text for each in main if (text := plain(each))), "")
