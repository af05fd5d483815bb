"""DTS: dapytains, a server of the Distributed Text Services, finds the passage of every reference."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editions import T, seeds
from lxml import etree
from programs import HERE, PATIENCE, lacking

Unit = dict[str, Any]


def python_with_dapytains() -> str:
    """The Python of the environment that has it."""
    python = os.environ.get("ENGROSS_DAPYTAINS", "")
    if not Path(python).is_file():
        how = "python -m venv DIR && DIR/bin/pip install -r tests/platforms/dapytains.txt"
        lacking("dapytains", f"{how}; ENGROSS_DAPYTAINS=DIR/bin/python")
    return python


def passages(files: list[Path]) -> list[list[Unit]]:
    """For each of `files`, the units of its citation trees, with what dapytains takes for their passages."""
    done = subprocess.run(
        [python_with_dapytains(), str(HERE / "dts_passages.py")],
        input="\n".join(map(str, files)),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(files), done.stderr
    assert not (broken := [t for t in told if isinstance(t, str)]), broken
    return told


def words(text: str) -> str:
    """`text` without the line breaks of the file's layout."""
    return " ".join(text.split())


def expected(root: etree._Element) -> dict[str, str]:
    """The text of each passage that can be cited, by its reference, found here in a way of its own."""
    body = next(root.iter(f"{T}body"))
    found: dict[str, str] = {}
    for tree in root.iter(f"{T}refsDecl"):
        name = tree.get("n", "default")
        outer = tree[0]
        for document in body.findall(f"{T}div"):
            reference = value(document, outer)
            found[f"{name} {reference}"] = words("".join(document.itertext()))
            if len(outer):
                find = pages if outer[0].get("match") == ".//pb" else divisions
                found |= {f"{name} {key}": text for key, text in find(document, outer[0], reference).items()}
    return found


def value(element: etree._Element, unit: etree._Element) -> str:
    use = unit.get("use", "")
    return element.get("n", "") if use == "@n" else element.get("{http://www.w3.org/XML/1998/namespace}id", "")


def divisions(parent: etree._Element, unit: etree._Element, before: str) -> dict[str, str]:
    found = {}
    for division in parent.findall(f"{T}div"):
        reference = f"{before}{unit.get('delim')}{value(division, unit)}"
        found[reference] = words("".join(division.itertext()))
        if len(unit):
            found |= divisions(division, unit[0], reference)
    return found


def pages(document: etree._Element, unit: etree._Element, before: str) -> dict[str, str]:
    """The text between each page break of `document` and the next."""
    texts: dict[str, list[str]] = {}
    current: list[str] | None = None
    for event, node in etree.iterwalk(document, events=("start", "end", "comment", "pi")):
        if event == "start":
            if node.tag == f"{T}pb":
                current = texts.setdefault(f"{before}{unit.get('delim')}{value(node, unit)}", [])
            elif current is not None:
                current.append(node.text or "")
        elif node is not document and current is not None:
            current.append(node.tail or "")
    return {reference: words("".join(pieces)) for reference, pieces in texts.items()}


def compare(files: list[Path]) -> int:
    """How many references of `files` lead to their passages; all must."""
    count = 0
    for path, units in zip(files, passages(files), strict=True):
        wanted = expected(etree.parse(path).getroot())
        named = [f"{unit['tree']} {unit['ref']}" for unit in units]
        assert sorted(named) == sorted(wanted), path.name
        for name, unit in zip(named, units, strict=True):
            assert unit["passage"].startswith("<"), f"{path.name}: {name}: {unit['passage']}"
            got = words("".join(etree.fromstring(unit["passage"]).itertext()))
            assert got == wanted[name], f"{path.name}: {name}"
            count += 1
    return count


def test_every_reference_of_the_seeds_leads_to_its_passage() -> None:
    assert compare(seeds()) > 20


def test_every_reference_of_more_than_two_hundred_editions_leads_to_its_passage(gold_editions: list[Path]) -> None:
    assert compare(gold_editions) > 500


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('match="div" use="@xml:id" delim="."', 'match="div" use="@xml:id"'),
        ('unit="div"', 'unit="a div"'),
        ('match="/TEI/text/body/div"', 'match="/tei:TEI/tei:text/tei:body/tei:div"'),
        (' n="1" xml:id="d1"', ' n="1\'" xml:id="d1"'),
    ],
)
def test_what_the_rules_for_dts_forbid_does_fail_there(tmp_path: Path, before: str, after: str) -> None:
    text = seeds()[2].read_text(encoding="utf-8")
    assert text.count(before) == 1
    spoilt = tmp_path / "spoilt.xml"
    spoilt.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(AssertionError):
        compare([spoilt])


CATALOG = """<collection identifier="editions"><title>Editions</title><members>{}</members></collection>"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a server with the editions of the seeds."""
    items = [f'<resource identifier="{p.stem}" filepath="{p}"><title>{p.stem}</title></resource>' for p in seeds()]
    (tmp_path / "catalog.xml").write_text(CATALOG.format("".join(items)), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DTSCATALOG": str(tmp_path / "catalog.xml"),
        "DATABASE_URI": f"sqlite:///{tmp_path / 'server.db'}",
        "SERVER_HOST": "127.0.0.1",
        "SERVER_PORT": str(port),
    }
    with (tmp_path / "server.log").open("w+b") as log:
        process = subprocess.Popen(
            [python_with_dapytains(), "-m", "dapytains.app.app"], env=environment, cwd=tmp_path, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return once `process` answers at `address`."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended by itself"
        try:
            get(address + "/")
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return bytes(answer.read())


def test_the_server_hands_out_every_passage_of_the_seeds(server: str) -> None:
    for path in seeds():
        wanted = expected(etree.parse(path).getroot())
        for tree in {name.partition(" ")[0] for name in wanted}:
            chosen = urllib.parse.urlencode({"resource": path.stem, "tree": tree})
            told = json.loads(get(f"{server}/navigation/?{chosen}&down=-1"))
            references = [member["identifier"] for member in told["member"]]
            assert sorted(f"{tree} {reference}" for reference in references) == sorted(
                name for name in wanted if name.startswith(f"{tree} ")
            )
            for reference in references:
                query = urllib.parse.urlencode({"ref": reference})
                passage = etree.fromstring(get(f"{server}/document/?{chosen}&{query}"))
                assert words("".join(passage.itertext())) == wanted[f"{tree} {reference}"]
