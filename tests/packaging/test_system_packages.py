"""Which system packages are missing, and the words and commands that mend it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
import system_packages
from progress import SetupError
from system_packages import SystemPackage

GLIB = SystemPackage(("libglib2.0-0", "libglib2.0-0t64"), "libglib-2.0.so.0")
EGL = SystemPackage(("libegl1",), "libEGL.so.1")


def test_list_is_read_by_groups_without_comments() -> None:
    text = "# words\n[offscreen]\nlibglib2.0-0 | libglib2.0-0t64 : libglib-2.0.so.0\n\n[test]\n# more\nxvfb : Xvfb\n"
    assert system_packages.read_list(text) == {"offscreen": [GLIB], "test": [SystemPackage(("xvfb",), "Xvfb")]}


def test_real_list_names_each_package_once_with_what_it_brings() -> None:
    groups = system_packages.read_list(system_packages.LIST.read_text(encoding="utf-8"))
    packages = [package for group in groups.values() for package in group]
    names = [name for package in packages for name in package.names]
    assert set(groups) == {"offscreen", "window", "test"}
    assert len(names) == len(set(names))
    assert all(package.brings and " " not in package.brings for package in packages)


@pytest.mark.parametrize(
    ("command", "platform", "display", "groups"),
    [
        ("demo", "linux", False, ("offscreen",)),
        ("demo", "linux", True, ("offscreen", "window")),
        ("run", "linux", True, ("offscreen", "window")),
        ("test", "linux", False, ("offscreen", "window", "test")),
        ("check", "linux", True, ()),
        ("test", "win32", True, ()),
        ("demo", "darwin", True, ()),
    ],
)
def test_each_command_asks_for_the_groups_it_uses(
    command: str, platform: str, display: bool, groups: tuple[str, ...]
) -> None:
    assert system_packages.groups_needed(command, platform, display=display) == groups


def test_package_counts_as_installed_under_its_newer_name() -> None:
    assert system_packages.missing_names([GLIB, EGL], {"libglib2.0-0t64"}) == ["libegl1"]


def test_missing_package_is_installed_under_its_first_name() -> None:
    assert system_packages.missing_names([GLIB, EGL], set()) == ["libglib2.0-0", "libegl1"]


def test_only_fully_installed_packages_count() -> None:
    status = "installed libegl1\nconfig-files libgl1\nnot-installed \nunpacked xauth\ninstalled xvfb\n"
    assert system_packages.names_in_status(status) == {"libegl1", "xvfb"}


def test_library_is_present_when_it_loads_and_program_when_it_is_on_the_path() -> None:
    assert not system_packages.is_present("libstockdesk-nowhere.so.1")
    assert not system_packages.is_present("stockdesk-nowhere")
    assert system_packages.is_present(Path(sys.executable).resolve().as_posix())


def test_python_that_can_make_environments_needs_no_package() -> None:
    assert system_packages.venv_package(sys.executable) == []


def test_packages_are_installed_without_questions_and_without_recommended_ones() -> None:
    update, install = system_packages.apt_commands(["libegl1"], ["sudo", "-n"])
    assert update[:4] == ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    assert update[-1] == "update"
    assert install[-4:] == ["install", "-y", "--no-install-recommends", "libegl1"]


def test_line_to_run_is_one_shell_line_with_every_package() -> None:
    line = system_packages.line_to_run(["python3-venv", "libegl1"])
    assert "\n" not in line
    assert shlex.split(line)[-2:] == ["python3-venv", "libegl1"]


def test_without_rights_set_up_stops_with_the_line_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "root_rights", lambda: None)
    with pytest.raises(SetupError, match=r"apt-get install -y --no-install-recommends libegl1 libgl1$"):
        system_packages.install(["libegl1", "libgl1"])
