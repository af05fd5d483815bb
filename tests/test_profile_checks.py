"""A profile of one's own: what is wrong with it is said when it is loaded, and its patterns run under a limit."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from engross.cli import run
from engross.commands import limited
from engross.commands.work import Task, carry_out, carry_out_one
from engross.diagnostics import Diagnostic
from engross.profile import ProfileError, is_own, load_profile, profile_names

START = 'extends = "notes"\nname = "mine"\n'
TOKEN = "[token.mine]\npattern = 'Foo(?P<n>1)'\n"

Refuse = Callable[[str], tuple[Diagnostic, ...]]


@pytest.fixture
def refuse(tmp_path: Path) -> Refuse:
    """The diagnostics about a profile that is refused."""

    def call(text: str) -> tuple[Diagnostic, ...]:
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        load_profile.cache_clear()
        with pytest.raises(ProfileError) as caught:
            load_profile(str(path))
        assert str(path) in str(caught.value)
        assert all(d.code == "profile-broken" and d.file == str(path) and d.hint for d in caught.value.diagnostics)
        again = pickle.loads(pickle.dumps(caught.value))
        assert (str(again), again.diagnostics) == (str(caught.value), caught.value.diagnostics)
        return caught.value.diagnostics

    return call


FAULTS = [
    (START + "featres = []", (3, 1), "no key `featres`", "Did you mean `features`?"),
    (START + "features = ['speekers']", (3, 13), "no feature `speekers`", "`speakers`"),
    (START + "passes = ['notes', 'date']", (3, 20), "no pass `date`", "`dates`"),
    (START + "features = 'speakers'", (3, 12), "must be an array", "an array"),
    (START + "title = 3", (3, 9), "`title` must be text", "quotation marks"),
    (START + 'title = "a\\u0001"', (3, 9), "U+0001", "escape"),
    (START + "[ocr]\nblank-run = 0", (4, 13), "`ocr.blank-run` is 0", "from 1"),
    (START + "[ocr]\nblank-run = true", (4, 13), "must be a whole number", ""),
    (START + "[ocr]\nblank-run = 2.5", (4, 13), "must be a whole number", ""),
    (START + "[ocr]\ngarbled = 1.5", (4, 11), "`ocr.garbled` is 1.5", "from 0 to 1"),
    (START + "[ocr]\ngarbld = 0.5", (4, 1), "no key `garbld` in [ocr]", "`garbled`"),
    (START + "[markings]\nclassification = [1]", (4, 19), "must be text", ""),
    (START + "[kinds]\n'(' = 'letter'", (4, 1), "not a regular expression", "Mend"),
    (START + "[kinds]\nbrief = 'leter'", (4, 9), "no kind of document `leter`", "`letter`"),
    (START + "[[signals]]\ntitle = 'x'\npattern = '['\nweight = 1\nmost = 1", (5, 11), "not a regular", "Mend"),
    (START + "[[signals]]\ntitle = 'x'\npattern = 'a'\nweight = 1", (3, 1), "'most' is missing", "Add"),
    (START + "signals = 3", (3, 11), "must be an array", ""),
    (START + TOKEN + "becomes = 'higth'", (5, 11), "no element `higth` in the editions", "There are"),
    (START + TOKEN + "becomes = 'body'", (5, 11), "no element `body` in the editions", "There are"),
    (START + TOKEN + "becomes = 'hi'\ntitel = 'x'", (6, 1), "`titel`", "`title`"),
    (START + TOKEN + "becomes = 'hi'\nopen = '(('", (6, 1), "no key `open` in [token.mine]", "There are"),
    (START + TOKEN + "becomes = [{ element = 'hi', n = '{m}' }]", (5, 34), "no group `m`", "There are: n."),
    (START + TOKEN + "becomes = [{ element = 'hi', n = '{n!r}' }]", (5, 34), "no group `n`", "There are: n."),
    (START + TOKEN + "becomes = [{ element = 'hi', n = '{' }]", (5, 34), "not a template", "{group}"),
    (START + TOKEN + "becomes = [{ element = 'hi', 'a b' = 'x' }]", (5, 30), "can't be an attribute", "TEI"),
    (START + TOKEN + "becomes = [{ element = 'hi', n = 3 }]", (5, 34), "must be text", ""),
    (
        START + "[token.mine]\npattern = 'F(?P<n>1)?'\nbecomes = [{ element = 'hi', n = '{n}' }]",
        (5, 34),
        "`n`",
        "every",
    ),
    (START + "[token.mine]\npattern = 'a*'\nbecomes = 'hi'", (4, 11), "no text at all", "at least one"),
    (START + "[token.mine]\npattern = '(a)\\1'\nbecomes = 'hi'", (4, 11), "`\\1`", "Write out"),
    (START + "[token.'a b']\npattern = 'a'\nbecomes = 'hi'", (3, 1), "can't be its name", "letters"),
    (START + "[token]\nmine = 3", (4, 8), "must be a table", "a table"),
    (START + "[inline.mine]\nopen = '(('\nbecomes = 'hi'", (3, 1), "`open` and `close`", "close ="),
    (START + "[inline.deletion]\nopen = '  '", (4, 8), "`open` and `close`", "open ="),
    (START + "[inline.deletion]\nflanking = 1", (4, 12), "must be true or false", ""),
    (START + "[block.page-nummer]\npattern = 'a'", (3, 1), "no block convention `page-nummer`", "`page-number`"),
    (START + "[block.page-number]\npattern = '^a$'", (4, 11), "lacks the group n", "(?P<n>"),
    ('name = "mine"\nfeatures = ["speakers"]\n', (0, 0), "it has no conventions", "Extend"),
    ('extends = "notes"\nname = ""\n', (0, 0), "'name' is missing", "Give"),
]


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"), FAULTS, ids=[f[2] + f"-{n}" for n, f in enumerate(FAULTS)]
)
def test_a_fault_is_said_with_its_place(
    refuse: Refuse, text: str, place: tuple[int, int], message: str, hint: str
) -> None:
    (found,) = refuse(text)
    assert (found.line, found.column) == place, found
    assert message in found.message
    assert hint in found.hint
    assert not found.line or found.text == text.split("\n")[found.line - 1]


def test_all_faults_come_at_once_and_in_order(refuse: Refuse) -> None:
    found = refuse(START + "featres = []\n[ocr]\nblank-run = 0\ngarbled = 9\n")
    assert [d.line for d in found] == [3, 5, 6]


def test_a_fault_in_a_file_that_is_extended_is_that_files(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(START + "[ocr]\nblank-run = 0\n", encoding="utf-8")
    (tmp_path / "own.toml").write_text('extends = "base.toml"\nname = "own"\n', encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profile(str(tmp_path / "own.toml"))
    assert [(Path(d.file).name, d.line) for d in caught.value.diagnostics] == [("base.toml", 4)]


def test_a_syntax_error_has_its_place(refuse: Refuse) -> None:
    (found,) = refuse('name = "mine"\ntitle = [\n"a" "b"]\n')
    assert (found.line, found.column > 0) == (3, True)


@pytest.mark.parametrize("name", profile_names())
def test_what_the_bundled_profiles_say_would_pass(name: str, tmp_path: Path) -> None:
    from importlib import resources

    text = resources.files("engross").joinpath("profiles", f"{name}.toml").read_text(encoding="utf-8")
    (tmp_path / "copy.toml").write_text(text, encoding="utf-8")
    assert [c.name for c in load_profile(str(tmp_path / "copy.toml")).conventions] == [
        c.name for c in load_profile(name).conventions
    ]
    assert not is_own(name)
    assert is_own("copy.toml")


# --- without end --------------------------------------------------------------------------------------------------

ENDLESS = (
    START + "[token.fine]\npattern = 'Foo'\nbecomes = 'hi'\n[token.bad]\npattern = '(?P<text>(a+)+$)'\nbecomes = 'hi'\n"
)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a profile that comes to no end on ``bad.txt``; the limits are short."""
    monkeypatch.setattr(limited, "LIMIT", 1.0)
    monkeypatch.setattr(limited, "LIMIT_PATTERN", 1.0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text(ENDLESS, encoding="utf-8")
    (tmp_path / "bad.txt").write_text("One.\n\n" + "a" * 60 + "!\n", encoding="utf-8")
    (tmp_path / "good.txt").write_text("Two words.\n", encoding="utf-8")
    return tmp_path


@pytest.mark.usefixtures("own")
def test_a_pattern_without_end_is_an_error_and_the_others_go_on() -> None:
    tasks = [Task(Path(name), name, Path(name).stem, "own.toml") for name in ("bad.txt", "good.txt")]
    bad, good = carry_out(tasks, 1)
    (found,) = bad.diagnostics
    assert (bad.xml, bad.status) == (None, 1)
    assert (found.code, found.file, found.line, found.column) == ("profile-endless", "own.toml", 7, 12)
    assert "bad.txt" in found.message
    assert "the convention bad" in found.message
    assert good.xml is not None
    assert good.profile == "mine"


def test_convert_says_so_and_writes_nothing(own: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (own / "out").mkdir()
    (own / "out" / "bad.xml").write_text("the last good one", encoding="utf-8")
    assert run(["convert", "bad.txt", "-o", "out", "--profile", "own.toml"]) == 1
    assert "own.toml:7:12: error: With this profile the reading of bad.txt came to no end" in capfd.readouterr().err
    assert (own / "out" / "bad.xml").read_text(encoding="utf-8") == "the last good one"


def test_what_its_own_process_converts_is_what_this_one_would(own: Path) -> None:
    (own / "plain.toml").write_text(START, encoding="utf-8")
    task = Task(Path("good.txt"), "good.txt", "good", "plain.toml")
    here, there = limited.carry_out_here(task), carry_out_one(task)
    assert here.xml == there.xml
    assert (here.diagnostics, here.counts) == (there.diagnostics, there.counts)


def test_a_process_that_dies_is_an_internal_error(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "_CHILD", "raise SystemExit(3)")
    found = carry_out_one(Task(Path("good.txt"), "good.txt", "good", "own.toml"))
    assert [d.code for d in found.diagnostics] == ["internal-error"]


def test_a_process_that_only_sleeps_is_ended_too(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "_CHILD", "import time; time.sleep(60)")
    monkeypatch.setattr(limited, "_PATIENCE", 0.2)
    monkeypatch.setattr(limited, "_endless", lambda task, *_: limited.diagnose_file("file-missing", task.name))
    found = carry_out_one(Task(Path("good.txt"), "good.txt", "good", "own.toml"))
    assert [d.code for d in found.diagnostics] == ["file-missing"]


# --- the commands -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["name = [", START + "featres = []"])
def test_a_broken_profile_is_status_2_everywhere(own: Path, text: str, capfd: pytest.CaptureFixture[str]) -> None:
    (own / "broken.toml").write_text(text, encoding="utf-8")
    (own / "edition.toml").write_text("[[document]]\npath = 'good.txt'\nprofile = 'broken.toml'\n", encoding="utf-8")
    for command in (["convert", "good.txt", "--profile", "broken.toml"], ["profiles", "broken.toml"], ["build", "."]):
        assert run(command) == 2
        errors = capfd.readouterr().err
        assert "[profile-broken]" in errors
        assert ("edition.toml:3:11: error" in errors) == (command[0] == "build")


@pytest.mark.parametrize("name", ["none.toml", "noets"])
def test_a_profile_that_does_not_exist_is_status_2_everywhere(
    own: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (own / "edition.toml").write_text(f"[[document]]\npath = 'good.txt'\nprofile = '{name}'\n", encoding="utf-8")
    for command in (["convert", "good.txt", "--profile", name], ["profiles", name], ["build", "."]):
        assert run(command) == 2
        assert "[profile-" in capfd.readouterr().err
    assert not (own / "tei").exists()
