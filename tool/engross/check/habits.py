"""What editors write out of habit: elements of HTML, DocBook and TEI P4, and what stands for them in TEI P5.

Each is the name of no element in TEI P5. (P4 and P5: *P5: Guidelines*, "Converting from P4"; the rest is common use.)
"""

from __future__ import annotations

_ITALIC, _BOLD = '<hi rend="italic">', '<hi rend="bold">'

#: What stands in TEI P5 for an element that it does not have.
IN_TEI = {
    # TEI P4
    "TEI.2": "<TEI>", "teiCorpus.2": "<teiCorpus>", "xptr": "<ptr/>", "xref": "<ref>", "handList": "<handNotes>",
    "hand": "<handNote>", "dateRange": '<date from="…" to="…">', "timeRange": '<time from="…" to="…">',
    "dateStruct": "<date>", "timeStruct": "<time>",
    # HTML
    "a": '<ref target="…">', "b": _BOLD, "strong": _BOLD, "i": _ITALIC, "em": "<emph> or " + _ITALIC,
    "strike": "<del>", "ins": "<add>", "sup": '<hi rend="superscript">', "sub": '<hi rend="subscript">',
    "small": '<hi rend="small">', "br": "<lb/>", "hr": "<milestone/>", "wbr": '<lb break="no"/>', "pre": "<ab>",
    "h1": "<head>", "h2": "<head>", "h3": "<head>", "h4": "<head>", "h5": "<head>", "h6": "<head>",
    "ul": "<list>", "ol": '<list rend="numbered">', "li": "<item>", "dl": '<list type="gloss">', "dt": "<label>",
    "dd": "<item>", "tr": "<row>", "td": "<cell>", "th": '<cell role="label">',
    "img": '<graphic url="…"/>', "figcaption": "<figDesc> or <head>", "blockquote": "<quote>", "article": "<div>",
    "section": "<div>", "html": "<TEI>",
    # DocBook and others
    "para": "<p>", "paragraph": "<p>", "simpara": "<p>", "footnote": "<note>", "endnote": '<note place="end">',
    "emphasis": "<emph> or " + _ITALIC, "italic": _ITALIC, "bold": _BOLD, "itemizedlist": "<list>",
    "orderedlist": '<list rend="numbered">', "listitem": "<item>", "chapter": '<div type="chapter">',
    "heading": "<head>", "image": '<graphic url="…"/>', "pagebreak": "<pb/>", "page": "<pb/>", "linebreak": "<lb/>",
}  # fmt: skip
