"""A Schematron schema, loaded and ready to check documents."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from engross.schematron.compiling import BINDINGS, Compiler, engine_for
from engross.schematron.errors import SchematronError
from engross.schematron.expand import expand
from engross.schematron.model import Budget, Limits, Node, Result, Skipped
from engross.schematron.reading import MAX_BYTES, Reader, Resolver, local_files, no_files
from engross.schematron.running import Documents, Run


class Schematron:
    """A schema. `notes` say what is unusual about it; `skipped` what of it can't be run on any document."""

    def __init__(
        self, schema: Node, binding: str, phase: str | None, notes: tuple[str, ...], limits: Limits, *, strict: bool
    ) -> None:
        self.title = " ".join(next((node.text for node in schema.all("title")), "").split())
        self.query_binding = binding
        self.phases = tuple(node.get("id") for node in schema.all("phase"))
        self.phase = phase if phase not in (None, "#DEFAULT") else schema.get("defaultPhase") or "#ALL"
        self.notes = notes
        self._limits = limits
        chosen = next((node for node in schema.all("phase") if node.get("id") == self.phase), None)
        if chosen is None and self.phase != "#ALL":
            known = ", ".join(self.phases) or "it has none"
            schema.error(f"The schema has no phase “{self.phase}” (phases: {known}).")
        self._engine = engine_for(schema, binding)
        if self._engine is None:
            tests = [
                t for p in schema.all("pattern", "group") for r in p.all("rule") for t in r.all("assert", "report")
            ]
            why = f"the query binding is not one of: {', '.join(filter(None, BINDINGS))}"
            self.skipped: tuple[Skipped, ...] = (
                Skipped("schema", binding, why, schema.file, schema.line, max(len(tests), 1)),
            )
            return
        compiler = Compiler(schema, self._engine, chosen, strict=strict)
        self._lets, self._patterns = compiler.compile()
        self._start = compiler.start
        self.skipped = tuple(compiler.skipped)

    def check(self, root: etree._Element, limits: Limits | None = None, documents: Documents | None = None) -> Result:
        """What the rules say about the document that `root` is the root of, with at most the work that `limits` allow.

        `documents` gives the roots of other documents, which patterns may be about; without it these are skipped.
        Entities must be expanded. Not meant for several threads at once.
        """
        if self._engine is None:
            return Result((), self.skipped)
        run = Run(self._engine, root, Budget(limits or self._limits), self._start, documents)
        run.check(self._lets, self._patterns)
        findings, skipped = run.results()
        return Result(tuple(findings), (*self.skipped, *skipped))


def load_schematron(
    source: bytes | str | Path,
    resolver: Resolver | None = None,
    phase: str | None = None,
    *,
    uri: str = "",
    query_binding: str | None = None,
    limits: Limits | None = None,
) -> Schematron:
    """Load a schema: the bytes or the path of a ``.sch`` file, or of a RELAX NG schema with rules in it.

    `resolver` hands out what the schema includes; without one, a schema with a path may include files in its own
    folder and below. `phase` is a name, ``#ALL`` or ``#DEFAULT``. `query_binding` stands in for a schema that does
    not name one; without it that is XPath 1 for ``.sch`` (6.4) and XPath 2 for rules in RELAX NG, as in TEI.
    """
    if isinstance(source, bytes):
        data, file = source, uri
    else:
        path = Path(source)
        data, file = _read(path), str(source)
        uri = uri or path.resolve().as_uri()
        resolver = resolver or local_files(path.resolve().parent)
    reader = Reader(resolver or no_files)
    try:
        schema, embedded = reader.schema(data, file, uri)
        schema = expand(schema, strict=not embedded)
        binding = schema.get("queryBinding") or query_binding or ("xslt2" if embedded else "xslt")
        notes = (
            ["The schema is in the namespace of Schematron 1.5; it is read as ISO Schematron."] if reader.old else []
        )
        if embedded and not schema.get("queryBinding"):
            notes.append(f"The RELAX NG schema names no query binding; its rules are run as “{binding}”.")
        return Schematron(schema, binding, phase, tuple(notes), limits or Limits(), strict=not embedded)
    except RecursionError:
        raise SchematronError("The schema is nested too deeply.", file) from None


def _read(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > 16 * MAX_BYTES:
            raise SchematronError("The file is too large.", str(path))
        return path.read_bytes()
    except OSError as error:
        raise SchematronError(f"The file can't be read: {error.strerror or error}.", str(path)) from None
