"""The words of a page, as the search has them: passages, and where in them each term stands.

A passage is what an element that can be cited holds itself, without the elements in it that can be cited as well. What
the reading view leaves out, and what stands in the line without being of its sentence (a remark, the call of a note),
is a passage of its own, so that the sentence around it is whole. A word that runs over a line or page is one word.
``assets/site.js`` folds and divides what is searched for in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category, normalize

from lxml import etree

from engross.html.transform import XHTML
from engross.regex import compile_later

_H = f"{{{XHTML}}}"
_INLINE = frozenset(f"{_H}{name}" for name in ("a", "span", "br", "cite", "del", "ins", "img"))
#: Classes of what the page has beside the words of the edition; of what is furniture or not read; of remarks and calls.
_HIDDEN, _BESIDE, _APART = frozenset({"ui", "hyphen"}), frozenset({"furniture"}), frozenset({"unread", "call"})
_WORD = compile_later(r"[^\W_]+")
_HYPHENATED = compile_later(r"[^\W_]+(?:-[^\W_]+)+")
_SPACE = compile_later(r"\s+")
_LONGEST = 60
#: All that most texts have beside the characters of English, and what does as well: to fold others is slow.
_SIGNS = (*((sign, " ") for sign in "“”’‘–—…\xa0"), ("‐", "-"), ("‑", "-"))
#: The characters of English, blanks for those that are no letters and digits.
_BLANKED = bytes(code if chr(code).isalnum() else 32 for code in range(128)) + bytes(128)
#: The id of a passage, and its pieces.
_Passage = tuple[str, list[str]]
#: Letters that are no base with a mark, but are typed so where a keyboard has none of them.
_PLAIN = {
    "ß": "ss", "ς": "σ", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d",
    "þ": "th",
}  # fmt: skip


def passages(html: etree._Element) -> list[tuple[str, str]]:
    """The text in `html` and its notes, by the id of the elements that hold it, in their order; what is not of the
    edition is left out, and what stands on the page beside the text goes to the division that it stands in."""
    found: list[_Passage] = []
    for part in html:
        if part.get("class") != "record":
            _Gathering(found).read(part)
    joined = ((name, _SPACE.sub(" ", "".join(pieces)).strip()) for name, pieces in found)
    return [(name, text) for name, text in joined if text]


class _Gathering:
    """A walk through parts of a page that puts the pieces of each passage together."""

    def __init__(self, found: list[_Passage]) -> None:
        self.found = found
        self.open: list[_Passage] = [("", [])]  # the passage of each element that is open
        self.divisions = [""]  # the id of the division around each

    def read(self, part: etree._Element) -> None:
        """Read `part`."""
        hidden = 0
        for event, element in etree.iterwalk(part, events=("start", "end")):
            classes = _classes(element.get("class", ""))
            block = element.tag not in _INLINE
            if event == "start":
                hidden += not _HIDDEN.isdisjoint(classes)
                self._enter(element, block, classes)
                if block or (element.tag == f"{_H}br" and "in-word" not in classes):
                    self.open[-1][1].append(" ")
                words = element.text
            else:
                hidden -= not _HIDDEN.isdisjoint(classes)
                self._leave(block)
                words = element.tail
            if words and not hidden:
                self.open[-1][1].append(words)

    def _enter(self, element: etree._Element, block: bool, classes: frozenset[str]) -> None:
        """Open the passage that the words of `element` belong to."""
        name = element.get("id", "") if block or "in-place" in classes else ""
        division = self.divisions[-1]
        self.divisions.append(name if name and element.tag == f"{_H}section" else division)
        if not _BESIDE.isdisjoint(classes):
            self._begin(division)
        elif name or not _APART.isdisjoint(classes):
            self._begin(name or self.open[-1][0])
        else:
            self.open.append(self.open[-1])

    def _begin(self, name: str) -> None:
        self.open.append((name, []))
        self.found.append(self.open[-1])

    def _leave(self, block: bool) -> None:
        passage = self.open.pop()
        self.divisions.pop()
        if block:
            passage[1].append(" ")
            self.open[-1][1].append(" ")


@lru_cache(maxsize=1024)
def _classes(stated: str) -> frozenset[str]:
    return frozenset(stated.split())


def places(texts: Iterable[str]) -> dict[str, list[int]]:
    """Where each term of `texts` stands: words without capitals and diacritics, by their numbers. Words that follow
    each other in a text have numbers that do. A word with a hyphen is there with its parts and, apart from them, as
    one."""
    found: dict[str, list[int]] = defaultdict(list)
    joined: list[str] = []
    at = 0
    for text in texts:
        for sign, plain in () if text.isascii() else _SIGNS:
            text = text.replace(sign, plain)
        folded = fold(text)
        words = _split(folded) if folded.isascii() else _WORD.findall(folded)
        for at, word in enumerate(words, at + 2):  # noqa: B020 (numbers go on from the last text's)
            found[word].append(at)
        if "-" in folded:
            pieces = (piece for piece in folded.split() if "-" in piece)
            joined += (word.replace("-", "") for piece in pieces for word in _HYPHENATED.findall(piece))
    for word in joined:
        at += 2
        found[word].append(at)
    return {term: numbers for term, numbers in found.items() if len(term) <= _LONGEST}


def _split(text: str) -> list[str]:
    """The words of an English text: what `_WORD` finds in it, sooner."""
    return text.encode().translate(_BLANKED).decode().split()


def fold(words: str) -> str:
    """`words` without capitals, diacritics and what is not seen."""
    return words.lower() if words.isascii() else words.translate(_FOLDED)


class _Folding(dict[int, str]):
    """What becomes of each character; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = normalize("NFKD", chr(code)).lower()
        kept = (char for char in plain if category(char)[0] != "M" and category(char) != "Cf")
        self[code] = folded = "".join(_PLAIN.get(char, char) for char in kept)
        return folded


_FOLDED = _Folding()
