"""Whether the tests of the platforms ran, and none was skipped, by the report of pytest (JUnit) that is named.

python .ci/count_platforms.py REPORT
"""

from __future__ import annotations

import sys
from collections import Counter

from lxml import etree

#: The modules that must have run, each with a test at the least.
WANTED = frozenset({"test_basex", "test_ceteicean", "test_dapytains", "test_programs"})


def main(report: str) -> int:
    """Print how many tests of each module ran; the exit status."""
    ran: Counter[str] = Counter()
    skipped = []
    for case in etree.parse(report).iter("testcase"):
        folder, _, module = case.get("classname", "").rpartition(".")
        if folder != "tests.platforms":
            continue
        ran[module] += 1
        for skip in case.iter("skipped"):
            if "shared" not in skip.get("message", ""):  # what lies beside the checkout of the developers only
                skipped.append(f"{module}: {case.get('name')}: {skip.get('message')}")
    missing = sorted(WANTED - ran.keys())
    print(", ".join(f"{module} {number}" for module, number in sorted(ran.items())) or "no test of a platform ran")
    print("".join(f"did not run: {line}\n" for line in [*missing, *skipped]), end="")
    return 1 if missing or skipped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
