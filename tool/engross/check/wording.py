"""Problems as diagnostics: which place, which words; how wide a caret is."""

from __future__ import annotations

from collections.abc import Mapping

from engross.check.documents import XML_ID, Document
from engross.check.problem import Problem
from engross.diagnostics import Diagnostic, find_code
from engross.regex import compile_later

#: What a caret may stand under: a tag's beginning, an attribute with its value, an entity.
_THING = compile_later(r"""</?[^\s<>/]+|&[\w.#-]+;?|[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*')""")


def of_problem(document: Document, problem: Problem) -> Diagnostic:
    """`problem` as a diagnostic; a check's own words come before those of the code."""
    code = find_code(problem.code)
    values = problem.values
    message = str(values.get("message") or _filled(code.message, values))
    element, attribute = problem.element, str(values.get("attribute", ""))
    line = column = 0
    if element is not None:
        if problem.code == "id-duplicate":
            attribute = XML_ID
            first = document.first_by_id[element.get(XML_ID, "")]
            message = f"{message.rstrip('.')}, at line {{}}, column {{}}.".format(*document.place(first))
        line, column = document.place(element, attribute)
    text = document.line(line)
    hint = _filled(code.hint, values)
    return Diagnostic(
        code.name, code.severity, message, hint, document.name, line, column, text, width_at(text, column)
    )


def width_at(text: str, column: int) -> int:
    """How many characters of the line `text` belong to what begins at `column`."""
    thing = _THING.match(text, column - 1) if column else None
    return max(1, len(thing[0])) if thing else 1


class _Values(dict[str, object]):
    """Values for a template; what is not there is left open."""

    def __missing__(self, key: str) -> str:
        return "…"


def _filled(template: str, values: Mapping[str, object]) -> str:
    return template.format_map(_Values(values))
