"""Blanks: one between words, none lost, none doubled, whatever the mark-up around them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from engross.regex import compile_later
from engross.views.values import Run

#: Punctuation that follows its word without a blank.
CLOSING = tuple(",.;:!?)]}’”»")

_WHITE = compile_later(r"[ \t\r\n]+")


def tidy(runs: Iterable[Run]) -> tuple[Run, ...]:
    """`runs` as a block has them: single blanks, none at the ends, the call of a note at the end of the word before it.

    A gap that begins like a word of its own ends like one, unless it is measured in characters.
    A run of the kind ``joint`` (a break inside a word) takes the blanks around it away, and is gone.
    """
    out: list[Run] = []
    swallow, owed = True, False  # a blank that comes next is one too many; what comes next needs one
    for run in runs:
        if run.kind == "page":
            out.append(run)
        elif run.kind == "call":
            owed = _strip_end(out) or owed
            out.append(run)
            swallow = False
        elif run.kind in ("line", "joint"):
            _strip_end(out)
            last = _last(out)
            if run.kind == "line" and last is not None and out[last].kind != "line":
                out.append(run)
            swallow, owed = True, False
        else:
            text = _WHITE.sub(" ", run.text)
            if owed and text and not text.startswith((" ", *CLOSING)):
                text = f" {text}"
            if swallow:
                text = text.removeprefix(" ")
            if text:
                _add(out, replace(run, text=text))
                apart = run.kind == "gap" and run.label != "chars" and swallow
                swallow, owed = text.endswith(" "), apart  # words that are missing are no part of the next word
    _strip_end(out)
    if (last := _last(out)) is not None and out[last].kind == "line":
        del out[last]
    return tuple(out)


def plain(runs: Iterable[Run], *, deletions: bool = True, calls: bool = False, lines: bool = False) -> str:
    """The text of `runs`: with or without `deletions` and the signs of notes. Where a line of the original begins,
    there is a line break with `lines`, else a blank."""
    out: list[str] = []
    taken = False
    for run in runs:
        if "deleted" in run.marks and not deletions:
            taken = True
            continue
        if run.kind == "page" or (run.kind == "call" and not calls):
            continue
        piece = "\n" if lines and run.kind == "line" else run.text
        if taken and piece and (not out or out[-1].endswith((" ", "\n"))):
            if piece.startswith(CLOSING) and out:  # what was taken out leaves no blank before punctuation
                out[-1] = out[-1].rstrip(" ")
            piece = piece.removeprefix(" ")
        if piece:
            out.append(piece)
            taken = False
    return "".join(out).strip()


def _strip_end(out: list[Run]) -> bool:
    """Take the blank at the end of `out` away; whether there was one."""
    last = _last(out)
    if last is None or out[last].kind not in ("text", "gap") or not out[last].text.endswith(" "):
        return False
    text = out[last].text[:-1]
    if text:
        out[last] = replace(out[last], text=text)
    else:
        del out[last]
    return True


def _last(out: list[Run]) -> int | None:
    """The index of the last run that is more than the beginning of a page."""
    return next((i for i in range(len(out) - 1, -1, -1) if out[i].kind != "page"), None)


def _add(out: list[Run], run: Run) -> None:
    """Add `run` to `out`, as part of the last one if the two look the same."""
    last = out[-1] if out else None
    if last is not None and (last.kind, run.kind, last.marks, last.target) == ("text", "text", run.marks, run.target):
        out[-1] = replace(last, text=last.text + run.text)
    else:
        out.append(run)
