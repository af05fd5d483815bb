"""What all pages have in common: head, way about, foot. Text goes in through `text`, which makes it harmless."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from engross.html.transform import XHTML

#: Nothing from elsewhere, no script or style in the page itself. `file:` is for pages that are read from disk, which
#: browsers don't count as the same origin.
_POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'none'"
)
_PLACES = (("index.html", "Documents"), ("people.html", "People"), ("dates.html", "Dates"))
#: Characters that turn the direction of what follows; in a title they would turn what stands around it as well.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


def text(words: str) -> str:
    """`words` as the text or the value of an attribute of a page."""
    return escape(words if words.isascii() else words.translate(_TURNING))


def link(href: str, words: str, *, rel: str = "", current: bool = False) -> str:
    """A link with those words; `current` says that it leads to where the reader is."""
    also = (f' rel="{rel}"' if rel else "") + (' aria-current="page"' if current else "")
    return f'<a href="{text(href)}"{also}>{text(words)}</a>'


def frame(
    title: str,
    body: str,
    *,
    site: str,
    here: str,
    language: str = "en",
    up: str = "",
    scripts: Iterable[str] = (),
    main: str = "",
) -> bytes:
    """A page with `body` in its ``main``. `site` is the title of the site, `here` the place in the way about that it
    belongs to, `up` leads from the page to the top of the site, `scripts` are files of ``assets``, `main` the class of
    its ``main``."""
    places = "".join(f"<li>{link(up + href, words, current=href == here)}</li>" for href, words in _PLACES)
    loaded = "".join(f'<script src="{up}assets/{script}" defer="defer"></script>\n' for script in scripts)
    whole = title if title == site else f"{title} – {site}"
    return f"""<!DOCTYPE html>
<html xmlns="{XHTML}" lang="en" xml:lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="generator" content="engross"/>
<title>{text(whole)}</title>
<link rel="stylesheet" href="{up}assets/text.css"/>
<link rel="stylesheet" href="{up}assets/site.css"/>
{loaded}</head>
<body>
<a class="skip" href="#ui:main">Skip to the text</a>
<header class="top">
<p class="site">{link(up + "index.html", site)}</p>
<nav aria-label="Site"><ul>{places}</ul></nav>
</header>
<main id="ui:main" class="{main}"{f' lang="{text(language)}"' if language != "en" else ""}>
{body}
</main>
<footer class="foot">
<p>Made with engross from TEI files.</p>
</footer>
</body>
</html>
""".encode()
