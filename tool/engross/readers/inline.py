"""Running text: marks in pairs, tokens, and the characters between them.

The scanner never fails. A mark without its partner, or deeper than `MAX_DEPTH`, stays text and is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct, field

from engross.diagnostics import Diagnostic, diagnose
from engross.model import Kind, Node, text
from engross.profile import Convention, Profile, Step
from engross.readers.breaks import HYPHENS, break_between, is_inside_word
from engross.readers.scanner import Pair, scanner_of
from engross.regex import compile_later
from engross.source import LAYOUT, Source, Span
from engross.xmlchars import UNENCODABLE

#: Marks nested deeper than this are text: no typist meant them, and trees stay shallow.
MAX_DEPTH = 24

_BREAKS = compile_later(rf"\n[ \t]*|{UNENCODABLE.pattern}")
_SIGN = compile_later(r"[†‡§]|[\w.,]\*{1,3}(?:\s|[.,;:])")
_LAST_WORD = compile_later(r"[^\W_]+(?:[’'-][^\W_]+)*[ ]?$")
#: Tokens whose last element is one of these may hold other marks; the rest is plain text.
_HOLDING = frozenset(("add", "del", "hi", "note", "ref"))
#: A token whose last element is one of these keeps its words as text beside it, with the marks in them.
_EMPTY = frozenset(("gap", "lb", "pb"))
#: A fence of tildes has fewer of them.
_LONGEST_FENCE = 80
#: Marks of emphasis stand in runs of at most so many signs.
_RUN = 3

#: The second mark of a pair stands within so many characters.
_REACH = 20_000

#: So many diagnostics of one code are kept.
MAX_REPORTS = 1000


class Reading(Struct, dict=True):
    """What one reader of a source gathers on its way: findings, the names of conventions met, and the calls of notes
    that no mark tells: by their place, with the place of the note."""

    source: Source
    profile: Profile
    diagnostics: list[Diagnostic] = field(default_factory=list)
    conventions: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    calls: dict[int, tuple[Span, int]] = field(default_factory=dict)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the source, small letters, compounds with their hyphens; those that a line end splits are not
        among them."""
        text = self.source.text.casefold()
        if "-\n" in text:
            text = re.sub(r"[^\W\d_]+-\n[ \t]*[^\W\d_]+", " ", text)
        return frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text))

    @cached_property
    def has_controls(self) -> bool:
        """Whether the source has a character that XML cannot hold."""
        return bool(UNENCODABLE.search(self.source.text))

    @cached_property
    def has_signs(self) -> bool:
        """Whether signs (``*``, ``†``) may call notes: one of them stands behind a word, or is no other mark."""
        text = self.source.text
        return ("*" in text or "†" in text or "§" in text) and bool(_SIGN.search(text))

    @cached_property
    def endings(self) -> frozenset[str]:
        """What ends words and is none itself, as the profile lists it."""
        return frozenset(self.profile.settings.get("words", {}).get("endings", ()))

    def break_between(self, end: int, start: int) -> str:
        """Whether what stands between two offsets breaks a word: ``no`` (it does), ``maybe``, or empty."""
        if not self.source.text.endswith(HYPHENS, 0, end):  # before all words of the source are looked for
            return ""
        return break_between(self.source.text, end, start, self.words, self.endings)

    def report(self, code: str, span: Span, **values: object) -> None:
        """Add a diagnostic about `span`; past `MAX_REPORTS` of one code, no more: nobody reads a hundred thousand."""
        self.counts[code] += 1
        if self.counts[code] <= MAX_REPORTS:
            self.diagnostics.append(diagnose(code, self.source, span, **values))


class _Frame(Struct):
    pair: Pair | None
    start: int
    inner: int
    children: list[Node]


def read_inline(reading: Reading, span: Span, depth: int = 0, skip: int = 0) -> tuple[Node, ...]:
    """The nodes of the running text in `span`, in order; `depth`: inside of so many others; no mark begins in the
    first `skip` characters."""
    source, scanner = reading.source.text, scanner_of(reading.profile)
    first = scanner.openings.search(source, span.start + skip, span.end)
    if first is None:  # no mark: most stretches
        return plain(reading, span.start, span.end)
    stack = [_Frame(None, span.start, span.start, [])]
    at = span.start
    for mark in scanner.openings.finditer(source, first.start(), span.end):
        if mark.start() < at:
            continue
        for found in scanner.conventions.get(mark[0], scanner.others):
            if isinstance(found, Pair):
                sign = found.open if source.startswith(found.open, mark.start(), span.end) else found.close
                if sign is found.open or source.startswith(sign, mark.start(), span.end):
                    at = _mark(reading, stack, found, mark.start(), sign, at) or at
                    break
            elif match := found.pattern.match(source, mark.start(), span.end):
                word = _word_before(source, at, match.start()) if found.word_before else match.start()
                last = _end_of(scanner.pairs, found, match, span.end)
                torn = _keeps_words(found, match) and _tears(scanner.pairs, stack, match, last, span.end)
                nodes = () if torn else _token(reading, found, match, word, last, depth + len(stack))
                if nodes:
                    _add_text(reading, stack[-1], at, word)
                    stack[-1].children += nodes
                    at = last
                break
    _add_text(reading, stack[-1], at, span.end)
    while len(stack) > 1:
        _dissolve(reading, stack)
    return tuple(stack[0].children)


def _word_before(source: str, start: int, end: int) -> int:
    """Where the last word between `start` and `end` begins, with at most a blank behind it; `end` where none does."""
    word = _LAST_WORD.search(source, max(start, end - 60), end)
    return word.start() if word else end


def _around(source: str, start: int, end: int) -> tuple[str, str]:
    """The characters around a run of like signs in which a mark stands; blanks where the run is too long for marks:
    it is a rule, or a blank to be filled in."""
    first, last = start, end
    while first and source[first - 1] == source[start] and start - first <= _RUN:
        first -= 1
    while source[last : last + 1] == source[start] and last - end <= _RUN:
        last += 1
    return (" ", " ") if last - first > _RUN else (source[first - 1 : first], source[last : last + 1])


def _is_fence(source: str, start: int) -> bool:
    """Whether the mark at `start` is a part of a fence of Markdown: a row of tildes, alone on its line."""
    before = source[max(0, start - _LONGEST_FENCE) : start].rpartition("\n")[2]
    line = (before + source[start : start + _LONGEST_FENCE].partition("\n")[0]).strip()
    return len(line) < _LONGEST_FENCE and line.startswith("~~~") and not line.strip("~")


def _mark(reading: Reading, stack: list[_Frame], pair: Pair, start: int, mark: str, at: int) -> int:
    """Open or close a pair at its `mark`, which begins at `start`: where it ends; 0 where the mark is only text."""
    end = start + len(mark)
    source, inmost = reading.source.text, stack[-1].pair
    if inmost and inmost.flanking and mark != inmost.close and source.startswith(inmost.close + mark, start):
        pair, mark, end = inmost, inmost.close, start + len(inmost.close)  # of ***, one closes what opened last
    before, after = source[start - 1 : start], source[end : end + 1]
    if pair.flanking:
        before, after = _around(source, start, end)
    elif "~" in (before, after) and _is_fence(source, start):
        return 0
    opened = next((i for i in range(len(stack) - 1, 0, -1) if stack[i].pair is pair), 0)
    may_close = mark == pair.close and opened and start > stack[opened].inner
    if pair.flanking:
        may_close = may_close and not before.isspace() and not after.isalnum()
    if may_close and after == mark[-1] == ")" and _open_parenthesis(source[stack[opened].inner : start]):
        return 0  # the first of three closes a parenthesis inside: the mark is the other two
    if may_close:
        _add_text(reading, stack[-1], at, start)
        while len(stack) - 1 > opened:
            _dissolve(reading, stack)
        frame = stack.pop()
        step = pair.convention.becomes[0]
        node = Node(Kind(step.element), Span(frame.start, end), tuple(frame.children), step.attrs, pair.convention.name)
        stack[-1].children.append(node)
        reading.conventions.add(pair.convention.name)
        return end
    may_open = mark == pair.open and len(stack) <= MAX_DEPTH and not (opened and mark == pair.close)
    if pair.flanking:
        may_open = may_open and bool(after.strip()) and not before.isalnum() and before != "\\"
    if may_open and pair.close in source[end : end + _REACH]:
        _add_text(reading, stack[-1], at, start)
        stack.append(_Frame(pair, start, end, []))
        return end
    if not pair.flanking:
        reading.report("mark-unclosed", Span(start, end), mark=mark)
    return 0


def _open_parenthesis(inner: str) -> bool:
    """Whether a parenthesis is open at the end of `inner`."""
    return inner.count("(") > inner.count(")")


def _dissolve(reading: Reading, stack: list[_Frame]) -> None:
    """Turn the innermost open mark back into text: its partner never came."""
    frame = stack.pop()
    if frame.pair and not frame.pair.flanking:
        reading.report("mark-unclosed", Span(frame.start, frame.inner), mark=frame.pair.open)
    _add_text(reading, stack[-1], frame.start, frame.inner)
    stack[-1].children.extend(frame.children)


def _keeps_words(convention: Convention, match: re.Match[str]) -> bool:
    """Whether a token is an empty element with words beside it."""
    return convention.becomes[-1].element in _EMPTY and bool(match.groupdict().get("text"))


def _end_of(pairs: Iterable[Pair], convention: Convention, match: re.Match[str], end: int) -> int:
    """Where a token ends: with its match, or with the mark directly behind that closes emphasis begun in it
    (``[<u>not declassified]</u>``)."""
    if _keeps_words(convention, match):
        for pair in pairs:
            inside, behind = match[0], match.end()
            opened = inside.count(pair.open) - (pair.open != pair.close) * inside.count(pair.close)
            if opened == 1 and match.string.startswith(pair.close, behind, end):
                return behind + len(pair.close)
    return match.end()


def _tears(pairs: Iterable[Pair], stack: list[_Frame], match: re.Match[str], last: int, end: int) -> bool:
    """Whether a token that ends at `last` would part two marks of a pair, as in ``<u>[not declassified</u>]``: one of
    them stands in it, and the other before it or, up to `end`, behind it."""
    words, behind = match.string[match.start() : last], match.string[last : min(end, last + _REACH)]
    for pair in pairs:
        more = words.count(pair.open) - words.count(pair.close)
        same = pair.open == pair.close and words.count(pair.open) % 2
        if (more < 0 or same) and any(frame.pair is pair for frame in stack):
            return True
        if (more > 0 or same) and pair.close in behind:
            return True
    return False


def _token(
    reading: Reading, convention: Convention, match: re.Match[str], word: int, last_at: int, depth: int
) -> tuple[Node, ...]:
    """What a token makes; nothing where it is only text. `word`: where what it is said of begins, if not with it;
    `last_at`: where it ends."""
    groups = {k: v or "" for k, v in match.groupdict().items()}
    values = {k: str(len(v)) if k == "length" else v for k, v in groups.items()}
    if convention.word_before and word == match.start():
        return ()
    inner = _inner(reading, convention, match, word, last_at, depth)
    *around, last = convention.becomes
    if last.element == Kind.DESC and any(n.kind is not Kind.TEXT for n in inner):
        return ()  # TEI wants the description of a gap free of other gaps
    reading.conventions.add(convention.name)
    span = Span(word, last_at)
    kept = convention.word_before and bool(groups.get("text"))  # the mark behind the word stays text
    if kept:
        span = Span(word, inner[-1].span.end)
    attrs = _filled(last, values)
    made = Node(Kind(last.element), span, () if last.element in _EMPTY else inner, attrs, convention.name)
    inner = (made, *inner) if last.element in _EMPTY else (made,)
    for step in reversed(around):
        inner = (Node(Kind(step.element), span, inner, _filled(step, values), convention.name),)
    if kept:
        inner = (*inner, *plain(reading, span.end, last_at))
    if inner[0].kind is Kind.PB and is_inside_word(reading.source.text, *match.span()):
        return (inner[0].having(**{"break": "no"}), *inner[1:])
    return inner


def _inner(
    reading: Reading, convention: Convention, match: re.Match[str], word: int, last_at: int, depth: int
) -> tuple[Node, ...]:
    """What a token holds: the word before it; or its group ``text``, with the marks in that where it may have some."""
    if convention.word_before:
        return plain(reading, word, word + len(reading.source.text[word : match.start()].rstrip()))
    if match.groupdict().get("text") is None:
        return ()
    start, end = match.span("text")
    end = last_at if last_at > match.end() else end  # with the mark that closes emphasis begun in it
    last = convention.becomes[-1].element
    if depth < MAX_DEPTH and (last in _EMPTY or (last in _HOLDING and (start, end) != match.span())):
        return read_inline(reading, Span(start, end), depth + 1, skip=int(start == match.start()))
    return plain(reading, start, end)


def _filled(step: Step, values: dict[str, str]) -> dict[str, str]:
    """The attributes of a step, with what the groups of the pattern caught, on one line; one that comes out empty is
    left out."""
    filled = {n: " ".join(v.format(**values).split()) if "{" in v else v for n, v in step.attrs.items()}
    return {name: value for name, value in filled.items() if value}


def _add_text(reading: Reading, frame: _Frame, start: int, end: int) -> None:
    for node in plain(reading, start, end):
        last = frame.children[-1] if frame.children else None
        if node.kind is Kind.TEXT and last and last.kind is Kind.TEXT and last.span.end == node.span.start:
            frame.children[-1] = text(last.span.start, node.span.end)
        else:
            frame.children.append(node)


def plain(reading: Reading, start: int, end: int) -> tuple[Node, ...]:
    """The characters from `start` to `end` as TEXT, those that XML cannot hold as CONTROL nodes.

    Where the profile keeps lines, each line break is followed by an LB; elsewhere only one that may split a word, which
    `break` says.
    """
    if not reading.has_controls and reading.source.text.find("\n", start, end) < 0:  # most stretches
        return (text(start, end),) if start < end else ()
    nodes: list[Node] = []
    at = start
    lines = "lines" in reading.profile.features
    for match in _BREAKS.finditer(reading.source.text, start, end):
        if match.group()[0] == "\n":
            split = reading.source.text[match.start() - 1 : match.start()] in HYPHENS
            if lines or (split and at < match.start() and reading.break_between(match.start(), match.end())):
                nodes += _line_break(reading, at, match)
                at = match.end()
            elif len(match.group()) > 1:  # the indentation of a line inside a paragraph is layout
                nodes.append(text(at, match.start() + 1))
                at = match.end()
            continue
        if at < match.start():
            nodes.append(text(at, match.start()))
        if match.group() in LAYOUT:  # a form feed or vertical tab inside a line: a break that XML cannot hold
            nodes.append(Node(Kind.LB, Span(match.start(), match.end())))
        else:
            nodes.append(_control(reading, match))
        at = match.end()
    if at < end:
        nodes.append(text(at, end))
    return tuple(nodes)


def _line_break(reading: Reading, at: int, match: re.Match[str]) -> tuple[Node, ...]:
    """The text up to a line break, and the LB. A hyphen before it may split a word: ``no`` where the file has the
    whole word elsewhere, ``maybe`` where it has not."""
    mark = Span(match.end(), match.end())
    broken = reading.break_between(match.start(), match.end()) if at < match.start() else ""
    kept = match.start() if broken == "no" else match.start() + 1
    return text(at, kept), Node(Kind.LB, mark, (), {"break": broken} if broken else {})


def _control(reading: Reading, match: re.Match[str]) -> Node:
    code = ord(match.group())
    span = Span(match.start(), match.end())
    stray = reading.source.is_stray(match.start())
    name = f"{code & 0xFF:02X}" if stray else f"U+{code:04X}"
    reading.report("undecodable-byte" if stray else "control-character", span, name=name)
    reason = "encoding" if stray else "control-character"
    return Node(Kind.CONTROL, span, (), {"reason": reason, "n": f"byte-{name}" if stray else name}, "control-character")
