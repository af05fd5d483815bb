"""The pages that lead to the documents: the list, the people, the dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from engross.site.dates import MONTHS, in_words, moment_key, month_of, span_in_words, year_of
from engross.site.frame import frame, link, text
from engross.site.plan import PER_PAGE, SHORT, Doc, Entry, Plan, Someone

_ROLES = {"author": "author", "from": "writer", "to": "recipient", "speaker": "speaks"}
_UNDATED = "Without a date"


def list_pages(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """``index.html``, and the pages on which the list goes on where no script shows all of it."""
    pages = max(1, -(-len(plan.docs) // PER_PAGE))
    for page in range(1, pages + 1):
        docs = plan.docs[(page - 1) * PER_PAGE : page * PER_PAGE]
        head = _list_head(plan, page, pages)
        body = f"""{head}
<ol class="list" id="ui:list" start="{(page - 1) * PER_PAGE + 1}">
{"".join(map(_row, docs))}</ol>
{_paging(page, pages)}"""
        title = plan.title if page == 1 else f"Documents, page {page}"
        scripts = ("site.js", "index.js") if page == 1 else ()
        yield _list_name(page), frame(title, body, site=plan.title, here="index.html", scripts=scripts, main="index")


def _list_name(page: int) -> str:
    return "index.html" if page == 1 else f"index-{page}.html"


def _list_head(plan: Plan, page: int, pages: int) -> str:
    number = f"{len(plan.docs):,} document{'' if len(plan.docs) == 1 else 's'}"
    if page > 1:
        return f'<h1>{text(plan.title)}</h1>\n<p class="count">{number}, page {page} of {pages}</p>'
    return f"""<h1>{text(plan.title)}</h1>
{_search(plan)}
<p class="count" id="ui:count" role="status">{number}</p>
<noscript><p>Search and filters need JavaScript; all documents are in the list, by date.</p></noscript>"""


def _search(plan: Plan) -> str:
    """The form; a script shows it, as nothing of it works without one."""
    kinds = sorted({kind for doc in plan.docs for kind in doc.facts.kinds})
    years = sorted({year for doc in plan.docs for year in _years(doc)}, key=int)
    names = "".join(f'<option value="{text(person.name)}"></option>' for person in plan.people[:2000])
    return f"""<form class="search" id="ui:search" role="search" hidden="hidden">
<p class="words"><label for="ui:words">Search the texts</label>
<input type="search" id="ui:words" autocomplete="off" spellcheck="false"/></p>
<p><label for="ui:kind">Kind</label> <select id="ui:kind">{_options("all", kinds)}</select></p>
<p><label for="ui:year">Year</label> <select id="ui:year">{_options("all", years)}</select></p>
<p><label for="ui:person">Person</label> <input id="ui:person" list="ui:people" autocomplete="off"/>
<datalist id="ui:people">{names}</datalist></p>
<p><label for="ui:order">Order</label> <select id="ui:order">
<option value="">best match first</option><option value="earliest">earliest first</option>
<option value="latest">latest first</option>
<option value="title">by title</option><option value="kind">by kind</option></select></p>
<p><button type="reset">Clear</button></p>
</form>"""


def _options(every: str, values: Iterable[str]) -> str:
    return f'<option value="">{every}</option>' + "".join(f"<option>{text(value)}</option>" for value in values)


def _years(doc: Doc) -> Iterator[str]:
    """The years of a document, of which there are not too many."""
    first, last = year_of(doc.facts.first), year_of(doc.facts.last)
    if first and last and int(first) <= int(last) <= int(first) + 50:
        yield from (f"{year:04}" for year in range(int(first), int(last) + 1))
    elif first:
        yield first


def _row(doc: Doc) -> str:
    facts = doc.facts
    people = [person.name for person in facts.people]
    shown = ", ".join(people[:8]) + (f" and {len(people) - 8} more" if len(people) > 8 else "")
    about = [span_in_words(facts.first, facts.last), ", ".join(facts.kinds)]
    details = " · ".join(text(each) for each in about if each)
    return (
        f'<li><p class="name">{link(doc.page, facts.title)}</p>'
        + (f'<p class="details">{details}</p>' if details else "")
        + (f'<p class="people">{text(shown)}</p>' if shown else "")
        + "</li>\n"
    )


def _paging(page: int, pages: int) -> str:
    if pages == 1:
        return ""
    near = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - page) < 4]
    links = "".join(f"<li>{link(_list_name(n), str(n), current=n == page)}</li>" for n in near)
    return f'<nav class="paging" id="ui:paging" aria-label="Pages of the list"><ul>{links}</ul></nav>'


# --- people ---


def people_pages(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """``people.html``, with the documents of each person, or pages for each where there are many."""
    few = all("#" in person.href for person in plan.people)
    letters = [
        (letter, list(people)) for letter, people in groupby(plan.people, lambda p: (p.sort_key[0][:1] or "–").upper())
    ]
    body = "".join(
        f'<section class="letter"><h2>{text(letter)}</h2>\n{"".join(_person(p, few) for p in people)}</section>\n'
        for letter, people in letters
    )
    intro = _count(len(plan.people), "person", "people") if plan.people else "No person is listed in these documents."
    page = f'<h1>People</h1>\n<p class="count">{intro}</p>\n{body}'
    yield "people.html", frame("People", page, site=plan.title, here="people.html", main="people")
    for person in () if few else plan.people:
        own = f"<h1>{text(person.name)}</h1>\n{_about(person)}{_entries(person.entries, '../')}"
        yield person.href, frame(person.name, own, site=plan.title, here="people.html", up="../", main="people")


def _person(person: Someone, few: bool) -> str:
    if few:
        name = person.href.partition("#")[2]
        return (
            f'<section class="person" id="{text(name)}"><h3>{text(person.name)}</h3>\n'
            f"{_about(person)}{_entries(person.entries, '')}</section>\n"
        )
    number = _count(len(person.entries), "document", "documents")
    return f'<p class="person">{link(person.href, person.name)} <span class="details">{number}</span></p>\n'


def _about(person: Someone) -> str:
    words = []
    if person.labels:
        words.append("also " + ", ".join(f"“{label}”" for label in person.labels))
    words += person.notes
    return f'<p class="details">{text("; ".join(words))}</p>\n' if words else ""


def _entries(entries: Sequence[Entry], up: str) -> str:
    return f"<ul>{''.join(_entry(entry, up) for entry in entries)}</ul>\n"


def _entry(entry: Entry, up: str) -> str:
    doc = entry.doc
    roles = ", ".join(_ROLES.get(role, role) for role in entry.roles)
    date = span_in_words(doc.facts.first, doc.facts.last)
    details = " · ".join(each for each in (date, roles) if each)
    return (
        f"<li>{link(up + doc.page, doc.facts.title)}"
        + (f' <span class="details">{text(details)}</span>' if details else "")
        + _places(doc, entry.places, up)
        + "</li>\n"
    )


def _places(doc: Doc, places: Sequence[str], up: str) -> str:
    if not places:
        return ""
    links = " ".join(link(f"{up}{doc.page}#{place}", place) for place in places)
    return f' <span class="places">{links}</span>'


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


# --- dates ---


class _Event(Struct, frozen=True):
    """Something at a moment: a document, or a dated part of one, with the id of the part."""

    when: str
    doc: Doc
    title: str
    place: str = ""


def date_pages(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """``dates.html``: a timeline by year and month of all documents and their dated parts, with the days that the texts
    name; where there are many, a page for each year."""
    events = sorted(_events(plan.docs), key=lambda event: (*moment_key(event.when), event.doc.number))
    years = {year: list(group) for year, group in groupby(events, lambda event: year_of(event.when))}
    named = _named_days(plan.docs)
    all_years = sorted({*years, *named} - {""}, key=int) + ([""] if "" in years else [])
    few = len(events) + sum(len(days) for days in named.values()) <= SHORT
    timeline = _timeline([(year, len(years.get(year, ()))) for year in all_years], few)
    parts = [(year, _year(year, years.get(year, []), named.get(year, []), "" if few else "../")) for year in all_years]
    body = "".join(part for _, part in parts) if few else ""
    page = f"<h1>Dates</h1>\n{timeline}\n{body}"
    yield "dates.html", frame("Dates", page, site=plan.title, here="dates.html", main="dates")
    for year, part in () if few else parts:
        own = f"<h1>{text(year or _UNDATED)}</h1>\n{part}"
        title = year or _UNDATED
        yield _year_page(year), frame(title, own, site=plan.title, here="dates.html", up="../", main="dates")


def _events(docs: Iterable[Doc]) -> Iterator[_Event]:
    for doc in docs:
        if doc.facts.parts:
            yield from (_Event(part.when, doc, part.title or doc.facts.title, part.id) for part in doc.facts.parts)
        else:
            yield _Event(doc.facts.first, doc, doc.facts.title)


def _named_days(docs: Iterable[Doc]) -> dict[str, list[tuple[str, list[tuple[Doc, tuple[str, ...]]]]]]:
    """By year, the days that texts name, and where."""
    days: dict[str, list[tuple[Doc, tuple[str, ...]]]] = {}
    for doc in docs:
        for day in doc.facts.days:
            days.setdefault(day.when, []).append((doc, day.places))
    years: dict[str, list[tuple[str, list[tuple[Doc, tuple[str, ...]]]]]] = {}
    for when in sorted(days, key=moment_key):
        years.setdefault(year_of(when), []).append((when, days[when]))
    return years


def _year_page(year: str) -> str:
    return f"dates/{year or 'undated'}.html"


def _timeline(years: Sequence[tuple[str, int]], few: bool) -> str:
    """The years with a bar for each, as long as it has documents."""
    most = max((number for _, number in years), default=1) or 1
    rows = []
    for year, number in years:
        href = f"#ui:y{year}" if few else _year_page(year)
        bar = f'<meter min="0" max="{most}" value="{number}" aria-hidden="true"></meter>'
        count = _count(number, "document or entry", "documents and entries") if number else "named in texts"
        rows.append(f'<li>{link(href, year or _UNDATED)} {bar} <span class="details">{count}</span></li>\n')
    return f'<ul class="timeline">\n{"".join(rows)}</ul>'


def _year(
    year: str, events: Sequence[_Event], named: Sequence[tuple[str, list[tuple[Doc, tuple[str, ...]]]]], up: str
) -> str:
    parts = []
    for month, group in groupby(events, lambda event: month_of(event.when)):
        title = f"{MONTHS[month - 1]} {year}" if month else (year or _UNDATED)
        rows = "".join(_event(event, up) for event in group)
        parts.append(f"<h3>{text(title)}</h3>\n<ol class='events'>{rows}</ol>\n")
    if named:
        days = "".join(_named_day(when, docs, up) for when, docs in named)
        parts.append(f"<h3>Days that the texts name</h3>\n<ul class='days'>{days}</ul>\n")
    head = f"<h2>{text(year or _UNDATED)}</h2>\n"
    return f'<section class="year" id="ui:y{text(year)}">{head}{"".join(parts)}</section>\n'


def _event(event: _Event, up: str) -> str:
    href = f"{up}{event.doc.page}{'#' if event.place else ''}{event.place}"
    inside = f' <span class="details">in {text(event.doc.facts.title)}</span>' if event.place else ""
    when = in_words(event.when) if event.when else ""
    return f'<li><span class="when">{text(when)}</span> <span>{link(href, event.title)}{inside}</span></li>\n'


def _named_day(when: str, docs: Sequence[tuple[Doc, tuple[str, ...]]], up: str) -> str:
    found = "; ".join(f"{link(up + doc.page, doc.facts.title)}{_places(doc, places, up)}" for doc, places in docs[:50])
    more = f" and {len(docs) - 50} more documents" if len(docs) > 50 else ""
    return f'<li><span class="when">{text(in_words(when))}</span> <span>{found}{more}</span></li>\n'
