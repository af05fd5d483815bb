"""The words of a page, as the search has them: passages, and the terms in them.

A passage is what an element that can be cited holds itself, without the elements in it that can be cited as well. A
word that runs over a line or page is one word. ``assets/index.js`` folds and divides what is searched for in the same
way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import category, normalize

from lxml import etree

from engross.html.transform import XHTML
from engross.regex import compile_later

_H = f"{{{XHTML}}}"
_INLINE = frozenset(f"{_H}{name}" for name in ("a", "span", "br", "cite", "del", "ins", "img"))
_WORD = compile_later(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
_HYPHEN = compile_later(r"[-‐‑]")
_SPACE = compile_later(r"\s+")
_LONGEST = 60


def passages(html: etree._Element) -> list[tuple[str, str]]:
    """The text in `html` and its notes, by the id of the elements that hold it, in their order; what is not of the
    edition is left out, and what stands on the page beside the text goes to the division that it stands in."""
    found: dict[str, list[str]] = {}
    for part in html:
        if part.get("class") != "record":
            _gather(part, found)
    joined = ((name, _SPACE.sub(" ", "".join(pieces)).strip()) for name, pieces in found.items())
    return [(name, text) for name, text in joined if text]


def _gather(part: etree._Element, found: dict[str, list[str]]) -> None:
    names, beside, hidden = [""], [""], 0
    for event, element in etree.iterwalk(part, events=("start", "end")):
        classes = (element.get("class") or "").split()
        ui = "ui" in classes or "hyphen" in classes
        furniture = "furniture" in classes
        block = element.tag not in _INLINE
        if event == "start":
            hidden += ui
            own = element.get("id", "") if block else ""
            names.append(beside[-1] if furniture else own or names[-1])
            beside.append(own if own and element.tag == f"{_H}section" else beside[-1])
            if block or furniture or (element.tag == f"{_H}br" and "in-word" not in classes):
                found.setdefault(names[-1], []).append(" ")
            words = element.text
        else:
            hidden -= ui
            if block or furniture:
                found.setdefault(names[-1], []).append(" ")
            names.pop()
            beside.pop()
            words = element.tail
        if words and not hidden:
            found.setdefault(names[-1], []).append(words)


def terms(texts: Iterable[str]) -> Iterator[str]:
    """The terms of `texts`, each once: words without capitals and diacritics. A word with a hyphen is there with its
    parts and as one."""
    pieces = {piece for words in texts for piece in words.split()}
    seen = {word for piece in {*map(fold, pieces)} for word in _WORD.findall(piece)}
    for word in seen.copy():
        parts = _HYPHEN.split(word)
        if len(parts) > 1:
            seen.discard(word)
            seen.update(part for part in (*parts, "".join(parts)) if part)
    return (term for term in seen if len(term) <= _LONGEST)


def fold(words: str) -> str:
    """`words` without capitals and diacritics."""
    if words.isascii():
        return words.lower()
    plain = normalize("NFKD", words.lower())
    return "".join([char for char in plain if category(char)[0] != "M"]).replace("ß", "ss")
