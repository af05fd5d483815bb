"""Pieces of WordprocessingML (ECMA-376, part 1, 17): styles, runs, footnotes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Pt, RGBColor
from lxml import etree
from msgspec import Struct

from engross.views.values import Run

if TYPE_CHECKING:
    from docx.styles.style import ParagraphStyle

_TEXT_WIDTH = 8640  #: of a page, in twentieths of a point
STEP = 0.75  #: centimetres that each list stands further in
_PROPERTIES = {
    "deleted": ("w:strike", {}),
    "bold": ("w:b", {}),
    "italic": ("w:i", {}),
    "underline": ("w:u", {"w:val": "single"}),
    "strike": ("w:strike", {}),
    "smallcaps": ("w:smallCaps", {}),
    "superscript": ("w:vertAlign", {"w:val": "superscript"}),
    "subscript": ("w:vertAlign", {"w:val": "subscript"}),
}
#: The order that the schema asks for in ``w:rPr``.
_ORDER = ("w:rStyle", "w:b", "w:i", "w:strike", "w:smallCaps", "w:u", "w:vertAlign")


class Look(Struct, frozen=True):
    """A paragraph style of ours: what it is based on, how far in it stands (cm), where its text goes."""

    name: str
    base: str = "Normal"
    left: float = 0
    right: float = 0
    hanging: float = 0
    align: WD_ALIGN_PARAGRAPH | None = None
    size: float = 0
    italic: bool = False
    after: float | None = None
    tight: bool = False  #: no space between two of them
    keep: bool = False  #: on the page of what follows


_LOOKS = (
    Look("Block Quotation", left=1, right=1),
    Look("Dateline", align=WD_ALIGN_PARAGRAPH.RIGHT, keep=True),
    Look("Opener", after=4),
    Look("Salutation", after=6),
    Look("Address Line", tight=True),
    Look("Closing", left=7, after=2),
    Look("Signature Line", left=7, tight=True),
    Look("Trailer", after=4),
    Look("Verse Line", left=1, tight=True),
    Look("Stage Direction", italic=True),
    Look("Speech", left=STEP, hanging=STEP),
    Look("Memo Head", left=3, hanging=3, after=8, tight=True),
    Look("Note", size=9.5, after=4),
    Look("Page Furniture", size=9, tight=True),
    Look("Rule", after=6),
    Look("Footnote Text", size=9.5, after=2),
    *(Look(f"Item {depth}", left=STEP * depth, hanging=STEP, after=4) for depth in range(1, 10)),
    *(Look(f"Item {depth} continued", left=STEP * depth, after=4) for depth in range(1, 10)),
)


def add_styles(word: Word, language: str) -> None:
    """Put our styles into `word`, quiet those that it has, and take away the looks of tables that are never used."""
    for style in list(word.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()
    normal = word.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    for level in range(1, 10):
        heading = word.styles[f"Heading {level}"]
        heading.font.color.rgb = RGBColor(0, 0, 0)
        heading.font.size = Pt(max(11, 16 - 2 * (level - 1)))
        heading.paragraph_format.space_before = Pt(12)
        heading.paragraph_format.space_after = Pt(4)
    word.styles["Caption"].font.color.rgb = RGBColor(0, 0, 0)
    word.styles["Caption"].font.size = Pt(10)
    word.styles["Caption"].paragraph_format.keep_with_next = True
    word.styles["Title"].font.color.rgb = RGBColor(0, 0, 0)
    word.styles["Title"].font.size = Pt(20)
    for look in _LOOKS:
        _add(word, look)
    border = OxmlElement("w:pBdr")
    border.append(_element("w:bottom", {"w:val": "single", "w:sz": "4", "w:space": "1", "w:color": "808080"}))
    word.styles["Rule"].element.get_or_add_pPr().insert(0, border)
    word.styles.add_style("Speaker", WD_STYLE_TYPE.CHARACTER).font.bold = True
    word.styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    _set_language(word, language)


def _add(word: Word, look: Look) -> None:
    style: ParagraphStyle = word.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles[look.base]
    form = style.paragraph_format
    if look.left:
        form.left_indent = Cm(look.left)
    if look.right:
        form.right_indent = Cm(look.right)
    if look.hanging:
        form.first_line_indent = Cm(-look.hanging)
        form.tab_stops.add_tab_stop(Cm(look.left))
    if look.align is not None:
        form.alignment = look.align
    if look.after is not None:
        form.space_after = Pt(look.after)
    if look.tight:
        spacing = OxmlElement("w:contextualSpacing")
        style.element.get_or_add_pPr().append(spacing)
    if look.keep:
        form.keep_with_next = True
    if look.size:
        style.font.size = Pt(look.size)
    if look.italic:
        style.font.italic = True


def _set_language(word: Word, language: str) -> None:
    for lang in word.styles.element.iter(qn("w:lang")):
        if language:
            lang.set(qn("w:val"), language)


# --- runs


def text_run(text: str, marks: Iterable[str] = (), style: str = "") -> Any:
    """A run of `text` with those looks, and that character style."""
    run = OxmlElement("w:r")
    wanted: dict[str, dict[str, str]] = {"w:rStyle": {"w:val": style}} if style else {}
    wanted |= dict(_PROPERTIES[mark] for mark in marks)
    if wanted:
        properties = OxmlElement("w:rPr")
        for name in _ORDER:
            if name in wanted:
                properties.append(_element(name, wanted[name]))
        run.append(properties)
    for number, piece in enumerate(text.split("\t")):
        if number:
            run.append(OxmlElement("w:tab"))
        if piece:
            words = OxmlElement("w:t")
            words.text = piece
            words.set(qn("xml:space"), "preserve")
            run.append(words)
    return run


def break_run() -> Any:
    """A run that begins a new line."""
    run = OxmlElement("w:r")
    run.append(OxmlElement("w:br"))
    return run


def page_run() -> Any:
    """A run that begins a new page."""
    run = OxmlElement("w:r")
    run.append(_element("w:br", {"w:type": "page"}))
    return run


def call_run(number: int, style: str) -> Any:
    """A run that calls the footnote with that number."""
    run = text_run("", (), style)
    run.append(_element("w:footnoteReference", {"w:id": str(number)}))
    return run


def looks(run: Run) -> tuple[str, ...]:
    """The looks of `run` that Word has."""
    return tuple(mark for mark in run.marks if mark in _PROPERTIES)


def paragraph(style: str) -> Any:
    """An empty paragraph of that style (its id)."""
    made = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    properties.append(_element("w:pStyle", {"w:val": style}))
    made.append(properties)
    return made


def _element(name: str, attributes: dict[str, str]) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


# --- tables


def empty_table(width: int, style: str) -> Any:
    """A table of `width` columns without rows."""
    table, properties, grid = OxmlElement("w:tbl"), OxmlElement("w:tblPr"), OxmlElement("w:tblGrid")
    properties.append(_element("w:tblStyle", {"w:val": style}))
    properties.append(_element("w:tblW", {"w:w": "0", "w:type": "auto"}))
    grid.extend(_element("w:gridCol", {"w:w": str(_TEXT_WIDTH // width)}) for _ in range(width))
    table.extend([properties, grid])
    return table


def table_row(*, header: bool) -> Any:
    """A row without cells; a `header` is repeated on every page."""
    row = OxmlElement("w:tr")
    if header:
        properties = OxmlElement("w:trPr")
        properties.append(OxmlElement("w:tblHeader"))
        row.append(properties)
    return row


def table_cell(columns: int, merge: str) -> Any:
    """A cell without text that spans so many columns; `merge` is ``restart`` or ``continue`` where it spans rows."""
    cell, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    if columns > 1:
        properties.append(_element("w:gridSpan", {"w:val": str(columns)}))
    if merge:
        properties.append(_element("w:vMerge", {"w:val": merge}))
    cell.append(properties)
    return cell


# --- footnotes


def add_footnotes(word: Word, footnotes: list[list[Any]], style: str) -> None:
    """Put `footnotes`, each the paragraphs of one, into `word`: the first has the number 1. `style` is that of the sign
    before each."""
    if not footnotes:
        return
    root = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        line = _element("w:footnote", {"w:type": kind, "w:id": str(number)})
        holder, run = OxmlElement("w:p"), OxmlElement("w:r")
        run.append(OxmlElement(f"w:{kind}"))
        holder.append(run)
        line.append(holder)
        root.append(line)
    for number, paragraphs in enumerate(footnotes, 1):
        note = _element("w:footnote", {"w:id": str(number)})
        sign = text_run("", (), style)
        sign.append(OxmlElement("w:footnoteRef"))
        paragraphs[0].insert(1, sign)
        paragraphs[0].insert(2, text_run(" "))
        note.extend(paragraphs)
        root.append(note)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, data, word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    settings = word.settings.element
    properties = OxmlElement("w:footnotePr")
    for number in (-1, 0):
        properties.append(_element("w:footnote", {"w:id": str(number)}))
    before = next((e for e in settings if e.tag in {qn(f"w:{n}") for n in ("endnotePr", "compat", "rsids")}), None)
    if before is not None:
        before.addprevious(properties)
    else:
        settings.append(properties)
