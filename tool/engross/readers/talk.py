"""The sweep that decides speakers' turns in telephone and meeting talk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from engross.readers.blocks import UNSEEN, Block, Role, bare, body, ends_sentence, starts_small, words
from engross.readers.edges import DRAFTING
from engross.readers.inline import Reading
from engross.regex import compile_later

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_TITLE = rf"[{_CAPITAL}](?:[a-z]{{1,5}}|[{_CAPITAL}]{{1,3}})\."  # Mr.  Sen.  DR.
_ABBREVIATED = rf"(?:(?:[{_CAPITAL}]\.-?)+|{_TITLE})"  # M.  J.F.K.
_WORD = rf"[{_CAPITAL}]\w*(?:[’'&-]\w+)*"
_NAME = rf"(?:{_ABBREVIATED}|{_WORD}|[Tt]he|of|for|and|de|du|di|da|van|von|der)"
_ASIDE = r"(?:\s?[\[(][^\[\]()\n]{1,60}[\])]){0,2}"
_SPEAKER = rf"(?P<name>\(?(?:{_NAME}(?:\s+{_NAME}){{0,5}}|(?:Unidentified|Unknown)(?:\s\w+){{1,2}})\)?)"
_LABEL = compile_later(
    rf"{_SPEAKER}{_ASIDE}"
    rf"(?P<mark>\s?:|\.?\s?--+|\.?\s?[—–]|\s-(?=\s)|\.\.+(?=\s?\w))\s*(?=\S)"
)
_RANK = (
    r"(?:(?:Acting|Under|Deputy|Assistant|Vice|Attorney|Major|Lieutenant|Rear)\s)?(?:Secretary|Senator|Representative|"
    r"Delegate|General|Admiral|Ambassador|Governor|Judge|Justice|Colonel|Captain|Commander|Major|Professor|Director|"
    r"President|Commissioner|Chairman|Lord|Sir|Dame|Baroness)"
)
_FROM = r"(?:\s(?:of|from)\s[A-Z]\w+(?:\s[A-Z]\w+)?)?"  # Mr. SMITH of New Jersey
_POINTED = compile_later(
    rf"(?P<name>(?:(?:(?:The|THE|M\.|{_TITLE})\s+)*|{_RANK}\s|[{_CAPITAL}]{{4,}}\s){_WORD}{_FROM}){_ASIDE}(?P<mark>\.)\s+(?=\S)"
)
#: A label in italics, bold or underlined, as Markdown and OCR engines write it, with or without its colon.
_EMPHASIZED = compile_later(
    r"(?P<open><(?P<tag>u|i|b|em|strong)>|\*\*|\*|__|_)(?P<inner>[^<>*_\n]{1,60})(?P<close></(?P=tag)>|(?P=open))"
)
_CHAIRED = compile_later(
    rf"(?:the\s|[a-z]+\.\s|{_RANK}\s)+\S", re.IGNORECASE
)  # what a label before a period begins with
_HOME = compile_later(r"\s(?:of|from)\s.*")
#: A person with a rank, or one whom the office names alone.
_RANKED = compile_later(
    rf"(?:{_RANK}|Mr\.|Mrs\.|Dr\.|Gen\.|Adm\.|Amb\.)\s\S|The (?:Vice )?(?:President|Chairman|Secretary)$"
)
_MEETING = compile_later(r"\b(?:meeting|minutes|conversation|notes|discussion)\b", re.IGNORECASE)
#: Somebody whom the transcriber could not name is a speaker wherever there are others.
_UNNAMED = compile_later(r"\(?(?:unidentified|unknown)\b", re.IGNORECASE)
_TALK = compile_later(r"\b(?:[Tt]elephone|[Tt]ranscript|[Ii]nterview|TELEPHONE|TRANSCRIPT)\b")
#: How a letter begins, with no more than an office.
_ADDRESSED = compile_later(
    r"(?:(?:Mr|Madam|Dear|My Dear|Your|M)\.?\s(?:Minister|President|(?:Under )?Secretary|Ambassador|Consul|Governor"
    r"|Chairman|Senator|General|Admiral|Lord|Sir|Chancellor|Chargé|Commissioner|Excellency|Majesty|Highness)"
    r"|Sirs?|Gentlemen|Madam|Excellency|My Lord|Monsieur|General|Admiral|Captain|Colonel|Commodore|Governor|Senator)",
    re.IGNORECASE,
)
_OPENING = (Role.DATELINE, Role.REMARK, Role.ADDRESS, Role.TITLE, Role.ENCLOSURE)
_STAGE = compile_later(r"^[\[(][^\[\]()]{3,160}[\])]\.?$")
#: What stands before a colon and names nobody.
_LABELS = (
    "a, absent, action, advantages, against, agenda, agreed, analysis, annex, answer, antwort, argument, "
    "arguments, article, assessment, assumption, assumptions, attachment, author, background, before, begin, begin "
    "text, benefit, benefits, c, comment, comments, con, conclusion, conclusions, cons, copy, cost, costs, "
    "date, dear, decision, disadvantages, discussion, effect, effects, enclosure, end, end text, example, "
    "examples, facts, figure, findings, following, for, frage, from, implications, issue, issues, item, no, "
    "note, notes, objective, objectives, option, options, p.p.s, p.s, paragraph, place, point, present, pro, "
    "problem, problems, proposal, proposals, pros, ps, purpose, question, rationale, re, reason, reasons, "
    "recommendation, recommendations, ref, reference, remark, remarks, reply, resolved, response, result, "
    "results, risks, section, solution, source, status, strengths, subject, summary, table, text, the, time, "
    "timing, title, to, views, washington, weaknesses"
)
#: So many blocks show whether talk begins.
_FEW = 8
_NO_NAMES = frozenset(_LABELS.split(", "))
_TITLES = {"mr", "mrs", "ms", "dr", "gen", "col", "amb", "sen", "gov", "messrs", "st", "no", "vol", "art"}
#: Who asks at a conference with the press.
_ASKED = frozenset(("question", "q"))
#: Words of one who speaks to another.
_SPOKEN = compile_later(r"\?|\b(?:I|[Yy]ou|[Yy]our|[Mm]e|[Mm]y|Yes|No)\b")
#: Labels of examinations, which come in pairs: question and answer in English, French, German, Spanish or Italian.
_PAIRS = (
    {"q", "a"},
    {"question", "answer"},
    {"d", "r"},
    {"demande", "réponse"},
    {"f", "a"},
    {"frage", "antwort"},
    {"p", "r"},
    {"pregunta", "respuesta"},
    {"domanda", "risposta"},
)


class _Label(Struct, frozen=True):
    """The label of a turn: the name in it, the mark behind that, and how many characters of its block it takes."""

    name: str
    mark: str
    length: int


def speaker_key(label: str) -> str:
    """A speaker's label without its closing marks and its case, to compare labels by."""
    return re.sub(r"[\s.:,;—–-]+$", "", label).strip("([ ])").casefold()


def mark_turns(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide turns: a short name, then a colon, dashes or a period, then talk; and the same forms again.

    One colon makes no talk. A name counts where a turn with a colon or dashes bears it at least twice in the file,
    where two names take turns, or where a list of participants has it; so do persons with their rank where people met.
    Question and answer count as a pair. A period ends a label only of a name that is known already, or of several that
    begin with a title (``Mr. SMITH.``).
    """
    if "speakers" not in reading.profile.features:
        return blocks
    found = {i: m for i, b in enumerate(blocks) if (m := _match(b, reading))}
    keys = {i: speaker_key(m.name) for i, m in found.items()}
    if addressed := {i for i, m in found.items() if _is_address(blocks, i, m)}:
        spoken = {key for i, key in keys.items() if i not in addressed}
        found = {i: m for i, m in found.items() if i not in addressed or keys[i] in spoken}
        keys = {i: keys[i] for i in found}
    firm = {i: key for i, key in keys.items() if found[i].mark != "." or _is_chaired(found[i])}
    paired = _paired(keys)
    firm = {i: key for i, key in firm.items() if key not in _NO_NAMES}
    known = {name for name, times in Counter(firm.values()).items() if times > 1} | paired
    listed = _listed(blocks, reading)
    present = {name for name in firm.values() if name in listed or name.split()[-1] in listed}
    known |= present if known or len(present) > 1 else set()
    if known and ((len(set(firm.values())) > 1 and len(firm) >= 3) or paired):
        there = _words_listed(blocks, reading)
        known |= {
            key for i, key in firm.items() if _near(i, keys, known) and _may_speak(blocks[i], found[i], there, reading)
        }
    talked = _talked_of(blocks, reading) if len(firm) > 1 else set()
    if titled := {name for name in firm.values() if talked & set(name.split())}:
        known |= titled if len(set(firm.values())) > 1 else set()
    known |= _ranked(blocks, {i: found[i].name for i in firm}, reading)
    told = set() if titled and len(firm) > len(titled) + 1 else _told(blocks, firm, found, reading)
    known |= told
    known |= {name for name in firm.values() if known and _UNNAMED.match(name)}
    known |= {key for key, times in Counter(keys.values()).items() if known and key in _ASKED and times > 1}
    if not known or (len(firm) < 3 and not paired and not titled and not told):
        return blocks
    out = list(blocks)
    for i, label in found.items():
        if keys[i] in known:
            end = _begin(blocks[i]) + label.length
            out[i] = replace(blocks[i], label=None, start=blocks[i].span.start).called(
                Role.TURN, "turn: a speaker's label that comes again", label_end=str(end)
            )
    return _mark_stages(out, reading)


def cut_turns(blocks: list[Block], reading: Reading) -> list[Block]:
    """Cut blocks at the lines that begin a turn, where talk was typed without blank lines: several lines that each
    begin with a name that comes again, behind lines that end as sentences do."""
    if "speakers" not in reading.profile.features:
        return blocks
    labelled = {i: _labelled(b, reading) for i, b in enumerate(blocks) if len(b.lines) > 1 and b.role is Role.NONE}
    times = Counter(key for lines in labelled.values() for key in lines.values())
    out: list[Block] = []
    for i, block in enumerate(blocks):
        own = labelled.get(i, {})
        cuts = [k for k in own if k] if len(own) > 1 and any(times[key] > 1 for key in own.values()) else []
        for a, b in pairwise([0, *cuts, len(block.lines)]):
            lines = block.lines[a:b]
            piece = replace(block, lines=lines, end=lines[-1].end) if cuts else block
            out.append(replace(piece, start=lines[0].start, label=None, bullet="") if a else piece)
    return out


def begins_talk(blocks: list[Block], i: int, reading: Reading) -> bool:
    """Whether the block at `i` is the first turn of talk: it begins as turns do, as do two of the next blocks, and
    one of their labels comes again."""
    if "speakers" not in reading.profile.features or not (first := _match(blocks[i], reading)):
        return False
    below = [label for b in blocks[i + 1 : i + _FEW] if (label := _match(b, reading))]
    keys = [speaker_key(label.name) for label in (first, *below)]
    named = keys[0] not in _NO_NAMES and (first.mark != "." or _is_chaired(first))
    if not named and keys[0] not in _paired(dict(enumerate(keys))):
        return False
    return len(below) > 1 and max(Counter(keys).values()) > 1


def _labelled(block: Block, reading: Reading) -> dict[int, str]:
    """The lines of `block` that begin as turns do, with a colon or dashes, behind the end of a sentence: their keys."""
    text, found = reading.source.text, dict[int, str]()
    memo = reading.profile.pattern("memo-field")
    for k, line in enumerate(block.lines):
        here = text[line.start : min(line.end, line.start + 60)]
        if not here[0].isupper() or (":" not in here and "--" not in here and "—" not in here):
            continue
        match = _LABEL.match(here)
        above = block.lines[k - 1] if k else None
        ended = above is None or ends_sentence(text[above.start : above.end])
        if match and ended and len(match["name"]) <= 30 and not memo.match(here):
            key = speaker_key(match["name"])
            if key not in _NO_NAMES:
                found[k] = key
    return found


def _match(block: Block, reading: Reading) -> _Label | None:
    """The label with which `block` begins, if it may be a speaker's; it may be emphasized, with or without its mark."""
    if block.role is not Role.NONE or block.bullet or (block.label and block.label.style != "x."):
        return None
    start = _begin(block)
    here = reading.source.text[start : min(block.end, start + 240)]
    marked = _EMPHASIZED.match(here) if here[:1] in ("<", "*", "_") else None
    plain = marked["inner"] + here[marked.end() :] if marked else here
    match = _LABEL.match(plain) or _POINTED.match(plain)
    if (
        match is None
        or DRAFTING.match(here)
        or len(match["name"]) > 45
        or (match["mark"] == "." and speaker_key(match["name"]) in _TITLES)
    ):
        return None
    length, inside = len(match.group().rstrip()), len(marked["inner"]) if marked else 0
    if marked:
        if not match.end("name") <= inside <= len(match.group()):
            return None  # only a part of the name is emphasized, or more than the label
        length = max(length, inside) + len(marked["open"]) + len(marked["close"])
    return _Label(match["name"], match["mark"], length)


def _begin(block: Block) -> int:
    """Where a speaker's label may begin: behind the number of the paragraph (*2. Mr. STEVENSON (United States): …*)."""
    return block.start if block.label and block.label.value.isdigit() else block.span.start


def _is_address(blocks: list[Block], i: int, label: _Label) -> bool:
    """Whether the label is how a letter begins (*Mr. Minister: I have …*): an address without a name, first below what
    opens a document."""
    if not _ADDRESSED.fullmatch(label.name):
        return False
    above = next((b for b in reversed(blocks[:i]) if b.role not in UNSEEN), None)
    return above is not None and above.role in _OPENING


def _is_chaired(label: _Label) -> bool:
    """Whether a label before a period is one by its form: a title, then a name in capitals (``The CHAIRMAN.``)."""
    name = _HOME.sub("", label.name)
    return bool(_CHAIRED.match(name)) and name.split()[-1].isupper() and len(name) > 6


def _paired(keys: Mapping[int, str]) -> set[str]:
    """The labels of question and answer, where each comes at least twice, or one twice and both in turn."""
    times = Counter(keys.values())
    there = [pair for pair in _PAIRS if pair <= times.keys()]
    return {key for pair in there for key in pair if sum(times[k] for k in pair) > 2}


def _talked_of(blocks: list[Block], reading: Reading) -> set[str]:
    """The words of titles that say that this is talk: *Telephone Conversation Between the Secretary and Mr. Ball*."""
    titles = _titles(blocks, reading)
    return {word.casefold() for title in titles if _TALK.search(title) for word in re.findall(r"[^\W\d_]{3,}", title)}


def _ranked(blocks: list[Block], labels: Mapping[int, str], reading: Reading) -> set[str]:
    """The labels that are persons with their rank, where a title says that people met and three such labels differ."""
    ranked = {speaker_key(label) for label in labels.values() if _RANKED.match(label)}
    return ranked if len(ranked) >= 3 and any(map(_MEETING.search, _titles(blocks, reading))) else set()


def _told(blocks: list[Block], firm: Mapping[int, str], found: Mapping[int, _Label], reading: Reading) -> set[str]:
    """The labels of an exchange in which nobody speaks twice: two side by side, and what is said is spoken to somebody
    (*Have you seen it?*). Where no title says that it is talk, they are all of the file."""
    if len(set(firm.values())) < 2 or (len(firm) > 2 and len(set(firm.values())) < len(firm)):
        return set()
    text = reading.source.text
    spoken = [bool(_SPOKEN.search(text, _begin(blocks[i]) + found[i].length, blocks[i].end)) for i in firm]
    beside = all(any(j in firm for j in (i - 1, i + 1)) for i in firm)
    alone = sum(b.role is Role.NONE for b in blocks) == len(firm) == 2 and all(spoken)
    titled = any(map(_TALK.search, _titles(blocks, reading))) and any(spoken)
    return set(firm.values()) if beside and (alone or titled) else set()


def _titles(blocks: list[Block], reading: Reading) -> list[str]:
    """The titles at the head of the text."""
    return [body(reading.source, b) for b in blocks[:8] if b.role in (Role.TITLE, Role.COLLECTION)]


def _listed(blocks: list[Block], reading: Reading) -> set[str]:
    """The names, as speakers' labels would have them, that begin the items of a list of participants; and their last
    words, by which those are called in talk who have a rank there (*Prime Minister Aldo Moro*)."""
    items = (body(reading.source, b) for b in blocks if b.role is Role.LIST_ITEM)
    names = {speaker_key(line.split(",")[0].split("(")[0]) for item in items for line in item.split("\n")}
    return names | {name.split()[-1] for name in names if 1 < len(name.split()) < 8 and len(name.split()[-1]) > 2}


def _words_listed(blocks: list[Block], reading: Reading) -> set[str]:
    """The words of a list of participants, names and offices; empty where there is none of three lines or more."""
    lines = [body(reading.source, b) for b in blocks if b.role is Role.LIST_ITEM]
    return {word.casefold() for line in lines for word in words(line)} if len(lines) > 2 else set()


def _may_speak(block: Block, label: _Label, there: set[str], reading: Reading) -> bool:
    """Whether a label that does not come again may be that of a speaker, near others: what follows does not go on with
    a small letter, and where a list says who was there, it has a word of the label, or the label a rank."""
    said = reading.source.text[_begin(block) + label.length : block.end].lstrip()
    if "titles" in reading.profile.features and starts_small(said):
        return False
    named = {word.casefold() for word in words(label.name)}
    return not there or bool(named & there) or bool(_RANKED.match(label.name) or len(label.name) < 4)


def _near(i: int, keys: Mapping[int, str], known: set[str]) -> bool:
    """Whether a known speaker speaks within three blocks of block `i`."""
    return any(keys[j] in known for j in range(i - 3, i + 4) if j in keys and j != i)


def _mark_stages(blocks: list[Block], reading: Reading) -> list[Block]:
    """Decide stage directions: whole blocks in brackets between turns."""
    out = list(blocks)
    omission = reading.profile.pattern("omission")
    for i in range(1, len(blocks)):
        text = body(reading.source, blocks[i])
        text = bare(text) if text[:1] in ("*", "_", "<") else text
        if blocks[i].role is not Role.NONE or not _STAGE.match(text) or omission.match(text):
            continue
        if any(b.role is Role.TURN for b in blocks[max(0, i - 3) : i + 3]):
            out[i] = blocks[i].called(Role.STAGE, "stage direction: in brackets between turns")
    return out
