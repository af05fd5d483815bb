"""Explanations: of diagnostics (from ``codes.toml``) and of conventions (from the profiles).

For a terminal here; ``docs/make.py`` makes the pages of the documentation from the same data.
"""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from engross.diagnostics import Code, codes
from engross.profile import Convention, Profile, load_profile, profile_names
from engross.rendering import PLAIN, Style, template_words, visible

_MAX_WIDTH = 100
_BY_THE_CHECK = "{message}"  # the whole message comes from the check itself


def paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def first_sentence(text: str) -> str:
    """The first sentence of `text`."""
    return re.split(r"(?<=[.!?])\s", " ".join(text.split()), maxsplit=1)[0]


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
    """What is to be known of the diagnostic or convention `name`; None where there is none."""
    parts = []
    if code := codes().get(name):
        parts.append(_of_code(code, style))
    for _, convention in conventions().get(name, []):
        parts.append(_of_convention(convention, style))
    return "\n".join(parts) or None


def _of_code(code: Code, style: Style) -> str:
    lines = [style.paint(f"{code.name} ({code.severity.value})", "1"), ""]
    if code.message != _BY_THE_CHECK:
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


def _details(convention: Convention) -> Iterator[str]:
    if convention.pairs:
        yield "  marks    " + ", ".join(f"{opening} … {closing}" for opening, closing in convention.pairs)
    else:
        yield f"  pattern  {convention.pattern.pattern}"
    yield f"  becomes  {becomes(convention)}"
    yield f"  example  {convention.example}"


def overview(style: Style = PLAIN) -> str:
    """Every diagnostic and every convention, in a line each."""
    lines = [style.paint("Diagnostics", "1")]
    rows = [(code.name, code.severity.value, summary(code)) for code in sorted_codes()]
    lines += _columns(rows, style)
    lines += ["", style.paint("Conventions", "1")]
    found = sorted(conventions().items())
    lines += _columns([(name, ", ".join(profiles_with(name)), same[0][1].title) for name, same in found], style)
    lines += ["", "`engross explain CODE` says more."]
    return _joined(lines, style)


def summary(code: Code) -> str:
    """What `code` says, in a sentence."""
    whole = template_words(code.message) if code.message != _BY_THE_CHECK else code.why
    return first_sentence(whole)


def sorted_codes() -> list[Code]:
    """Every code, in alphabetical order."""
    return [codes()[name] for name in sorted(codes())]


def list_profiles(style: Style = PLAIN) -> str:
    """The bundled profiles, in a line each."""
    found = [load_profile(name) for name in profile_names()]
    return _joined(_columns([(profile.name, profile.title) for profile in found], style), style)


def describe_profile(profile: Profile, style: Style = PLAIN) -> str:
    """A profile's conventions, each with what it becomes and an example."""
    lines = [f"{style.paint(profile.name, '1')}: {profile.title}", ""]
    for convention in profile.conventions:
        lines += [f"{style.paint(convention.name, '1')}: {convention.title}"]
        lines += [f"  {convention.example}", f"    → {becomes(convention)}"]
    return _joined(lines, style)


# --- did you mean …? -------------------------------------------------------------------------------------


def nearest(name: str) -> str:
    """Advice for one who asked for `name`, which is neither a code nor a convention."""
    return close_to(name, [*codes(), *conventions()]) or "`engross explain` alone lists them all."


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
