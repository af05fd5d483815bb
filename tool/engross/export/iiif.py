"""A IIIF manifest (Presentation API 3.0): the page images of an edition, in their order.

The images are those of ``facsimile/surface/graphic``, and those whose address is the @facs of a page break. The size of
an image is taken from its ``graphic`` (@width, @height in pixels) or from the corners of its ``surface`` (@lrx, @lry).
A canvas must have a size; where the edition states none, it is one of 1000 × 1000 (5.3: the size of a canvas is a
ratio, no number of pixels), and the image is drawn into it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from engross.diagnostics import diagnose_file
from engross.export.edition import Edition, Made, NotExported
from engross.export.images import Image, find_images

_SAFE = "-._~:/?#[]@!$&'()*+,;=%"
_UNKNOWN = 1000


def make(editions: Sequence[Edition]) -> Made:
    """The manifest of an edition. Raises `NotExported` where it has no page images."""
    (edition,) = editions
    base = _base(edition)
    images = find_images(edition.root, f"{base}/")
    if not images:
        raise NotExported(diagnose_file("images-missing", edition.name))
    manifest = _manifest(edition, base, images)
    unknown = sum(not (image.width and image.height) for image in images)
    remark = (
        f"{edition.name}: the size of {unknown:,} of {len(images):,} images is not stated; their canvases are square"
    )
    return Made((json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode(), (remark,) if unknown else ())


# --- the manifest


def _manifest(edition: Edition, base: str, images: Sequence[Image]) -> dict[str, object]:
    record = edition.record
    language = record.language or "none"
    return {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": f"{base}/manifest.json",
        "type": "Manifest",
        "label": {language: [edition.title]},
        **({"summary": {language: [record.summary]}} if record.summary else {}),
        **_metadata(edition, language),
        **_rights(edition, language),
        "items": [_canvas(base, number, image) for number, image in enumerate(images, 1)],
    }


def _base(edition: Edition) -> str:
    """The address under which the manifest's parts have their names: the edition's own where it states one (``idno
    type="URI"`` or ``URL``), else a name that is no address, to be replaced where the manifest is published."""
    for type_, text in edition.record.idnos:
        if type_.casefold() in ("uri", "url") and text.startswith(("http://", "https://")) and " " not in text:
            return quote(text.rstrip("/"), safe=_SAFE)
    return f"https://example.org/{quote(edition.record.id or edition.stem, safe='')}"


def _metadata(edition: Edition, language: str) -> dict[str, object]:
    record = edition.record
    rows = {
        "Author": [name.text for name in record.authors],
        "Date": [date.text or date.first for date in record.dates],
        "Repository": [record.holding.repository] if record.holding.repository else [],
        "Collection": list(record.holding.collections),
        "Identifier": [text for _, text in record.holding.idnos],
    }
    pairs = [{"label": {"en": [name]}, "value": {language: values}} for name, values in rows.items() if values]
    return {"metadata": pairs} if pairs else {}


def _rights(edition: Edition, language: str) -> dict[str, object]:
    """`rights` takes an address of Creative Commons or RightsStatements.org only (3.1); others are a statement."""
    licence = edition.record.licence
    if licence.target.partition("://")[2].startswith(("creativecommons.org/", "rightsstatements.org/")):
        return {"rights": "http://" + licence.target.partition("://")[2]}
    if licence.text:
        return {"requiredStatement": {"label": {"en": ["Terms of use"]}, "value": {language: [licence.text]}}}
    return {}


def _canvas(base: str, number: int, image: Image) -> dict[str, object]:
    width, height = image.size or (_UNKNOWN, _UNKNOWN)
    canvas = f"{base}/canvas/{number}"
    body = {
        "id": image.address,
        "type": "Image",
        **({"format": image.kind} if image.kind else {}),
        **({"width": width, "height": height} if image.size else {}),
    }
    annotation = {
        "id": f"{canvas}/image",
        "type": "Annotation",
        "motivation": "painting",
        "body": body,
        "target": canvas,
    }
    return {
        "id": canvas,
        "type": "Canvas",
        "label": {"none": [image.label or str(number)]},
        "width": width,
        "height": height,
        "items": [{"id": f"{canvas}/page", "type": "AnnotationPage", "items": [annotation]}],
    }
