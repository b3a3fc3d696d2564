"""When an environment is used as it is, filled again, or rebuilt."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import environment
import pytest
from environment import DEVELOPMENT, RUNTIME
from progress import SetupError

THIS_PYTHON = tuple(sys.version_info[:2])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in (RUNTIME, DEVELOPMENT, "pyproject.toml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


@pytest.fixture
def venv(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = checkout / ".venv"
    monkeypatch.setattr(environment, "ROOT", checkout)
    monkeypatch.setattr(environment, "VENV", folder)
    monkeypatch.setattr(environment, "STAMP", folder / "stamp")
    monkeypatch.setattr(environment, "UNFINISHED", folder / "unfinished")
    folder.mkdir()
    return folder


@pytest.mark.parametrize("changed", [RUNTIME, "pyproject.toml"])
def test_fingerprint_changes_with_the_lock_and_the_project(checkout: Path, changed: str) -> None:
    before = environment.fingerprint(RUNTIME, checkout)
    (checkout / changed).write_text("something else", encoding="utf-8")
    assert environment.fingerprint(RUNTIME, checkout) != before


def test_fingerprint_of_runtime_does_not_depend_on_the_development_lock(checkout: Path) -> None:
    before = environment.fingerprint(RUNTIME, checkout)
    (checkout / DEVELOPMENT).write_text("something else", encoding="utf-8")
    assert environment.fingerprint(RUNTIME, checkout) == before


def test_development_installation_satisfies_the_runtime_lock_too(checkout: Path) -> None:
    stamp = environment.new_stamp(DEVELOPMENT, checkout)
    assert stamp[RUNTIME] == environment.fingerprint(RUNTIME, checkout)
    assert stamp[DEVELOPMENT] == environment.fingerprint(DEVELOPMENT, checkout)


def test_runtime_installation_does_not_satisfy_the_development_lock(checkout: Path) -> None:
    assert DEVELOPMENT not in environment.new_stamp(RUNTIME, checkout)


@pytest.mark.parametrize("content", ["", "{", "[]", '"text"'])
def test_damaged_stamp_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "stamp").write_text(content, encoding="utf-8")
    assert environment.read_stamp(tmp_path / "stamp") == {}


def test_missing_stamp_counts_as_none(tmp_path: Path) -> None:
    assert environment.read_stamp(tmp_path / "stamp") == {}


def test_stamp_is_read_as_it_was_written(checkout: Path) -> None:
    stamp = environment.new_stamp(DEVELOPMENT, checkout)
    (checkout / "stamp").write_text(json.dumps(stamp), encoding="utf-8")
    assert environment.read_stamp(checkout / "stamp") == stamp


def test_whole_environment_is_kept(checkout: Path) -> None:
    stamp = environment.new_stamp(RUNTIME, checkout)
    assert not environment.is_useless(stamp, unfinished=False, python=THIS_PYTHON, root=checkout)


def test_environment_made_by_hand_is_filled_not_rebuilt(checkout: Path) -> None:
    assert not environment.is_useless({}, unfinished=False, python=THIS_PYTHON, root=checkout)


def test_half_made_environment_is_rebuilt(checkout: Path) -> None:
    assert environment.is_useless({}, unfinished=True, python=THIS_PYTHON, root=checkout)


@pytest.mark.parametrize("python", [None, (3, 10), (THIS_PYTHON[0], THIS_PYTHON[1] + 1)])
def test_environment_whose_python_is_gone_or_another_is_rebuilt(checkout: Path, python: tuple[int, ...] | None) -> None:
    assert environment.is_useless({}, unfinished=False, python=python, root=checkout)


def test_environment_of_a_checkout_that_was_moved_is_rebuilt(checkout: Path) -> None:
    stamp = environment.new_stamp(RUNTIME, checkout)
    assert environment.is_useless(stamp, unfinished=False, python=THIS_PYTHON, root=checkout / "elsewhere")


def test_clearing_leaves_only_the_mark_of_unfinished_work(venv: Path) -> None:
    (venv / "pyvenv.cfg").touch()
    (venv / "lib" / "deep").mkdir(parents=True)
    (venv / "lib64").symlink_to("lib")
    environment.clear()
    assert list(venv.iterdir()) == [environment.UNFINISHED]


def test_clearing_that_was_interrupted_is_taken_up_again(venv: Path) -> None:
    environment.UNFINISHED.touch()
    (venv / "lib").mkdir()
    environment.clear()
    assert list(venv.iterdir()) == [environment.UNFINISHED]


def test_folder_that_no_set_up_made_is_never_emptied(venv: Path) -> None:
    (venv / "letters.txt").touch()
    with pytest.raises(SetupError, match="Move it away"):
        environment.clear()
    assert (venv / "letters.txt").exists()


def test_interpreter_that_does_not_start_has_no_version(venv: Path) -> None:
    assert environment.python_version() is None


def test_programs_are_where_each_system_keeps_them() -> None:
    assert environment.program("stockdesk", "linux").parts[-2:] == ("bin", "stockdesk")
    assert environment.program("stockdesk", "win32").parts[-2:] == ("Scripts", "stockdesk.exe")


def test_finished_environment_is_not_touched_again(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (venv / "stamp").write_text(json.dumps(environment.new_stamp(RUNTIME, venv.parent)), encoding="utf-8")
    monkeypatch.setattr(environment, "fingerprint", lambda lock: environment.read_stamp(venv / "stamp")[lock])
    monkeypatch.setattr(environment, "python_version", lambda: THIS_PYTHON)
    monkeypatch.setattr(environment, "fill", lambda lock: pytest.fail("filled again"))
    before = sorted(venv.iterdir())
    environment.ensure(RUNTIME)
    assert sorted(venv.iterdir()) == before
