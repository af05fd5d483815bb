"""What the tests of exports share: editions to export, and their words found without the exports."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from engross.encode.tree import TEI, parse
from engross.export.edition import Edition

ROOT = Path(__file__).parents[1]
SEEDS = sorted((ROOT / "tei").glob("*.xml"))
GOLD = sorted((ROOT.parent / "shared" / "gold" / "frus").glob("*.xml"))


def load(path: Path) -> Edition:
    """The edition at `path`."""
    data = path.read_bytes()
    return Edition(str(path), path.stem, data, parse(data))


def edition_of(body: str, header: str = "<teiHeader/>", root: str = "", after: str = "") -> Edition:
    """An edition with that body."""
    data = f'<TEI xmlns="{TEI}" {root}>{header}{after}<text><body>{body}</body></text></TEI>'.encode()
    return Edition("edition.xml", "edition", data, parse(data))


# --- what pandoc reads


def pandoc(markdown: str, form: str = "markdown-smart") -> tuple[list[str], list[str]]:
    """The words that pandoc finds in `markdown`: of the text, and of its footnotes."""
    made = subprocess.run(
        ["pandoc", "-f", form, "-t", "json"], input=markdown.encode(), capture_output=True, check=True, timeout=60
    )
    notes: list[Any] = []
    words = "".join(_said(json.loads(made.stdout)["blocks"], notes)).split()
    found: list[str] = []
    while notes:
        found += "".join(_said(notes.pop(0), notes)).split()
    return words, found


_BLOCKS = {"Para", "Plain", "Header", "BlockQuote", "BulletList"}


def _said(node: Any, notes: list[Any]) -> Iterator[str]:
    """The text in a piece of pandoc's syntax tree; numbers of items as they are shown."""
    if isinstance(node, list):
        for each in node:
            yield from _said(each, notes)
        return
    if not isinstance(node, dict):
        return
    kind, content = node.get("t"), node.get("c")
    if kind in ("Str",):
        yield content
    elif kind in ("Space", "SoftBreak", "LineBreak"):
        yield " "
    elif kind == "RawInline":
        yield " " if content[1] == "<br>" else ""
    elif kind == "Note":
        notes.append(content)
    elif kind in ("Code", "Math", "CodeBlock"):
        yield f" {content[-1]} "
    elif kind in ("Header",):
        yield from (" ", *_said(content[2], notes), " ")
    elif kind in ("Span", "Div") or kind in ("Link", "Image", "Quoted", "Cite"):
        yield from _said(content[1], notes)
    elif kind == "OrderedList":
        (start, _, delimiter), items = content
        mark = {"OneParen": ")", "TwoParens": ")"}.get(delimiter["t"], ".")
        for number, item in enumerate(items, start):
            yield from (f" {number}{mark} ", *_said(item, notes), " ")
    elif kind == "DefinitionList":
        yield " DEFINITION-LIST "
    elif kind == "RawBlock":
        yield ""
    elif kind == "Table":
        yield from _table(content, notes)
    elif content is not None:
        yield from (
            (" ", *_said(content, notes), " ") if kind in _BLOCKS or kind == "BulletList" else _said(content, notes)
        )


def _table(content: list[Any], notes: list[Any]) -> Iterator[str]:
    _, caption, _, head, bodies, foot = content
    yield from _said(caption[1], notes)
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    for row in rows:
        for cell in row[1]:
            yield from (" ", *_said(cell[4], notes), " ")


# --- editions that Hypothesis makes

_PLAIN = st.text("abcXYZé 0123 \n", min_size=1, max_size=12)
_NASTY = st.sampled_from(
    [
        *("*", "**", "_", "__", "~~", "~", "^", "`", "```", "#", "# ", "## a", "1. ", "1) b", "(a) ", "a. b", "i) c"),
        *("- ", "+ a", "* a", "> q", "| x | y", "|", "---", "===", "***", ": d", "::: x", "% t", "@cite", "$x$", "$5"),
        *(
            "\\",
            "\\*",
            "[a](b)",
            "[^1]",
            "[^1]: x",
            "![",
            "<b>",
            "</b>",
            "<!--",
            "-->",
            "<script>",
            "&amp;",
            "&",
            "&lt;",
        ),
        *(
            "&lt;",
            "{a}",
            "{.b}",
            "Table: a",
            "[x]: http://a",
            "http://a.b/c_d_e",
            "a@b.cc",
            ":smile:",
            "\u202e",
            "\u00a0",
        ),
        *("“x”", "it's", '"q"', "...", "--", "A. Smith", "(1) x", "#. a", "(@) e", "Mr. X", "\t", "1986. A year"),
        *("\u200f", "\u2028", "a\\"),
    ]
)
_TEXT = st.lists(st.one_of(_PLAIN, _NASTY), min_size=1, max_size=5).map("".join)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_words_xml = _TEXT.map(_escaped)
_BREAKS = st.sampled_from(
    [
        "<lb/>",
        "<lb break='no'/>",
        "<pb n='2'/>",
        "<gap reason='illegible'/>",
        "<fw>- 2 -</fw>",
        "<gap><desc>x</desc></gap>",
    ]
)


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(
        [
            *(
                "del",
                "hi",
                "hi rend='bold'",
                "hi rend='underline'",
                "hi rend='superscript'",
                "persName",
                "unclear",
                "add",
            ),
            *(
                "note",
                "note n='1'",
                "note type='editorial'",
                "seg",
                "seg type='editorial'",
                "hi rend='bold italic'",
                "supplied",
            ),
        ]
    )
    pieces = st.lists(inner, min_size=1, max_size=3).map("".join)
    return st.builds(lambda tag, words: f"<{tag}>{words}</{tag.split()[0]}>", tags, pieces)


_PHRASES = st.lists(st.recursive(st.one_of(_words_xml, _BREAKS), _wrapped, max_leaves=5), min_size=1, max_size=6).map(
    "".join
)


def _list(items: Iterable[tuple[str, str]], rend: str) -> str:
    made = "".join(f"<item>{f'<label>{label}</label> ' if label else ''}{words}</item>" for label, words in items)
    return f"<list rend='{rend}'>{made}</list>"


_LISTS = st.recursive(
    st.builds(
        _list,
        st.lists(st.tuples(st.sampled_from(["", "1.", "2.", "(a)", "*", "TO :"]), _PHRASES), min_size=1, max_size=3),
        st.sampled_from(["", "bulleted", "lettered"]),
    ),
    lambda inner: st.builds(lambda words, more: f"<list><item>{words}{more}</item></list>", _PHRASES, inner),
    max_leaves=3,
)
_ROWS = st.lists(
    st.lists(_PHRASES, min_size=1, max_size=3).map(lambda cells: "".join(f"<cell>{c}</cell>" for c in cells)),
    min_size=1,
    max_size=3,
).map(lambda rows: "<table>" + "".join(f"<row>{row}</row>" for row in rows) + "</table>")


def _in(tag: str) -> st.SearchStrategy[str]:
    return _PHRASES.map(lambda words: f"<{tag}>{words}</{tag.split()[0]}>")


_BLOCK = st.one_of(
    _in("p"),
    _in("p"),
    _in("ab"),
    _LISTS,
    _ROWS,
    _in("note"),
    st.builds(lambda name, words: f"<sp><speaker>{name}</speaker><p>{words}</p></sp>", _PHRASES, _PHRASES),
    _in("p").map(lambda p: f"<quote>{p}</quote>"),
    st.builds(lambda a, b: f"<p>{a}{b}{a}</p>", _PHRASES, _LISTS),
    st.just("<pb n='3'/>"),
    _in("fw type='header'"),
)
_DIV = st.builds(
    lambda head, blocks: f"<div><head>{head}</head>{''.join(blocks)}</div>", _PHRASES, st.lists(_BLOCK, max_size=4)
)
BODIES = st.lists(st.one_of(_BLOCK, _DIV), min_size=1, max_size=5).map("".join)
