"""The system packages that a command needs: which are missing, and how they get there."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from progress import SetupError, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LIST = Path(__file__).with_name("system-packages.txt")


@dataclass(frozen=True, slots=True)
class SystemPackage:
    """One line of system-packages.txt: apt's names (the first is the one to install) and what the package brings."""

    names: tuple[str, ...]
    brings: str


def read_list(text: str) -> dict[str, list[SystemPackage]]:
    """Packages by group, from the text of system-packages.txt."""
    groups: dict[str, list[SystemPackage]] = {}
    current: list[SystemPackage] = []
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("["):
            current = groups.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            names, _, brings = line.partition(" : ")
            current.append(SystemPackage(tuple(name.strip() for name in names.split("|")), brings.strip()))
    return groups


def groups_needed(command: str, platform: str, *, display: bool) -> tuple[str, ...]:
    """The groups that a command uses; none outside Linux, where Qt's wheel brings all it needs."""
    if not platform.startswith("linux") or command in ("check", "soak"):
        return ()
    if command == "test":
        return ("offscreen", "window", "test")
    return ("offscreen", "window") if display else ("offscreen",)


def missing_names(wanted: Iterable[SystemPackage], installed: set[str]) -> list[str]:
    """The apt names to install: the first name of each package of which no name is installed."""
    return [package.names[0] for package in wanted if not installed.intersection(package.names)]


def names_in_status(status: str) -> set[str]:
    """The fully installed packages in dpkg-query's lines of status and name."""
    rows = (line.split() for line in status.splitlines())
    return {row[1] for row in rows if len(row) == 2 and row[0] == "installed"}


def installed_names(wanted: Iterable[SystemPackage]) -> set[str]:
    """Those of the packages' apt names that dpkg has fully installed."""
    names = [name for package in wanted for name in package.names]
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n", *names]
    # dpkg-query ends with 1 as soon as one name is unknown to it: its output counts, not its status.
    answer = subprocess.run(query, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return names_in_status(answer.stdout)


def is_present(brings: str) -> bool:
    """Whether a shared library loads, or a program is on the PATH."""
    if ".so" not in brings:
        return shutil.which(brings) is not None
    try:
        ctypes.CDLL(brings)
    except OSError:
        return False
    return True


def venv_package(executable: str) -> list[str]:
    """The apt package that lets Python make environments, if it cannot yet: Debian splits this off Python."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return []
    default = Path("/usr/bin/python3")
    if default.exists() and default.resolve() == Path(executable).resolve():
        return ["python3-venv"]
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def apt_commands(names: Sequence[str], rights: Sequence[str]) -> tuple[list[str], list[str]]:
    """The apt-get calls that update and that install `names`; `rights` makes them run as root (nothing, or sudo)."""
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    return [*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *names]


def line_to_run(names: Sequence[str]) -> str:
    """The one line that a person has to get run where this program lacks the rights."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(names)}"


def root_rights() -> list[str] | None:
    """What to put before a command to run it as root; None if only a person can do that."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    probe = subprocess.run([sudo, "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return [sudo, "-n"] if probe.returncode == 0 else None


def install(names: Sequence[str]) -> None:
    """Install apt packages, or stop with the line that does it."""
    rights = root_rights()
    if rights is None:
        raise SetupError(
            f"system packages are missing. Run this line, then the same command again:\n{line_to_run(names)}"
        )
    say(f"installing {len(names)} system packages and what they need: {' '.join(names)}")
    update, installation = apt_commands(names, rights)
    # An update that fails for one foreign source may still have brought what is needed: only the install decides.
    subprocess.run(update, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    if subprocess.run(installation, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False).returncode:
        raise SetupError(
            "apt-get could not install the missing system packages; its own words are above. Check the network and the "
            f"package sources, or run this line by hand, then the same command again:\n{line_to_run(names)}"
        )


def ensure(command: str, *, display: bool) -> None:
    """See to it that Python can make environments, and that the libraries and programs of `command` are there."""
    groups = read_list(LIST.read_text(encoding="utf-8"))
    wanted = [package for group in groups_needed(command, sys.platform, display=display) for package in groups[group]]
    without_venv = venv_package(sys.executable)
    if shutil.which("dpkg-query") and shutil.which("apt-get"):
        missing = without_venv + (missing_names(wanted, installed_names(wanted)) if wanted else [])
        if missing:
            install(missing)
        return
    if without_venv:
        raise SetupError("this Python lacks the modules venv and ensurepip. Install them, then try again.")
    absent = [package.brings for package in wanted if not is_present(package.brings)]
    if absent:
        raise SetupError(
            f"this system lacks {', '.join(absent)}. Install them with its package manager, then try again."
        )
