"""``engross publish``: a site of an edition, for readers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from engross.commands.arguments import Parser, at_least_one
from engross.commands.console import Misuse, Tally, count, output, report
from engross.commands.work import Progress, processors, spread
from engross.diagnostics import diagnose_file

if TYPE_CHECKING:
    from engross.site.facts import Facts
    from engross.site.output import Output
    from engross.site.plan import Plan
    from engross.site.search import TermIndex

_MANY = 64  # documents from which on more than one process is worth its beginning


EXAMPLES = """Examples:
  engross publish seeds -o site      a site of the edition that seeds/edition.toml describes
  engross publish tei -o site        a site of all TEI files in the folder tei
Then open site/index.html: it needs no server and no network.
"""


def declare(parser: Parser) -> None:
    """State the command line."""
    parser.take("folder", "[EDITION_DIR]", nargs="?", default=Path(), type=Path)
    add = parser.options.add_argument
    add("-o", "--output", dest="site", metavar="SITE", type=Path, required=True, help="The folder for the site.")
    add("--jobs", metavar="N", type=at_least_one,
        help="Work in N processes at once. [default: as many as there are processors]")  # fmt: skip


def publish(folder: Path, site: Path, jobs: int | None) -> int:
    """Make a site of the edition in EDITION_DIR: pages of its documents in a reading and a diplomatic view, beside
    their sources, with search and indexes of people and dates.

    EDITION_DIR holds an edition.toml, or TEI files. A site that was made before is renewed; files in SITE that engross
    did not write stay as they are.
    """
    from engross.commands.publish_input import gather_input
    from engross.site.plan import make_plan

    tally = Tally()
    with TemporaryDirectory(prefix="engross-") as spare:
        found = gather_input(folder, site, Path(spare))
        for problem in found.problems:
            report([problem])
        tally.add(found.problems)
        cores = jobs or (processors() if len(found.files) >= _MANY else 1)
        facts = _look(found.files, cores, tally)
        if not facts:
            report([problem := diagnose_file("nothing-to-publish", str(folder))])
            tally.add([problem], 1)
            return tally.status
        _publish(make_plan(facts, found.title), found.roots, site, cores, tally, Path(spare))
    return tally.status


def _look(files: Sequence[Path], jobs: int, tally: Tally) -> list[Facts]:
    """The first pass; what can't be read is reported."""
    from engross.site.making import look

    facts: list[Facts] = []
    progress = Progress(len(files))
    for number, (path, looked) in enumerate(spread(look, files, jobs)):
        progress.clear()
        if looked.facts:
            facts.append(looked.facts)
        if looked.problem:
            report([looked.problem])
            tally.add([looked.problem], looked.status)
        progress.show(number, path.name)
    progress.clear()
    return facts


def _publish(plan: Plan, roots: Sequence[str], site: Path, jobs: int, tally: Tally, spare: Path) -> None:
    """The second pass, and the pages around the documents; `spare` is a folder for what is kept on the way."""
    from engross.site.output import Output
    from engross.site.search import TermIndex

    index = TermIndex(spare)
    try:
        site.mkdir(parents=True, exist_ok=True)
        folder = Output(site)
        if not {doc.page for doc in plan.docs} <= folder.own:
            folder.list_files(folder.own | _expected(plan))
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise _Unwritable(diagnose_file("not-written", str(problem.filename or site), reason=reason)) from None
    names = _documents(plan, roots, index, folder, jobs, tally)
    names |= _others(plan, index, folder, jobs, tally)
    folder.list_files(names)
    removed = folder.remove_others(names)
    gone = f"; {count(removed, 'old file')} removed" if removed else ""
    output(f"{count(len(plan.docs), 'document')} in {site}: open {site / 'index.html'}{gone}\n")


class _Unwritable(Misuse):
    """A folder that can't be written to: the command is right, but nothing was written."""

    status = 1


def _expected(plan: Plan) -> set[str]:
    """The files that are sure to be written: so that a run that is broken off leaves none that nobody owns."""
    from engross.site.making import files_of

    return {name for doc in plan.docs for name in files_of(doc.name)}


def _documents(plan: Plan, roots: Sequence[str], index: TermIndex, folder: Output, jobs: int, tally: Tally) -> set[str]:
    from engross.site.making import files_of, jobs_of, publish_one

    work = partial(publish_one, folder=str(folder.folder), title=plan.title, roots=roots)
    names: set[str] = set()
    progress = Progress(len(plan.docs))
    for number, (job, written) in enumerate(spread(work, jobs_of(plan, folder.own), jobs)):
        progress.clear()
        names.update(written.files)
        if any(problem.severity == "error" for problem in written.problems):  # what an earlier run made of it stays
            names |= files_of(job.doc.name) & folder.own
        index.add(written.terms)
        report(written.problems)
        tally.add(written.problems)
        progress.show(number, job.doc.name)
    progress.clear()
    return names


def _others(plan: Plan, index: TermIndex, folder: Output, jobs: int, tally: Tally) -> set[str]:
    """The index of the search, and the pages that lead to the documents."""
    from engross.site.making import other_files, publish_shard, write_files

    shards = index.shards()
    work = partial(publish_shard, folder=str(folder.folder))
    written, problems = write_files(folder, other_files(plan, shards))
    own = sorted(name for name in folder.own if name.startswith("search/"))
    for _, done in spread(work, [(shard, shard.own(own)) for shard in shards], jobs):
        written += done.files
        problems += done.problems
    report(problems)
    tally.add(problems)
    return set(written)
