"""TEI's elements by what they mean to a reader: the one table of the text view."""

from __future__ import annotations


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Elements that hold blocks; white space in them is layout. Stray text in one is a paragraph.
CONTAINERS = _names(
    "TEI text front body back group floatingText div div1 div2 div3 div4 div5 div6 div7 list listBibl table row sp lg "
    "titlePage docTitle argument epigraph postscript address figure castList castGroup teiCorpus"
)

#: Elements that are a block, and of which kind.
BLOCKS = {
    "p": "p",
    "ab": "p",
    "head": "head",
    "item": "item",
    "opener": "opener",
    "dateline": "dateline",
    "salute": "salute",
    "addrLine": "address",
    "closer": "closer",
    "signed": "signature",
    "trailer": "trailer",
    "l": "line",
    "byline": "p",
    "docImprint": "p",
    "docEdition": "p",
    "imprimatur": "p",
    "titlePart": "head",
    "figDesc": "caption",
    "castItem": "p",
}

#: Elements that are a block in a container, and running text in a block.
EITHER = {
    "quote": "quote",
    "cit": "quote",
    "stage": "stage",
    "label": "label",
    "bibl": "p",
    "stamp": "p",
    "docAuthor": "p",
    "docDate": "p",
}

DIVISIONS = _names("div div1 div2 div3 div4 div5 div6 div7")

#: Blocks that gather what opens or closes a document: a note among their parts is a note between blocks.
GATHERING = frozenset({"opener", "closer"})

#: Elements with no text of the document: what an editor made of it, or an image.
SILENT = _names(
    "teiHeader standOff facsimile sourceDoc index interp interpGrp span spanGrp linkGrp link fs fvLib join joinGrp alt "
    "altGrp timeline graphic media certainty precision respons handShift ptr anchor milestone space "
    "listTranspose"
)

#: Elements with several readings of one place: the first stands in the text, the others in brackets behind it.
CHOICES = frozenset({"choice", "app"})

#: Words in @rend, @rendition (without ``#``), and the look they mean.
LOOKS = {
    "italic": "italic",
    "italics": "italic",
    "i": "italic",
    "bold": "bold",
    "b": "bold",
    "strong": "bold",
    "underline": "underline",
    "underlined": "underline",
    "double-underline": "underline",
    "u": "underline",
    "superscript": "superscript",
    "super": "superscript",
    "sup": "superscript",
    "subscript": "subscript",
    "sub": "subscript",
    "smallcaps": "smallcaps",
    "small-caps": "smallcaps",
    "sc": "smallcaps",
    "strikethrough": "strike",
    "line-through": "strike",
}
