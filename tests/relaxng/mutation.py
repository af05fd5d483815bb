"""Documents with one fault each, made from good ones: for comparing this engine with Jing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"\s+([\w:.-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_NAMES = (
    *("p", "div", "head", "note", "hi", "date", "persName", "list", "item", "table", "row", "cell", "lb", "pb", "foo"),
    *("dates", "teiHeader", "lg", "l", "body", "TEI", "title", "ab", "choice", "figure", "quote", "seg", "opener"),
)
_ATTRIBUTES = (
    *('when="Oct 26"', 'foo="1"', 'n=""', 'xml:id="1x"', 'rend="a b"', 'cert="sure"', 'when="1962-02-30"'),
    *('xml:lang="e n"', 'xml:space="keep"', 'rows="-1"', 'cols="two"', 'quantity="1,5"', 'target="a b"', 'ref=""'),
    *(
        'from="1962-10-26T25:00:00"',
        'to="62"',
        'precision="no"',
        'xml:base="%%"',
        'type="a b"',
        'resp="%"',
        'level="x"',
    ),
    *('notBefore="--02-31"', 'dur="P1Y2H"', 'instant="yes"', 'min="1e"', 'unit=" "', 'break="none"', 'level="x"'),
)

Mutation = Callable[[random.Random, str], str | None]

HEADER = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt>\n'
    "<publicationStmt><p>P</p></publicationStmt><sourceDesc><p>S</p></sourceDesc></fileDesc></teiHeader>\n"
    "<text><body>\n"
)


def wrapped(path: Path) -> str:
    """The division in the file `path`, as the text of a TEI document."""
    text = path.read_text(encoding="utf-8")
    return HEADER + re.sub(r"^<\?xml[^>]*\?>\s*", "", text) + "\n</body></text></TEI>\n"


def _tags(text: str, closing: bool = False) -> list[re.Match[str]]:
    return [match for match in _TAG.finditer(text) if bool(match[1]) == closing]


def _element(text: str, start: re.Match[str]) -> tuple[int, int]:
    """Where the element with the start tag `start` is."""
    if start[4]:
        return start.span()
    depth = 1
    for match in _TAG.finditer(text, start.end()):
        depth += -1 if match[1] else 0 if match[4] else 1
        if depth == 0:
            return start.start(), match.end()
    raise AssertionError("unreachable")


def rename(chance: random.Random, text: str) -> str | None:
    """Give an element another name."""
    start = chance.choice(_tags(text))
    name = chance.choice(_NAMES)
    begin, end = _element(text, start)
    inner = text[begin:end]
    inner = f"<{name}" + inner[1 + len(start[2]) :]
    if not start[4]:
        inner = inner[: inner.rindex("</")] + f"</{name}>"
    return text[:begin] + inner + text[end:]


def delete(chance: random.Random, text: str) -> str | None:
    """Take an element out."""
    begin, end = _element(text, chance.choice(_tags(text)[1:]))
    return text[:begin] + text[end:]


def unwrap(chance: random.Random, text: str) -> str | None:
    """Take the tags of an element out."""
    start = chance.choice(_tags(text)[1:])
    begin, end = _element(text, start)
    inner = "" if start[4] else text[start.end() : text.rindex("</", begin, end)]
    return text[:begin] + inner + text[end:]


def double(chance: random.Random, text: str) -> str | None:
    """Have an element twice."""
    begin, end = _element(text, chance.choice(_tags(text)[1:]))
    return text[:end] + text[begin:end] + text[end:]


def insert(chance: random.Random, text: str) -> str | None:
    """Put an empty element somewhere between tags."""
    match = chance.choice(list(_TAG.finditer(text))[1:-1])
    return text[: match.end()] + f"<{chance.choice(_NAMES)}/>" + text[match.end() :]


def add_text(chance: random.Random, text: str) -> str | None:
    """Put text somewhere between tags."""
    match = chance.choice(list(_TAG.finditer(text))[1:-1])
    return text[: match.end()] + "stray" + text[match.end() :]


def add_attribute(chance: random.Random, text: str) -> str | None:
    """Put an attribute on an element."""
    start = chance.choice(_tags(text))
    added = chance.choice(_ATTRIBUTES)
    if re.search(rf"\s{re.escape(added.partition('=')[0])}\s*=", start[3]):
        return None
    at = start.start() + 1 + len(start[2])
    return text[:at] + " " + added + text[at:]


def drop_attribute(chance: random.Random, text: str) -> str | None:
    """Take an attribute away."""
    found = [match for start in _tags(text) for match in _ATTRIBUTE.finditer(text, start.start(3), start.end(3))]
    match = chance.choice(found)
    return None if match[1].startswith("xmlns") else text[: match.start()] + text[match.end() :]


def change_value(chance: random.Random, text: str) -> str | None:
    """Give an attribute another value."""
    found = [match for start in _tags(text) for match in _ATTRIBUTE.finditer(text, start.start(3), start.end(3))]
    match = chance.choice(found)
    if match[1].startswith("xmlns"):
        return None
    value = chance.choice(("", " ", "a b", "#x", "%", "1962-13-01", "::", "véé", "-1", "http://"))
    return text[: match.start(2)] + f'"{value}"' + text[match.end(2) :]


def swap(chance: random.Random, text: str) -> str | None:
    """Exchange an element with the one after it."""
    begin, end = _element(text, chance.choice(_tags(text)[1:]))
    later = _TAG.search(text, end)
    if later is None or later[1]:
        return None
    begin2, end2 = _element(text, later)
    return text[:begin] + text[begin2:end2] + text[end:begin2] + text[begin:end] + text[end2:]


def misspell(chance: random.Random, text: str) -> str | None:
    """Exchange two letters of an element's name, or double one, or write it in capitals."""
    start = chance.choice(_tags(text))
    name = start[2]
    at = chance.randrange(len(name))
    other = chance.choice((name[:at] + name[at] + name[at:], name[at:] + name[:at], name.upper(), name + "s"))
    begin, end = _element(text, start)
    inner = f"<{other}" + text[begin:end][1 + len(name) :]
    if not start[4]:
        inner = inner[: inner.rindex("</")] + f"</{other}>"
    return None if other == name else text[:begin] + inner + text[end:]


def misspell_attribute(chance: random.Random, text: str) -> str | None:
    """Write an attribute's name wrong."""
    found = [match for start in _tags(text) for match in _ATTRIBUTE.finditer(text, start.start(3), start.end(3))]
    match = chance.choice(found)
    if match[1].startswith("xml"):
        return None
    other = chance.choice((match[1] + "s", match[1].upper(), match[1][1:] + match[1][0], "tei" + match[1]))
    return None if other == match[1] else text[: match.start(1)] + other + text[match.end(1) :]


def move(chance: random.Random, text: str) -> str | None:
    """Put an element where another one begins."""
    begin, end = _element(text, chance.choice(_tags(text)[1:]))
    outside = [match for match in _tags(text)[1:] if not begin <= match.start() < end]
    if not outside:
        return None
    at = chance.choice(outside).start()
    piece = text[begin:end]
    return (
        text[:at] + piece + text[at:begin] + text[end:]
        if at < begin
        else text[:begin] + text[end:at] + piece + text[at:]
    )


def change_namespace(chance: random.Random, text: str) -> str | None:
    """Put an element into another namespace, or into none; what is in it goes with it."""
    start = chance.choice(_tags(text)[1:])
    at = start.start() + 1 + len(start[2])
    uri = chance.choice(("", "http://www.w3.org/1999/xhtml", "http://www.tei-c.org/ns/1.0/"))
    return text[:at] + f' xmlns="{uri}"' + text[at:]


def add_foreign(chance: random.Random, text: str) -> str | None:
    """Put an element or attribute of another namespace somewhere."""
    start = chance.choice(_tags(text)[1:])
    if chance.random() < 0.5:
        return text[: start.start()] + '<x:y xmlns:x="urn:x">z</x:y>' + text[start.start() :]
    at = start.start() + 1 + len(start[2])
    return text[:at] + ' xmlns:x="urn:x" x:y="1"' + text[at:]


def give_id_twice(chance: random.Random, text: str) -> str | None:
    """Give an element the ID of another."""
    ids = re.findall(r'\sxml:id="([^"]*)"', text) or ["a"]
    name, changed = chance.choice(ids), text
    for start in chance.sample(_tags(text), 2):
        now = _TAG.search(changed, changed.index(start[0]))
        if now and "xml:id" not in now[3]:
            at = now.start() + 1 + len(now[2])
            changed = changed[:at] + f' xml:id="{name}"' + changed[at:]
    return None if changed == text else changed


def wrap(chance: random.Random, text: str) -> str | None:
    """Put an element around another."""
    begin, end = _element(text, chance.choice(_tags(text)[1:]))
    name = chance.choice(_NAMES)
    return f"{text[:begin]}<{name}>{text[begin:end]}</{name}>{text[end:]}"


def empty(chance: random.Random, text: str) -> str | None:
    """Take out all that is in an element."""
    start = chance.choice(_tags(text)[1:])
    begin, end = _element(text, start)
    return None if start[4] else text[: start.end()] + text[text.rindex("</", begin, end) :]


MUTATIONS: tuple[Mutation, ...] = (
    rename,
    delete,
    unwrap,
    double,
    insert,
    add_text,
    add_attribute,
    drop_attribute,
    change_value,
    swap,
    misspell,
    misspell_attribute,
    move,
    change_namespace,
    add_foreign,
    give_id_twice,
    wrap,
    empty,
)


def mutants(texts: list[str], count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """`count` documents, each one of `texts` with one thing changed, and the name of what was done."""
    chance = random.Random(seed)
    made = 0
    while made < count:
        mutation = MUTATIONS[made % len(MUTATIONS)]
        changed = mutation(chance, chance.choice(texts))
        if changed is not None:
            made += 1
            yield mutation.__name__, changed
