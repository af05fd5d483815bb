"""The programs that the tests of the platforms run: where they are, and what is said where one is missing.

Each test skips where its program is missing, and says how to get it; with ``ENGROSS_PLATFORMS=required`` it fails.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
#: Seconds that a program may take for what a test asks of it.
PATIENCE = 300


def lacking(what: str, how: str) -> Any:
    """Skip the test that runs, or fail it where the programs are required: `what` is missing, `how` gets it."""
    reason = f"{what} is missing: {how} (or `.ci/platforms DIR` for all of them: see CONTRIBUTING.md)"
    if os.environ.get("ENGROSS_PLATFORMS") == "required":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def find_program(name: str, package: str = "") -> str:
    """The path of the program `name`, which Debian has in `package`."""
    return shutil.which(name) or lacking(name, f"apt-get install {package or name}")


def node_modules(*names: str) -> Path:
    """The folder of node packages, in which `names` are: ENGROSS_NODE_MODULES, or what npm made in this folder."""
    folder = Path(os.environ.get("ENGROSS_NODE_MODULES") or HERE / "node_modules")
    for name in names:
        if not (folder / name).is_dir():
            how = "`npm install --ignore-scripts` in tests/platforms, or ENGROSS_NODE_MODULES=DIR/node_modules"
            lacking(f"the node package {name}", how)
    return folder


def browse(script: str, given: object) -> Any:
    """What `script`, a file of this folder that calls ``run`` of ``browser.cjs``, makes of `given` in Chromium."""
    find_program("chromium")
    folder = node_modules("playwright-core")
    environment = {**os.environ, "NODE_PATH": str(folder), "ENGROSS_CHROMIUM": find_program("chromium")}
    done = subprocess.run(
        [find_program("node", "nodejs"), str(HERE / script)],
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which the files of `folder` are served, on this machine only, for as long as it lasts."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
