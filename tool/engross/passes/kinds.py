"""The pass that says of each document what kind it is: `subtype` of its ``div``, by its title."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from engross.model import Document, Kind, Node, content, walk
from engross.regex import compile_later, compile_once
from engross.source import Source

#: A salutation with which the first paragraph begins.
_GREETING = compile_later(
    r"(?:My\s+)?(?:DEAR|Dear)\s[^.:,\n]{1,20}(?:\.[^.:,\n]{1,30})?[:,]\s|(?i:sirs?|gentlemen|madam|excellency)\s?:\s"
)

#: What the number of a file, or a remark in brackets, says of the document: ``711.94/1: Telegram``, ``[Telegram]``.
_FILED = compile_later(
    r"[:;\[]\s?(?:Circular\s)?(Telegram|Airgram|Despatch|Dispatch)\b|\bNo\.\s?\d+,?\s(Telegra)phic\b", re.IGNORECASE
)

#: Labels of the head of a telegram, and those that it has not.
_WIRED, _WRITTEN = {"FROM", "TO", "NO", "ACTION", "INFO"}, {"SUBJECT", "SUBJ", "RE", "THROUGH", "PARTICIPANTS"}
_AIRGRAM = compile_later(r"C?A[-–]\d{1,5}[.,]?")

#: Kinds whose name alone may be a document's title: known also where the OCR garbled it.
_ALONE = ("memorandum", "telegram", "airgram", "despatch")


#: Elements that may hold what tells a document's kind: not its headings and paragraphs, which hold most of its nodes.
_AROUND_TEXT = frozenset(Kind) - {Kind.P, Kind.HEAD}


def name_kinds(document: Document, kinds: Mapping[str, str], given: str | None = None) -> Document:
    """`document` with a `subtype` on each document: the first pattern of `kinds` that its title fits, else by what
    it holds, else ``other``. `given` is what the editor says of a source with one document."""
    parts = document.body.children
    alone = sum(part.attrs.get("type") == "document" for part in parts) == 1
    named = []
    for number, part in enumerate((p for p in parts if p.kind is Kind.DIV), 1):
        kind = given if given and alone and part.attrs["type"] == "document" else _kind(part, document.source, kinds)
        named.append(part.having(subtype=kind, n=str(number)))
    return replace(document, body=document.body.holding(tuple(named)))


def _kind(div: Node, source: Source, kinds: Mapping[str, str]) -> str:
    parts = walk(div, _AROUND_TEXT)
    titles = [n for n in parts if n.kind is Kind.HEAD and n.rule.startswith("title:")]
    for title in titles[:2]:
        text = re.sub(r"\s+", " ", content(title, source))
        for pattern, kind in kinds.items():
            if compile_once(rf"\b(?:{pattern})", re.IGNORECASE).search(text):
                return kind
        from difflib import get_close_matches  # few titles need it

        garbled = re.match(r"\w*", text.casefold())
        near = get_close_matches(garbled[0] if garbled else "", _ALONE, 1, 0.8)
        if near and title.rule.endswith("alone on its line"):
            return near[0]
    filed = (n for n in parts if n.kind is Kind.SEG or (n.kind is Kind.NOTE and n.attrs.get("place") == "inline"))
    for note in filed:
        if _AIRGRAM.fullmatch(content(note, source)):
            return "airgram"
        if said := _FILED.search(content(note, source)):
            named = (said[1] or f"{said[2]}m").casefold()
            return "despatch" if named.endswith("patch") else named
    held = {n.kind for n in parts}
    if any(n.kind is Kind.FW and n.rule.endswith("page of a telegram") for n in parts):
        return "telegram"
    headers = [n for n in parts if n.kind is Kind.LIST and n.attrs.get("type") == "memo-header" and len(n.children) > 2]
    if headers:
        labels = {content(n, source).upper().strip(" :.;") for n in headers[0].children if n.kind is Kind.LABEL}
        wired = labels & {"NO", "ACTION", "INFO"} and len(labels & _WIRED) > 1 and not labels & _WRITTEN
        return "telegram" if wired else "memorandum"
    if any(n.attrs.get("type") == "entry" for n in parts if n.kind is Kind.DIV):
        return "working-file"
    greeted = next((n for n in parts if n.kind is Kind.P), None)
    if {Kind.SALUTE, Kind.CLOSER} <= held:
        return "letter"
    run_in = greeted is not None and _GREETING.match(content(greeted, source))
    return "letter" if run_in and Kind.CLOSER in held else "other"
