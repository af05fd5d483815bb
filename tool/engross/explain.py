"""Explanations: of diagnostics (from ``codes.toml``), conventions (from the profiles), rules (``readers/rules.toml``).

For a terminal here; ``docs/make.py`` makes the pages of the documentation from the same data.
"""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources

import tomli

from engross.diagnostics import Code, codes
from engross.profile import Convention, Profile, is_own, load_profile, profile_names
from engross.rendering import BY_THE_CHECK, PLAIN, Style, summary, template_words, visible

_MAX_WIDTH = 100


def paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


# --- conventions -----------------------------------------------------------------------------------------


def conventions() -> dict[str, list[tuple[Profile, Convention]]]:
    """Every convention of the bundled profiles by name; what several profiles share stands once."""
    found: dict[str, list[tuple[Profile, Convention]]] = {}
    for profile in map(load_profile, profile_names()):
        for convention in profile.conventions:
            same = found.setdefault(convention.name, [])
            if all(convention != other for _, other in same):
                same.append((profile, convention))
    return found


def profiles_with(name: str) -> tuple[str, ...]:
    """The names of the bundled profiles that have the convention `name`."""
    have = (profile for profile in map(load_profile, profile_names()))
    return tuple(p.name for p in have if any(c.name == name for c in p.conventions))


def becomes(convention: Convention) -> str:
    """The elements that `convention` makes, outer before inner: ``<del rend="overtyped"> <gap …>``."""
    steps = []
    for step in convention.becomes:
        attributes = (f'{name}="{value}"' for name, value in step.attrs.items())
        steps.append(f"<{' '.join([step.element, *attributes])}>")
    return " ".join(steps)


# --- explanations ----------------------------------------------------------------------------------------


def explanation(name: str, style: Style = PLAIN) -> str | None:
    """What is to be known of the diagnostic, convention or rule of reading `name`; None where there is none.

    A rule may be named with the sign behind its colon, as `engross convert --explain` prints it.
    """
    parts = []
    if code := codes().get(name):
        parts.append(_of_code(code, style))
    for _, convention in conventions().get(name, []):
        parts.append(_of_convention(convention, style))
    rule = name.partition(":")[0].strip()
    if rule in rules():
        parts.append(_of_rule(rule, style))
    return "\n".join(parts) or None


def _of_code(code: Code, style: Style) -> str:
    lines = [style.paint(f"{code.name} ({code.severity.value})", "1"), ""]
    if code.message != BY_THE_CHECK:
        lines += [*_wrap(template_words(code.message), style), ""]
    for paragraph in paragraphs(code.why):
        lines += [*_wrap(paragraph, style), ""]
    if code.hint:
        lines += [style.paint("What to do", "1"), *_wrap(template_words(code.hint), style, "  "), ""]
    if code.example.strip():
        lines += [style.paint("Example", "1"), *_verbatim(code.example), ""]
    return _joined(lines, style)


def _of_convention(convention: Convention, style: Style) -> str:
    used = ", ".join(profiles_with(convention.name))
    lines = [
        style.paint(f"{convention.name} (convention; profiles: {used})", "1"),
        "",
        convention.title + ".",
    ]
    lines += [*_wrap(convention.sentence, style), "", *_details(convention), ""]
    lines += _wrap("A profile of your own may change it or leave it out: see docs/conventions.md.", style)
    return _joined(lines, style)


@cache
def rules() -> dict[str, str]:
    """The rules by which readers decide what a block is, and what each looks at."""
    path = resources.files("engross").joinpath("readers", "rules.toml")
    return {name: str(text) for name, text in tomli.loads(path.read_text(encoding="utf-8")).items()}


def _of_rule(name: str, style: Style) -> str:
    lines = [style.paint(f"{name} (rule of reading)", "1"), "", *_wrap(rules()[name], style), ""]
    advice = "`engross convert --explain FILE` says of each block by which rule it was read, and what came next."
    return _joined([*lines, *_wrap(advice, style)], style)


def _details(convention: Convention) -> Iterator[str]:
    if convention.pairs:
        yield "  marks    " + ", ".join(f"{opening} … {closing}" for opening, closing in convention.pairs)
    else:
        yield f"  pattern  {convention.pattern.pattern}"
    yield f"  becomes  {becomes(convention)}"
    yield f"  example  {convention.example}"


def overview(style: Style = PLAIN) -> str:
    """Every diagnostic, convention and rule of reading, in a line each."""
    lines = [style.paint("Diagnostics", "1")]
    rows = [(code.name, code.severity.value, summary(code)) for code in sorted_codes()]
    lines += _columns(rows, style)
    lines += ["", style.paint("Conventions", "1")]
    found = sorted(conventions().items())
    lines += _columns([(name, ", ".join(profiles_with(name)), same[0][1].title) for name, same in found], style)
    lines += ["", style.paint("Rules of reading", "1")]
    lines += _columns([(name, text) for name, text in sorted(rules().items())], style)
    lines += ["", "`engross explain CODE` says more."]
    return _joined(lines, style)


def sorted_codes() -> list[Code]:
    """Every code, in alphabetical order."""
    return [codes()[name] for name in sorted(codes())]


def list_profiles(style: Style = PLAIN) -> str:
    """The bundled profiles, in a line each."""
    found = [load_profile(name) for name in profile_names()]
    return _joined(_columns([(profile.name, profile.title) for profile in found], style), style)


def describe_profile(profile: Profile, style: Style = PLAIN) -> str:
    """A profile: what speaks for it, and its conventions, each with an example and the TEI that comes of it."""
    lines = [f"{style.paint(profile.name, '1')}: {profile.title}", ""]
    signals = [str(signal["title"]) for signal in profile.settings.get("signals", ())]
    if signals and not is_own(profile.name):
        lines += [*_wrap(f"Taken for sources with: {'; '.join(signals)}.", style), ""]
    idle = []
    for kind, heading in _KINDS.items():
        lines += [style.paint(heading, "1"), ""]
        for convention in (c for c in profile.conventions if c.kind in kind):
            shown = list(_shown(convention, profile, style))
            if shown:
                title = f": {convention.title}" if convention.title else ""
                lines += [f"{style.paint(convention.name, '1')}{title}", *shown, ""]
            else:
                idle.append(convention.name)
    if idle:
        lines += [*_wrap(f"Without an effect that the example alone would show: {', '.join(idle)}.", style), ""]
    lines += [*_wrap("`engross explain NAME` says more of a convention.", style)]
    return _joined(lines, style)


_KINDS = {("inline", "token"): "Inside a line", ("block",): "Whole lines and paragraphs"}


def _shown(convention: Convention, profile: Profile, style: Style) -> Iterator[str]:
    """The example of a convention and the TEI that `profile` makes of it, one below the other; nothing for a bundled
    one of which this profile makes nothing."""
    from engross.examples import example_tei

    if not convention.example:
        yield "  (no example)"
        return
    tei = example_tei(convention, profile)
    if not tei and any(convention == other for _, other in conventions().get(convention.name, ())):
        return
    yield from _aligned("  source  ", convention.example, style)
    yield from _aligned("  TEI     ", tei or f"(not {becomes(convention)}: the example is read otherwise)", style)


def _aligned(label: str, text: str, style: Style) -> list[str]:
    """`text` behind `label`, its further lines below its first."""
    width = max(40, min(style.width, _MAX_WIDTH))
    wrapped = textwrap.wrap(text, width - len(label), break_long_words=False, break_on_hyphens=False)
    return [(label if not n else " " * len(label)) + line for n, line in enumerate(wrapped or [""])]


# --- did you mean …? -------------------------------------------------------------------------------------


def nearest(name: str) -> str:
    """Advice for one who asked for `name`, which is neither a code, a convention nor a rule."""
    return close_to(name, [*codes(), *conventions(), *rules()]) or "`engross explain` alone lists them all."


def close_to(name: str, names: Sequence[str]) -> str:
    """``Did you mean x or y?`` for those of `names` that are much like `name`; empty where none is."""
    lowered = name.strip().lower().replace("_", "-").replace(" ", "-")
    found = difflib.get_close_matches(lowered, sorted(set(names)), n=3, cutoff=0.7)
    found = found or [other for other in sorted(set(names)) if len(lowered) > 2 and lowered in other][:3]
    if not found:
        return ""
    *others, last = found
    return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"


# --- layout ----------------------------------------------------------------------------------------------


def _wrap(text: str, style: Style, indent: str = "") -> list[str]:
    width = max(20, min(style.width, _MAX_WIDTH))
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _verbatim(text: str) -> list[str]:
    return textwrap.indent(textwrap.dedent(text.strip("\n")), "  ").rstrip().split("\n")


def _columns(rows: Iterable[Sequence[str]], style: Style) -> list[str]:
    """`rows` in columns as wide as their widest cell; the last is cut where it doesn't fit."""
    rows = [[visible(cell) for cell in row] for row in rows]
    if not rows:
        return []
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    left = max(20, style.width - sum(widths) - 2 * len(widths))
    return [
        "".join(f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False))
        + (row[-1] if len(row[-1]) <= left else row[-1][: left - 1] + "…")
        for row in rows
    ]


def _joined(lines: Iterable[str], style: Style) -> str:
    """`lines`, safe for a terminal; the colours in them are ours and stay."""
    return "".join(f"{_safe(line, style)}\n" for line in lines)


def _safe(line: str, style: Style) -> str:
    ours = re.split(r"(\x1b\[[0-9;]*m)", line) if style.colour else [line]
    return "".join(
        part if style.colour and part.startswith("\x1b[") else visible(part, style.encoding) for part in ours
    )
