"""Makes the pictures of docs/site.md and the README: the site of the seeds, in Chromium.

python docs/screenshots.py      write docs/images/*.png

It needs what the tests of the platforms need: see CONTRIBUTING.md.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "platforms"))

from programs import browse  # noqa: E402

from engross.cli import run  # noqa: E402


def main() -> int:
    """Publish the seeds into a temporary folder and take the pictures."""
    output = ROOT / "docs" / "images"
    output.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        if status := run(["publish", str(ROOT / "seeds"), "-o", str(site)]):
            return status
        browse("../../docs/screenshots.cjs", {"site": site.as_uri(), "output": str(output)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
