"""Set up this checkout and start what was asked for: the one command that a new machine needs.

Standard library only, Python 3.11 or newer, on Linux, Windows and macOS. Everything goes into `.venv` in the checkout;
outside of it only missing system packages are installed, and only on Debian and its relatives.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the person who starts this may have an older one
    sys.exit(f"bootstrap: stockdesk needs Python 3.11 or newer, this is {sys.version.split()[0]}.")

import argparse
import os
import shlex
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, NoReturn

import environment
import system_packages
from environment import DEVELOPMENT, ROOT, RUNTIME
from progress import SetupError, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What a developer runs most often comes first: the quick ones. Each with what to do when it fails.
CHECKS = {
    ("ruff", "format", "--check", "."): "`ruff format .` in the environment mends it",
    ("ruff", "check", "."): "mend what it names above (`ruff check --fix .` mends a part)",
    ("mypy",): "mend the types it names above",
    ("lint-imports",): "mend the imports it names above; ARCHITECTURE.md has the rules",
    ("deptry", "."): "mend the dependencies in pyproject.toml, then `python3 packaging/bootstrap.py lock`",
}
# All tests take 20 minutes in one process. More than two get into each other's way on the machines that CI has.
IN_PARALLEL = ("-n", "auto", "--maxprocesses", "2", "--dist", "worksteal")
LOCK_COMMANDS = {
    RUNTIME: ("--group", "build", "pyproject.toml", "-o", RUNTIME),
    DEVELOPMENT: ("--group", "dev", "pyproject.toml", "-c", RUNTIME, "-o", DEVELOPMENT),
}
COMPILE = ("pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header")


def has_display(platform: str, variables: Mapping[str, str]) -> bool:
    """Whether a window can be shown."""
    return not platform.startswith("linux") or bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))


def demo_arguments(*, display: bool) -> list[str]:
    """What `stockdesk` is started with: the window on the demo service, or the tour where no window can be shown."""
    return ["--demo"] if display else ["tour", "--out", str(ROOT / "tour")]


def become(program: str, arguments: Sequence[str], variables: Mapping[str, str]) -> NoReturn:
    """Go on as a program of the environment; Windows cannot, so run it there and end with its status."""
    command = [str(environment.program(program)), *arguments]
    if sys.platform == "win32":
        sys.exit(subprocess.run(command, env=variables, check=False).returncode)
    os.execve(command[0], command, variables)


def run_checks() -> None:
    """Run each check; stop at the first that fails."""
    for words, next_step in CHECKS.items():
        line = shlex.join(words)
        started = time.monotonic()
        command = [str(environment.program(words[0])), *words[1:]]
        status = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
        if status:
            raise SetupError(f"`{line}` failed with status {status}. Next: {next_step}.")
        say(f"`{line}` passed in {time.monotonic() - started:.1f} s")


def demo(_rest: Sequence[str]) -> NoReturn:
    """start the window on the built-in demo service; without a display a tour through it"""
    variables = dict(os.environ)
    display = has_display(sys.platform, variables)
    if not display:
        say("there is no display here (DISPLAY and WAYLAND_DISPLAY are unset): taking the tour, pictures go to tour/")
        variables["QT_QPA_PLATFORM"] = "offscreen"
    become("stockdesk", demo_arguments(display=display), variables)


def run(rest: Sequence[str]) -> NoReturn:
    """start stockdesk with the arguments that follow"""
    become("stockdesk", rest, os.environ)


def test(rest: Sequence[str]) -> NoReturn:
    """run every check and every test; arguments that follow go to pytest"""
    run_checks()
    os.chdir(ROOT)
    become("python", ["-m", "pytest", *(rest or IN_PARALLEL)], {"QT_QPA_PLATFORM": "offscreen", **os.environ})


def soak(rest: Sequence[str]) -> NoReturn:
    """prove exactly-once posting (histories, sockets, kills) and that any text decodes; `soak --help` has the slices"""
    os.chdir(ROOT)
    become("python", ["-m", "tests.soak", *rest], os.environ)


def check(_rest: Sequence[str]) -> None:
    """run the checks of form, types, imports and dependencies, without the tests"""
    run_checks()


def lock(_rest: Sequence[str]) -> None:
    """write both requirements files anew from pyproject.toml (needs uv)"""
    uv = shutil.which("uv")
    if uv is None:
        raise SetupError("locking needs uv, which is not on the PATH. Install it (`pipx install uv`), then try again.")
    for file, target in LOCK_COMMANDS.items():
        command = [uv, *COMPILE, *target]
        if subprocess.run(command, cwd=ROOT, env={**os.environ, "UV_NO_CACHE": "1"}, check=False).returncode:
            raise SetupError(f"this failed, its own words are above: {shlex.join(command)}")
        say(f"wrote {file}")


COMMANDS = {"demo": demo, "run": run, "test": test, "soak": soak, "check": check, "lock": lock}
TAKES_ARGUMENTS = ("run", "test", "soak")
LOCK_OF = {"demo": RUNTIME, "run": RUNTIME, "test": DEVELOPMENT, "soak": DEVELOPMENT, "check": DEVELOPMENT}


def parse(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The command and what follows it. Wrong usage ends the program with 2, `--help` with 0."""
    parser = argparse.ArgumentParser(
        prog="bootstrap.py",
        usage="bootstrap.py command [argument ...]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Set up this checkout (everything goes into .venv), then do what the command says.",
        epilog="commands:\n" + "\n".join(f"  {name:<6} {function.__doc__}" for name, function in COMMANDS.items()),
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command", help="one of those below")
    command = parser.parse_args(arguments[:1]).command
    rest = list(arguments[1:])
    if rest and set(rest) <= {"-h", "--help"} and command not in TAKES_ARGUMENTS:
        parser.parse_args(rest)
    if rest and command not in TAKES_ARGUMENTS:
        parser.error(f"{command} takes no arguments, but was given: {shlex.join(rest)}")
    return command, rest


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; the exit status."""
    command, rest = parse(arguments)
    try:
        if command in LOCK_OF:
            with environment.one_at_a_time():
                system_packages.ensure(command, display=has_display(sys.platform, os.environ))
                environment.ensure(LOCK_OF[command])
        COMMANDS[command](rest)
    except (SetupError, OSError) as error:
        say(f"{error}" if isinstance(error, SetupError) else f"{error}. Mend that, then run the same command again.")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
