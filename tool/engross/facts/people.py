"""Who takes part: from rolls of participants, signatures, addresses and salutations to names.

A name is kept as the source has it. What is no name (a delegation's country, an office alone) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from engross.facts.reading import Fact, read
from engross.model import Kind, Node, walk
from engross.names import is_full_name
from engross.regex import compile_later
from engross.source import Source

_TITLE = (
    r"(?:The\s+)?(?:(?:Right|Most|Rt\.?)\s+Hon(?:ou?rable)?|Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Rev|Hon|Sir|Lord|Lady|Gen|General|Lt|Lieutenant|Col|Colonel"
    r"|Maj|Major|Capt|Captain|Adm|Admiral|Cmdr|Commander|Amb|Ambassador|Minister|Secretary|Under Secretary|Senator|Sen"
    r"|Governor|Gov|President|Vice President|Chairman|Prime Minister|Premier|Chancellor|Count|Baron|Prince|King|Queen"
    r"|Herr|Frau|Fräulein|Graf|Freiherr|M|Mme|Mlle|Monsieur|Madame|Señor|Señora|Sr|Sra|Don|Doña|Signor|Signora"
    r"|Sig|Dott|Mijnheer|Mevrouw|De heer|Marshal|Marquess|Earl|Viscount|Duke|Bishop|Father|Alderman|Councillor)"
)
_PERSON = compile_later(
    rf"{_TITLE}\b\.?(?:\s+(?!(?:of|for|to|in|on|at|de|des|du|für|des)\b)\S|$)|(?:[A-ZÀ-Þ]\.\s?){{1,3}}[A-ZÀ-Þ]\w+|[A-ZÀ-Þ][\w’'-]+\s(?:[A-ZÀ-Þ]\.\s?){{1,2}}[A-ZÀ-Þ][\w’'-]+"
)
#: An office behind a name: *Lord Hood, Minister, British Embassy*. (*The President* is somebody.)
_RANK = compile_later(rf"(?!The\b){_TITLE}\.?(?:\s*\([^()]*\))?")
_OFFICE = compile_later(  # the Ambassador in France (Houghton), in Paris
    r"(?:the\s+)?(?P<office>[A-ZÀ-Þ][^()]{2,120}?)\s*\((?P<name>[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+)?)\)",
    re.IGNORECASE,
)
_CALLED = compile_later(r"(?:The\s+)?(?:Mr|Mrs|Ms|Miss|Dr|Rev|Herr|Frau|M|Mme|Mlle|Sir)\b\.?\s|(?:[A-Z]\.\s?)+[A-Z]")
#: The office that stands before a name, by its letters.
BUREAU = compile_later(r"[A-Z/]{1,6}\s?[—–-]+\s?(?=[A-Z])")  # EUR—Mr. Kohler
_FULL_NAME = compile_later(r"[A-ZÀ-Þ][\w’'-]+(?:\s(?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w’'-]+|de|von|van|du|di)){1,4}$")
_PARTED = compile_later(r"\s*(?:,|\(|;|\s[—–-]+\s|[—–]|:)\s*")
_OPENING = compile_later(r"(?i:/(?:s|sgd|signed)/\s*|[\[(]?(?:signed|sgd\.?)[\])]?[:.]?\s+)")
_DEAR = compile_later(
    r"(?i:(?:my\s+)?dear|sehr geehrter?|hochverehrter?|lieber?|werter?|(?:mon )?cher|(?:ma )?chère|estimad[oa]"
    r"|querid[oa]|distinguid[oa]|egregio|gentile|caro|cara|geachte|waarde|beste)\s+(?P<name>\S.*)$"
)
_NOBODY = compile_later(
    r"(?i:(?:dear\s+)?(?:sirs?|madam|gentlemen|friends?|all|colleagues?|damen und herren|herren|heren|señor(?:es)?"
    r"|monsieur|madame|messieurs|signori|mijne? heren?|sir or madam)$)"
)
#: Where so many items name persons surely, a name alone is that of a person too.
_FEWEST = 3
_COUNTRY = compile_later(
    r"(?:United|North|South|East|West|New|Great|Saudi|Soviet|Costa|Hong|Sri|San|Santa|Puerto|Sierra|Ivory|Upper|Union|"
    r"Republic|Federal|Dominican|Viet|El|The)\s"
)

#: What stands in a label beside the name.
_ASIDES = compile_later(r"^\d{1,3}\.\s+|(?<=[\w.])(?:\s?[\[(][^\[\]()]*[\])])+(?=\W*$)")


class Participant(Struct, frozen=True):
    """Somebody who takes part: the name as it stands, and what stands with it (an office, a country)."""

    name: str
    role: str = ""


def participants(items: Iterable[str]) -> tuple[Participant, ...]:
    """The persons among the items of a roll; an item may hold several between semicolons or commas."""
    pieces = [BUREAU.sub("", piece.strip(), count=1) for item in items for piece in _each(item.strip().rstrip("."))]
    persons = [_participant(piece) for piece in pieces]
    sure = sum(person is not None for person in persons)
    found: dict[str, Participant] = {}
    for piece, person in zip(pieces, persons, strict=True):
        if person is None and sure >= _FEWEST and _is_bare_name(piece):
            person = Participant(piece)
        if person:
            found.setdefault(person.name.casefold(), person)
    return tuple(found.values())


def _is_bare_name(words: str) -> bool:
    """Whether an item among those that surely name persons is a name alone (*Rita Baker*), and no country, no group."""
    return bool(_FULL_NAME.match(words)) and is_full_name(words) and not _COUNTRY.match(words)


def _participant(words: str) -> Participant | None:
    """The person whom `words` name: a name and an office behind it, or an office with the name in parentheses."""
    office = _OFFICE.match(words)
    if office and not _CALLED.match(words) and not _FULL_NAME.match(office["office"]):
        return Participant(office["name"], office["office"].strip())
    parted = _PARTED.split(words, maxsplit=1)
    name, role = parted[0].strip(), (parted[1] if len(parted) > 1 else "").strip(" ,;)")
    if role and words[len(parted[0]) :].startswith(":") and _RANK.fullmatch(name) and _PERSON.match(role):
        name, role = role, name  # Chairman: Mr. Spaak
    if len(name) > 3 and (_PERSON.match(name) or (role and _FULL_NAME.match(name))):
        return Participant(name, role)
    return None


def is_person(words: str) -> bool:
    """Whether `words` begin with a person: a title and a name, or initials and a name."""
    return bool(_PERSON.match(words))


def plain_label(label: str) -> str:
    """The name in a speaker's label: without the number of its paragraph, remarks in brackets behind it, its end."""
    name = _ASIDES.sub("", label)
    return (name or label).rstrip(" .:,;—–-").strip("()[] ") or label


def same_person(label: str, names: Sequence[str]) -> str | None:
    """The one of `names` that a speaker's label means: it has its surname, or begins with its title; None where none
    has, or several have."""
    key = re.sub(r"^the\s+", "", label.strip().casefold())
    plain = {name: re.sub(r"^the\s+", "", name.casefold()) for name in names}
    for found in (
        [name for name in names if plain[name] == key],
        [name for name in names if surname(name) == surname(label)],
        [name for name in names if plain[name].startswith(f"{key} ")],
    ):
        if found:
            return found[0] if len(set(found)) == 1 else None
    return None


def _each(item: str) -> list[str]:
    """The persons of an item, still with their offices: between semicolons, or between commas if most are names."""
    if ";" in item:
        return item.split(";")
    pieces = re.split(r",\s+(?:and\s+|und\s+|et\s+)?", item)
    named = sum(bool(_PERSON.match(piece)) and not (k and _RANK.fullmatch(piece)) for k, piece in enumerate(pieces))
    return pieces if (len(pieces) > 2 and named * 2 >= len(pieces)) or 1 < len(pieces) == named else [item]


def surname(name: str) -> str:
    """The last word of a name, to compare a speaker's label with it."""
    found = re.findall(r"[^\W\d_][\w’'-]*", name.split(",")[0].split("(")[0])
    return found[-1].casefold() if found else ""


def find_signer(own: Sequence[Node], source: Source) -> Fact | None:
    """Who signed: the first line of the signature, without ``/s/`` and without an office behind a comma."""
    for node in own:
        if node.kind is not Kind.SIGNED:
            continue
        reading = read(node, source)
        line = source.text[node.span.start : node.span.end].split("\n", 1)[0]
        last = node.span.start + len(line)
        size = sum(offset < last for offset in reading.offsets)
        opening = _OPENING.match(reading.text)
        comma = reading.text.find(", ", 0, size)
        suffix = re.match(r", (?:Jr|Sr|Esq|II|III)\b\.?", reading.text[comma:]) if comma > 0 else None
        end = size if comma < 0 or suffix else comma
        fact = reading.fact(opening.end() if opening else 0, end)
        return fact if fact and re.search(r"[^\W\d_]{2}", fact.text) else None
    return None


def find_addressee(own: Sequence[Node], source: Source) -> Fact | None:
    """To whom a letter goes: the first line of the address directly above the salutation, else whom that greets."""
    above: Node | None = None
    for inner in (child for node in own if node.kind is Kind.OPENER for child in node.children):
        if inner.kind is Kind.SALUTE:
            return _addressed(above, source) or _greeted(inner, source)
        above = inner if inner.kind is Kind.ADDRESS else None
    return None


def _addressed(address: Node | None, source: Source) -> Fact | None:
    """The person on the first line of an address."""
    line = next((n for n in walk(address) if n.kind is Kind.ADDR_LINE), None) if address else None
    fact = read(line, source).fact() if line else None
    return fact if fact and _PERSON.match(fact.text) else None


def _greeted(salute: Node, source: Source) -> Fact | None:
    """The person whom a salutation names."""
    reading = read(salute, source)
    size = len(reading.text.rstrip(" ,:!.-—"))
    dear = _DEAR.match(reading.text[:size])
    if _NOBODY.match(reading.text[:size]) or (dear and _NOBODY.match(dear["name"])):
        return None
    return reading.fact(dear.start("name") if dear else 0, size)


def rolls(own: Iterable[Node]) -> Iterator[Node]:
    """The items of the lists of participants; not of those who were absent."""
    for node in own:
        if node.kind is Kind.LIST and node.attrs.get("type") == "participants":
            yield from _items(node)


def _items(roll: Node) -> Iterator[Node]:
    """The items of a list, and of lists inside them; an item is without the list inside it."""
    for item in roll.children:
        if item.kind is Kind.ITEM:
            inner = [child for child in item.children if child.kind is Kind.LIST]
            yield item.holding(tuple(c for c in item.children if c.kind is not Kind.LIST)) if inner else item
            for below in inner:
                yield from _items(below)
