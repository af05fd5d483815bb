"""Notes and furniture, breaks and gaps, words: what they do to the walk through a text (see `blocks`)."""

from __future__ import annotations

from lxml import etree
from msgspec.structs import replace

from engross.encode.tree import TEI, XML_ID, local
from engross.regex import compile_later
from engross.views.asking import between_blocks, looks_of
from engross.views.elements import GATHERING
from engross.views.labels import own_label
from engross.views.values import Block, Note, Run
from engross.views.walking import Ends, Walker

_T = {"t": TEI}
_LINKS = ("http://", "https://", "mailto:")
_STRING = etree.XPath("string()")
_WORDS = compile_later(r"\w+")


def open_note(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A note: read by itself, called where it stands if no ref calls it."""
    parent = element.getparent()
    called = element in walker.labels.called
    apart = between_blocks(element) or (
        parent is not None and local(parent) in GATHERING and all(not run.text.strip() for run in walker.frame.runs)
    )
    if apart:
        walker.flush()
        if not called and "inline" in (element.get("place"), element.get("rend")):
            walker.push("note", element, ends)
            return True
    key, sign = walker.labels.keys[element], walker.labels.signs[element]
    if not called:
        called = True
        if not apart:
            walker.put(sign, "call", str(key))
        elif element.get("type") != "source" and walker.level.out:
            _call_behind(walker.level.out, Run(sign, "call", target=str(key)))
        else:
            called = bool(element.get("n"))
            sign = sign if called else ""
    own = own_label(element)
    if own is not None:
        walker.own_labels.add(own)
        sign = walker.labels.signs[element]
    _read_note(walker, element, ends, key, sign)
    return True


def _read_note(walker: Walker, element: etree._Element, ends: Ends, key: int, sign: str) -> None:
    place, page, division = len(walker.notes), walker.page, walker.division
    notes = walker.notes
    notes.append(None)

    def done(blocks: list[Block]) -> None:
        notes[place] = Note(
            key,
            element.get(XML_ID, ""),
            sign,
            element.get("n", ""),
            element.get("type", ""),
            element.get("resp", ""),
            page,
            tuple(blocks),
            bool(sign),
            division,
        )

    walker.push_level("p", element, ends, done)


def _call_behind(out: list[Block], call: Run) -> None:
    """Put `call` at the end of the last block."""
    last = out[-1]
    if last.cells:
        *cells, cell = last.cells
        out[-1] = replace(last, cells=(*cells, replace(cell, runs=(*cell.runs, call))))
    else:
        out[-1] = replace(last, runs=(*last.runs, call))


def open_furniture(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """Furniture of the page, read by itself."""
    furniture = walker.furniture
    walker.push_level("furniture", element, ends, furniture.extend)
    return True


def open_page(walker: Walker, element: etree._Element, _ends: Ends) -> bool:
    """A page begins."""
    walker.page = element.get("n", "")
    walker.put(" ", "joint" if element.get("break") in ("no", "maybe") else "text")
    walker.put("", "page", element.get(XML_ID, ""), walker.page)
    return False


def open_line(walker: Walker, element: etree._Element, _ends: Ends) -> bool:
    """A line begins."""
    walker.put(" ", "joint" if element.get("break") in ("no", "maybe") else "line")
    return False


def open_column(walker: Walker, element: etree._Element, _ends: Ends) -> bool:
    """A column or a gathering begins."""
    walker.put(" ", "joint" if element.get("break") in ("no", "maybe") else "text")
    return False


def open_gap(walker: Walker, element: etree._Element, _ends: Ends) -> bool:
    """Something is missing: what the edition says of it, in brackets, if the words around it don't."""
    from engross.views.text import line_of

    if _is_said(element):
        return False
    words = " ".join(filter(None, (line_of(desc) for desc in element.iterfind("t:desc", _T))))
    if not words:
        extent = element.get("extent") or " ".join(
            filter(None, (element.get("quantity", ""), element.get("unit", "") if element.get("quantity") else ""))
        )
        words = ": ".join(filter(None, (element.get("reason", ""), extent))) or "…"
    walker.put(f"[{words}]", "gap", label="chars" if element.get("unit") == "chars" else "")
    return False


def _is_said(gap: etree._Element) -> bool:
    """Whether the editors' words around an empty gap say what is missing."""
    around = gap.getparent()
    if around is None or len(gap) or (local(around), around.get("type")) != ("seg", "editorial"):
        return False
    return bool(str(_STRING(around)).strip())


# --- words


def open_ref(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """A reference: the call of a note, a link, or words."""
    note = walker.labels.note_of(element)
    if note is not None:
        sign, key = walker.labels.signs[note], str(walker.labels.keys[note])
        shown = set(_WORDS.findall(sign))
        if shown.issuperset(_WORDS.findall(str(_STRING(element)))):
            walker.put(sign, "call", key)
            return False
        ends.append(lambda: walker.put(sign, "call", key))
    walker.look(looks_of(element, "ref"), ends)
    target = element.get("target", "")
    if note is None and target.startswith(_LINKS) and " " not in target:
        links = walker.level.links
        links.append(target)
        ends.append(lambda: links.__delitem__(-1))
    return True


def open_del(walker: Walker, _element: etree._Element, ends: Ends) -> bool:
    """A deletion."""
    if not walker.level.restored:
        walker.look(["deleted"], ends)
    return True


def open_restore(walker: Walker, _element: etree._Element, ends: Ends) -> bool:
    """Deletions that were taken back."""
    level = walker.level
    level.restored += 1

    def end() -> None:
        level.restored -= 1

    ends.append(end)
    return True


def open_supplied(walker: Walker, element: etree._Element, ends: Ends) -> bool:
    """Words of the editor, in brackets."""
    if not (element.text or "").lstrip().startswith("["):
        walker.put("[")
        ends.append(lambda: walker.put("]"))
    return True
