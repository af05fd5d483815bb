"""Makes the pages docs/diagnostics.md, conventions.md, encodings.md, targets.md and exports.md.

The first is made from ``codes.toml``, the second from the bundled profiles, the third from both the profiles and
``encode/structures.toml``, by converting the examples, the fourth from the files of the targets, the last from
``export/targets.toml``, by running the exports.

python docs/make.py            write them
python docs/make.py --check    write nothing; exit status 1 if they are not up to date
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from engross.detect import detect_profile
from engross.diagnostics import Code, Severity
from engross.encode.structures import Structure, elements, structures
from engross.examples import Find, find_made, find_shown, plain_xml
from engross.explain import (
    becomes,
    conventions,
    paragraphs,
    profiles_with,
    sorted_codes,
    summary,
)
from engross.export.edition import read_edition
from engross.export.jsonl import KEYS
from engross.export.targets import Target as Export
from engross.export.targets import maker, targets
from engross.profile import Convention, load_profile, profile_names
from engross.rendering import template_words
from engross.source import read_source
from engross.targets import Need, Target, load_target, rule_words, target_names

FOLDER = Path(__file__).parent

DIAGNOSTICS = """\
# Diagnostics

<!-- Made by docs/make.py from tool/engross/codes.toml: change it there. -->

Everything that engross has to say about a source or an edition has a code, the name in square brackets at
the end of a message. A code never changes its meaning. `engross explain CODE` prints what stands here. What
stands between ‹ and › is filled in.

An **error** keeps a file from being written, or makes it invalid: exit status 1. A **warning** is a doubt
that an editor should settle. An **info** is a remark: a decision that was made and may be looked at; `build`
and `convert` show remarks with `-v`.
"""

CONVENTIONS = """\
# Conventions

<!-- Made by docs/make.py from the profiles in tool/engross/profiles: change it there. -->

A *convention* is a way in which sources say something: `~~` around words that are struck out, `- 2 -` for
the number of a page. A *profile* is the set of conventions of one class of sources. `engross profiles NAME`
prints the conventions of a profile with an example of each.

There are two sorts:

- **inside a line**: a pair of marks (`~~`…`~~`), or a pattern (a regular expression), in running text. The
  marks are consumed, and the words between them become the content of the element;
- **lines**: a pattern that a whole line or the beginning of a paragraph must fit.

## A profile of your own

[Write a profile for your sources](write-a-profile.md) makes one step by step. In short: a profile is a file in TOML.
It extends one of the bundled profiles and changes what differs, key by key:

```toml
extends = "notes"
name = "diary"
title = "The diary, as typed in 1964"

[inline.deletion]          # the convention `deletion` of the profile it extends, with other marks
open = "[["
close = "]]"

[token.shelfmark]          # a convention of its own: a pattern in running text
title = "Shelfmark"
pattern = '\\bMS (?P<text>\\d+)\\b'
becomes = [{ element = "name", type = "shelfmark" }]
example = "see MS 12"
sentence = "Shelfmarks are encoded as name with type=\\"shelfmark\\"."
```

`becomes` names the elements from the outer to the inner one, with their attributes; `{n}` in a value is the
group `n` of the pattern. An attribute whose value comes out empty is left out. Of what a token's pattern matches, the
group `text` stays text and the rest is a mark; where the last element is one that holds no text (`gap`, `pb`, `lb`),
the text stands behind it, with the marks in it. A token with `word-before = true` is said of the word before it, as
*[sic]* is. A pair of marks may have others that mean the same (`also = [["<del>", "</del>"]]`); where the same sign
opens and closes, `flanking = true` takes it for a mark only at the edge of a word. `sentence` goes into the header
of each edition in which the convention was met.

    engross profiles ./diary.toml                   is it well made?
    engross convert --profile ./diary.toml a.txt

In an edition, `profile = "diary.toml"` in `edition.toml` has the same effect.
"""


ENCODINGS = """\
# The encodings

<!-- Made by docs/make.py from the profiles and tool/engross/encode/structures.toml, by converting the examples. -->

What each phenomenon looks like in a source, and the TEI that engross makes of it. The sentence above an example is
the one that stands in the `editorialDecl` of every edition in which the phenomenon occurs. *Profiles* names those
with which this very example becomes this; what [conventions.md](conventions.md) has a pattern for is linked.

In the examples, the edition's list has the persons *Ball*, *Finletter* and *President Kennedy* (label *Pres*).
Ids are shown only where something points to them. What else holds of every edition:

- The root has `xml:id` and `xml:lang`; two processing instructions before it name the schemas, and `engross-source`
  behind it records what was consumed. `<text xml:space="preserve">`: white space in the text is the source's.
- Every `div`, `p`, `item`, `sp`, `note`, `pb` has an `xml:id` by its place: `d1-p3` is the third `p` of the first
  document.
- Nothing in the text is corrected, expanded or supplied. What is inferred is an attribute, with `cert`.
"""


TARGETS = """\
# Targets

<!-- Made by docs/make.py from the files in tool/engross/targets: change it there. -->

A *target* is a platform that editions go to. Files that are valid may still import badly: blanks are lost, images don't
show, parts can't be found. What each platform needs beyond validity, engross knows as rules:

    engross validate --target tei-publisher tei/*.xml     checks any TEI files against them
    engross build --target tei-publisher letters          writes editions that satisfy them
    engross convert --target dts letter.txt               the same for single files

`--target` may be repeated, and takes a platform's name in any case. What a platform copes with, but not well, is a
warning (*doubtful* below), all else an error. What `build` and `convert` can't satisfy, they report. The tests run
CETEIcean, BaseX and a DTS server on editions made so (`tests/platforms/`).

What stands in the last column of a table is how the editions of engross meet the need: *every edition has it* means,
without `--target`.
"""


def targets_page() -> str:
    """The text of docs/targets.md."""
    targets = [load_target(name) for name in target_names()]
    shared = {need.code: need for need in targets[0].needs if all(need in target.needs for target in targets)}
    parts = [TARGETS, "\n## Every platform\n\n", _needs_table(shared.values())]
    for target in targets:
        parts.append(_target(target, [need for need in target.needs if need.code not in shared]))
    return "".join(parts)


def _target(target: Target, needs: list[Need]) -> str:
    picture = f"![An edition in {target.title}]({target.picture})\n\n" if target.picture else ""
    return (
        f"\n## {target.title}\n\n{_wrapped(target.about)}\n"
        f"`--target {target.name}`. Needs read from: {target.read}. See <{target.page}>.\n\n{picture}"
        f"{_needs_table(needs)}"
    )


def _needs_table(needs: Iterable[Need]) -> str:
    rows = ["| what it needs | why | how engross meets it |\n|---|---|---|\n"]
    for need in needs:
        wanted, met = rule_words()[need.code]
        doubtful = " *Doubtful*" if need.severity is Severity.WARNING else ""
        see = f" ([source]({need.see}))" if need.see else ""
        cells = [
            f"{_safe(wanted)}{doubtful} [{need.code}](diagnostics.md#{need.code})",
            _safe(need.why) + see,
            _safe(met),
        ]
        rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n")
    return "".join(rows)


EXPORTS = """\
# Exports

<!-- Made by docs/make.py from tool/engross/export/targets.toml: change it there. -->

`engross export FILE... --to TARGET` makes other formats of TEI editions: of those that engross made, and of any other
TEI P5. Each file becomes one, by its name, in the folder that `-o DIR` names; `cmif` and `epub` make one file of all.
One file without `-o` goes to standard output; so do several where they can follow each other (`jsonl`). Where one file
is made, `-o` may name it: `-o book.epub`.

What an edition says and an export does not is listed below for each target; nothing else is lost, and the tests hold
every target to it. Nothing is fetched from a network; the same edition makes the same bytes. Exit status: 0 all was
written; 1 something was not (a file that is no TEI or has no text, no page images for a manifest, no letters for an
index); 2 the command can't be carried out as it was given.
"""


def diagnostics_page() -> str:
    """The text of docs/diagnostics.md."""
    return DIAGNOSTICS + "".join(_index()) + "".join(_entry(code) for code in sorted_codes())


def _index() -> Iterator[str]:
    yield "\n| code | severity | in a sentence |\n|---|---|---|\n"
    for code in sorted_codes():
        sentence = summary(code).replace("|", "\\|")
        yield f"| [{code.name}](#{code.name}) | {code.severity.value} | {_safe(sentence)} |\n"


def _entry(code: Code) -> str:
    lines = [f"\n## {code.name}\n", f"**{_NAMES[code.severity]}.** {_safe(summary(code))}\n"]
    why = paragraphs(code.why)
    if why[0].startswith(summary(code)):
        why[0] = why[0].removeprefix(summary(code)).strip()
    lines += [_wrapped(_safe(paragraph)) for paragraph in why if paragraph]
    if code.hint:
        lines.append(_wrapped(f"*What to do:* {_safe(template_words(code.hint))}"))
    if code.example.strip():
        lines.append(f"```text\n{textwrap.dedent(code.example.strip(chr(10))).rstrip()}\n```\n")
    return "\n".join(lines)


_NAMES = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Info"}


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 110, break_long_words=False, break_on_hyphens=False) + "\n"


def _safe(text: str) -> str:
    """`text` with what Markdown takes for HTML or a deletion made plain; code spans are left alone."""
    parts = text.split("`")
    for i in range(0, len(parts), 2):
        parts[i] = parts[i].replace("&", "&amp;").replace("<", "&lt;").replace("~~", "\\~\\~")
    return "`".join(parts)


def conventions_page() -> str:
    """The text of docs/conventions.md."""
    found = conventions()
    names = set(profile_names())
    parts = [CONVENTIONS]
    shared = [name for name in found if set(profiles_with(name)) == names]
    parts.append("\n## In every profile\n")
    parts += [_convention(convention) for name in shared for _, convention in found[name]]
    for profile in map(load_profile, profile_names()):
        own = [c for c in profile.conventions if c.name not in shared]
        parts.append(f"\n## {profile.name}: {profile.title}\n")
        parts += [_convention(convention) for convention in own] or ["\nNone but those of every profile.\n"]
    return "".join(parts)


def _convention(convention: Convention) -> str:
    fence = "```"
    how = (
        f"Marks: {', '.join(f'{_code(opening)} … {_code(closing)}' for opening, closing in convention.pairs)}"
        if convention.pairs
        else f"Pattern: {_code(convention.pattern.pattern)}"
    )
    where = {"block": "lines"}.get(convention.kind, "inside a line")
    return (
        f"\n### {convention.name}\n\n{convention.title} ({where}).\n\n"
        f"{fence}text\n{convention.example}\n{fence}\n\n{_wrapped(_safe(convention.sentence))}\n"
        f"- {how}\n- Becomes: {_code(becomes(convention))}\n"
    )


def _code(text: str) -> str:
    """`text` as a code span, whatever is in it."""
    ticks = "`"
    while ticks in text:
        ticks += "`"
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{blank}{text}{blank}{ticks}"


def encodings_page() -> str:
    """The text of docs/encodings.md."""
    parts = [ENCODINGS, "\n## Marks and words in running text\n"]
    for name, same in conventions().items():
        parts += [_shown_mark(name, convention) for _, convention in same if convention.kind != "block"]
    for group, members in groupby(structures(), key=lambda s: s.group):
        parts.append(f"\n## {group}\n")
        parts += map(_shown_structure, members)
    return "".join(parts)


def _shown_mark(name: str, convention: Convention) -> str:
    """A convention inside a line, with what becomes of its example."""
    find = find_made(convention.becomes[0].element)
    tei = {p: _tei(f"{convention.example}\n", p, find) for p in profiles_with(name)}
    return _phenomenon(convention.title, convention.sentence, convention.example, tei, name)


def _shown_structure(structure: Structure) -> str:
    """A structure, with what becomes of its source."""
    source = structure.source.strip("\n") + "\n"
    sentence = structure.sentence or conventions()[structure.convention][0][1].sentence
    tei = {p: _tei(source, p, lambda body: elements(structure, body)) for p in profile_names()}
    return _phenomenon(structure.title, sentence, source.rstrip("\n"), tei, structure.convention)


def _phenomenon(title: str, sentence: str, source: str, tei: dict[str, str], convention: str) -> str:
    known = [profile for profile, text in tei.items() if text]
    if not known:
        raise ValueError(f"{title}: no profile makes of the example what is to be shown")
    visible = source.replace("\t", "→").translate({c: f"\\x{c:02x}" for c in range(32) if c != 10})
    typical = detect_profile(read_source(source.encode(), "a", "a")).profile.name
    shown = tei[typical if typical in known else known[0]]
    link = f" Convention: [{convention}](conventions.md#{convention})." if convention else ""
    return (
        f"\n### {title}\n\n{_wrapped(_safe(sentence))}\n```text\n{visible}\n```\n\n"
        f"```xml\n{shown}\n```\n\n*Profiles: {', '.join(known)}.*{link}\n"
    )


def _tei(source: str, profile: str, find: Find) -> str:
    """The TEI that `profile` makes of what `find` finds in `source`; empty where it finds nothing."""
    return "\n".join(plain_xml(element) for element in find_shown(source, load_profile(profile), find))


def exports_page() -> str:
    """The text of docs/exports.md."""
    parts = [EXPORTS, "\n| target | what it is | file |\n|---|---|---|\n"]
    for target in targets().values():
        file = f"`<name>.{target.extension}`" if target.extension else "a folder"
        parts.append(f"| [{target.name}](#{target.name}) | {target.title} | {file} |\n")
    return "".join([*parts, *map(_export, targets().values())])


def _export(target: Export) -> str:
    lines = [f"\n## {target.name}\n", _wrapped(f"**{target.title[0].upper()}{target.title[1:]}.** {target.use}")]
    lines.append(_wrapped(target.makes))
    lines.append("What it drops:\n\n" + "".join(f"- {each}\n" for each in target.drops))
    if target.name == "jsonl":
        lines.append("| key | what it is |\n|---|---|\n" + "".join(f"| `{k}` | {w} |\n" for k, w in KEYS.items()))
    if target.example:
        lines.append(f"    engross export {SHOWN} {target.example}\n")
        lines.append(f"```{LANGUAGES.get(target.name, 'text')}\n{_excerpt(target)}\n```\n")
    return "\n".join(lines)


def _excerpt(target: Export) -> str:
    """The lines of the export that the page shows; long ones are cut."""
    path = FOLDER.parent / SHOWN
    made = maker(target)([read_edition(path)]).data
    assert isinstance(made, bytes)
    lines = made.decode().rstrip("\n").split("\n")
    first, last = EXCERPTS[target.name]
    if target.lines:  # a line of it, set out
        return json.dumps(json.loads(lines[first]), ensure_ascii=False, indent=1)
    return "\n".join(line if len(line) <= 160 else f"{line[:159]}…" for line in lines[first:last])


#: What the page shows: an edition, which lines of each export, and the language of those.
SHOWN = "tei/004_57d0138bee58a5fa.xml"
EXCERPTS = {"text": (30, 49), "markdown": (30, 46), "jsonl": (23, 24)}
LANGUAGES = {"markdown": "markdown", "jsonl": "json"}

PAGES = {
    "diagnostics.md": diagnostics_page,
    "conventions.md": conventions_page,
    "encodings.md": encodings_page,
    "targets.md": targets_page,
    "exports.md": exports_page,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` compare them; the exit status."""
    stale = 0
    for name, make in PAGES.items():
        path, text = FOLDER / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if "--check" in arguments:
            print(f"docs/{name} is not up to date: run python docs/make.py")
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"docs/{name} written")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
