"""Words in Markdown: what must be escaped so that it stays a word, and how looks are marked.

The rules are those of CommonMark 0.31 (2.4, 6.2) and of pandoc's Markdown, whichever is stricter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from engross.regex import compile_later
from engross.views.values import MARKS, Run

_ALWAYS = compile_later(r"[\\`*_{}\[\]<>~^$@|]|&(?=[#\w])|:(?=[\w+-]+:)")
#: What begins a block at the beginning of a line: headings, lists of every kind, captions, rules, titles.
_BEGINS = compile_later(r"(?=[#+=:%-])|(?=\()|((?:\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]+))(?=[.)])|([Tt]able)(?=:)")

_TAGS = {
    "deleted": "s",  # not del: where it begins a paragraph, pandoc takes that for a block
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strike": "s",
    "superscript": "sup",
    "subscript": "sub",
}
_SIGNS = {"deleted": "~~", "bold": "**", "italic": "*"}
#: What may stand beside a sign such as ``*``: beside a letter it need not be one.
_APART = frozenset(" \n\t.,;:!?()'\"“”‘’«»—–-/…")

_IN_ADDRESS = "-._~:/?#@!$&'*+,;=%()"

Call = Callable[[Run], str]


def escape(text: str) -> str:
    """`text` with what would be a mark made plain, within a line."""
    return _ALWAYS.sub(lambda match: "\\" + match[0], text)


def escape_start(line: str) -> str:
    """`line`, escaped already, with what would begin a list, a heading, a table … made plain."""
    match = _BEGINS.match(line)
    if match is None:
        return line
    before = match[0]
    return f"{before}\\{line[len(before) :]}"


def inline(runs: Iterable[Run], call: Call, *, breaks: str = " ") -> str:
    """`runs` in Markdown. `call` makes the call of a note; `breaks` stands where a line of the original begins."""
    pieces = list(_pieces(runs, call, breaks))
    out: list[str] = []
    open_marks: list[tuple[str, str]] = []  # the mark, and what closes it
    for number, (marks, text) in enumerate(pieces):
        keep = 0
        while keep < len(open_marks) and open_marks[keep][0] in marks:
            keep += 1
        while len(open_marks) > keep:
            out.append(open_marks.pop()[1])
        opened = {mark for mark, _ in open_marks}
        for mark in MARKS:
            if mark in marks and mark in _TAGS and mark not in opened:
                opening, closing = _signs(mark, out[-1][-1:] if out else "", pieces, number)
                out.append(opening)
                open_marks.append((mark, closing))
        if text:
            out.append(text)
    return "".join(out) + "".join(closing for _, closing in reversed(open_marks))


def _signs(mark: str, before: str, pieces: list[tuple[tuple[str, ...], str]], number: int) -> tuple[str, str]:
    """What opens and closes `mark`, behind the character `before`: a sign where it is sure to be read as one, else
    HTML."""
    end = next((i for i in range(number, len(pieces)) if mark not in pieces[i][0]), len(pieces))
    after = next((text[0] for _, text in pieces[end : end + 3] if text), "")
    sure = (not before or before in _APART) and (not after or after in _APART or after in "[\\")
    nested = any(marks != pieces[number][0] for marks, _ in pieces[number:end])
    if mark in _SIGNS and sure and not nested:
        return _SIGNS[mark], _SIGNS[mark]
    return f"<{_TAGS[mark]}>", f"</{_TAGS[mark]}>"


def _pieces(runs: Iterable[Run], call: Call, breaks: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The runs as marks and escaped text, blanks at the edges of marked text outside of it."""
    for run in runs:
        if run.kind == "page":
            continue
        if run.kind == "call":
            yield (), call(run)
        elif run.kind == "line":
            yield (), breaks
        else:
            text = run.text
            core = text.strip(" ")
            if not core:
                yield (), text
                continue
            start = text.index(core)
            before, after = text[:start], text[start + len(core) :]
            if before:
                yield (), before
            yield run.marks, _linked(escape(core), run.target)
            if after:
                yield (), after


def _linked(text: str, target: str) -> str:
    if not target:
        return text
    address = "".join(
        c if c.isalnum() or c in "-._~:/?#@!$&'*+,;=%" else f"%{ord(c):02X}" for c in target if ord(c) < 128
    )
    return f"[{text}](<{address}>)"
