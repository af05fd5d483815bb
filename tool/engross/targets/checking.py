"""Checking a tree, or a file, against what targets need."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from engross.check.documents import Document
from engross.check.problem import Problem, problem
from engross.check.rules import Rules, some_rules
from engross.data import data_path
from engross.diagnostics import Diagnostic, Severity
from engross.targets.citing import find_miscited
from engross.targets.images import find_wrong_images
from engross.targets.loading import Target, load_target
from engross.targets.trees import find_lost_blanks, find_repeated_pages, find_run_together, find_unnumbered

#: Finds in a tree, which was read from the file at a path if there is one, what breaks a rule.
Find = Callable[[etree._Element, Path | None], Iterator[Problem]]


def _of_tree(find: Callable[[etree._Element], Iterator[Problem]]) -> Find:
    return lambda root, path: find(root)


#: By what function those rules are checked that rules.sch can't state.
FUNCTIONS: Mapping[Find, frozenset[str]] = {
    _of_tree(find_lost_blanks): frozenset({"blank-lost"}),
    _of_tree(find_run_together): frozenset({"words-run-together"}),
    _of_tree(find_repeated_pages): frozenset({"page-number-not-unique"}),
    _of_tree(find_unnumbered): frozenset({"document-number-gap"}),
    _of_tree(find_miscited): frozenset(
        {
            "cite-match-prefixed",
            "cite-delimiter-missing",
            "cite-unit-not-a-word",
            "cite-branches",
            "cite-value-missing",
            "cite-value-repeated",
            "cite-value-apostrophe",
            "cite-value-delimiter",
        }
    ),
    find_wrong_images: frozenset({"facs-unresolved", "surface-not-image"}),
    lambda root, path: find_misnamed(root, path): frozenset({"root-id-not-file-name", "file-name-not-plain"}),
}


class Broken(Struct, frozen=True):
    """A need that is not met: the problem, how bad it is, and the reasons of the targets that have that need."""

    problem: Problem
    severity: Severity
    reasons: str


def find_broken(root: etree._Element, targets: Iterable[Target], path: Path | None) -> list[Broken]:
    """What in the tree below `root`, at `path` if it is in a file, one of `targets` can't do with."""
    wanted = tuple(targets)
    needed = frozenset(need.code for target in wanted for need in target.needs)
    found = _rules(needed).check(root)
    for find, codes in FUNCTIONS.items():
        if needed & codes:
            found += [each for each in find(root, path) if each.code in needed]
    reasons = _Reasons(wanted)
    return [reasons.told(each) for each in found]


def find_comment_pairs(document: Document) -> Iterator[Problem]:
    """Lines of the file with two comments on them, each told once, at the second."""
    last = told = 0
    for comment, (line, _) in document.comments:
        if line == last != told:
            told = line
            yield problem("comments-on-one-line", comment)
        last = line + etree.tostring(comment, with_tail=False).count(b"\n")


def find_misnamed(root: etree._Element, path: Path | None) -> Iterator[Problem]:
    """A root whose id is not the name of its file, and a name that is not plain."""
    if path is None:
        return
    name, own = path.stem if path.suffix == ".xml" else path.name, root.get(f"{{{_XML}}}id", "")
    if name != own:
        what = f"the xml:id of the root is “{own}”" if own else "the root has no xml:id"
        yield problem("root-id-not-file-name", root, name=path.name, what=what)
    if not (name.isascii() and name.replace("-", "_").replace("_", "a").isalnum()):
        yield problem("file-name-not-plain", root, name=path.name)


_XML = "http://www.w3.org/XML/1998/namespace"


def check_targets(document: Document, names: Collection[str], path: Path) -> Iterator[Diagnostic]:
    """What `document`, read from `path`, has that the targets called `names` can't do with. Raises
    `lxml.etree.XMLSyntaxError` where it is not a tree."""
    from engross.check.wording import of_problem

    targets = [load_target(name) for name in names]
    broken = find_broken(document.root, targets, path)
    if any(target.need("comments-on-one-line") for target in targets):
        reasons = _Reasons(targets)
        broken += [reasons.told(each) for each in find_comment_pairs(document)]
    for each in broken:
        told = of_problem(document, each.problem)
        yield replace(told, severity=each.severity, hint=f"{told.hint} {each.reasons}".lstrip())


class _Reasons:
    """How bad it is for the worst off of `targets` if a rule is broken, and what each that has it says of it."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._targets = tuple(targets)
        self._known: dict[str, tuple[Severity, str]] = {}

    def told(self, found: Problem) -> Broken:
        """`found` with that."""
        if found.code not in self._known:
            self._known[found.code] = self._of(found.code)
        return Broken(found, *self._known[found.code])

    def _of(self, code: str) -> tuple[Severity, str]:
        needs = [(target, need) for target in self._targets if (need := target.need(code))]
        titles: dict[tuple[str, str], list[str]] = {}
        for target, need in needs:
            titles.setdefault((need.why, need.see), []).append(target.title)
        reasons = [f"{', '.join(names)}: {why}{f' See {see}' if see else ''}" for (why, see), names in titles.items()]
        return min((need.severity for _, need in needs), key=list(Severity).index), " ".join(reasons)


@cache
def _rules(codes: frozenset[str]) -> Rules:
    return some_rules(data_path("targets", "rules.sch").read_bytes(), codes)
