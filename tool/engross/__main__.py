"""The command ``engross``, and ``python -m engross``: from the process's beginning to its end."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

from engross.importing import import_lightly


def main() -> None:
    """Run the command line and leave with its exit status.

    Python's search for cycles is made rare from the first import on: the program makes few. And the process ends at
    once, when all is written: to take the document apart, node by node, takes a tenth of the time of a conversion.
    """
    gc.set_threshold(100_000, 20, 50)
    import_lightly("argparse")
    import_lightly("msgspec")
    from engross.cli import run
    from engross.kept_patterns import keep_patterns

    status = run()
    with suppress(Exception):  # the next run can do without
        keep_patterns()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # what could not be written has been reported
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
