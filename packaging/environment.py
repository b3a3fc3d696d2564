"""The environment `.venv` in the checkout: filled from a lock file, known by a stamp, rebuilt when it is of no use."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from progress import SetupError, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up.json"
# There from the first change until the last: whoever is killed in between leaves it behind.
UNFINISHED = VENV / "set-up-unfinished"
RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"


def program(name: str, platform: str = sys.platform) -> Path:
    """Where the environment keeps a program."""
    return VENV / "Scripts" / f"{name}.exe" if platform == "win32" else VENV / "bin" / name


def fingerprint(lock: str, root: Path = ROOT) -> str:
    """A text that changes with all that an installation depends on: Python's version, the lock and the project."""
    digest = hashlib.sha256(repr(tuple(sys.version_info[:2])).encode())
    for name in (lock, "pyproject.toml"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def new_stamp(lock: str, root: Path = ROOT) -> dict[str, str]:
    """The stamp after installing `lock`: the checkout's folder, and a fingerprint for each lock that is satisfied.

    The development lock holds everything that the runtime lock holds.
    """
    satisfied = (RUNTIME, DEVELOPMENT) if lock == DEVELOPMENT else (lock,)
    return {"root": str(root), **{name: fingerprint(name, root) for name in satisfied}}


def read_stamp(file: Path) -> dict[str, str]:
    """The stamp of the last finished set-up; empty if there is none that can be read."""
    try:
        stamp = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def is_useless(stamp: Mapping[str, str], *, unfinished: bool, python: tuple[int, ...] | None, root: Path) -> bool:
    """Whether an environment has to be rebuilt: half made, moved here, or its Python is gone or of another version.

    `python` is the version that its interpreter reports, None if that does not start.
    """
    moved = stamp.get("root", str(root)) != str(root)
    return unfinished or moved or python != tuple(sys.version_info[:2])


def python_version() -> tuple[int, ...] | None:
    """Major and minor version of the environment's interpreter; None if it does not start or has no pip."""
    script = "import sys, importlib.util as u; print(*sys.version_info[:2]) if u.find_spec('pip') else sys.exit(1)"
    command = [str(program("python")), "-I", "-c", script]
    try:
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return tuple(int(part) for part in answer.stdout.split()) if answer.returncode == 0 else None


def clear() -> None:
    """Empty `.venv`, unless it is something that no set-up made."""
    ours = UNFINISHED.exists() or (VENV / "pyvenv.cfg").exists() or not any(VENV.iterdir())
    if VENV.is_symlink() or not ours:
        raise SetupError(f"{VENV} is not an environment made here. Move it away, then run the same command again.")
    if Path(sys.prefix).resolve() == VENV.resolve():
        raise SetupError(
            "the environment has to be rebuilt, and this is its own Python. Leave it (`deactivate`), then run the same "
            "command again with the system's Python."
        )
    say("the environment .venv is half made, moved or of another Python: building it anew")
    UNFINISHED.touch()
    for child in VENV.iterdir():
        if child == UNFINISHED:
            continue
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()


def pip(*arguments: str) -> bool:
    """Run the environment's pip, without the user's cache and without questions; whether it succeeded."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_INPUT": "1"}
    environment = {**os.environ, **quiet, "PIP_NO_CACHE_DIR": "1"}
    command = [str(program("python")), "-m", "pip", "-qq", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode == 0


def fill(lock: str) -> None:
    """Install what `lock` names, and the `stockdesk` command of this checkout."""
    say(f"installing what {lock} names (the first time some 150 MB)")
    if pip("install", "--require-hashes", "-r", lock) and pip(
        "install", "--no-build-isolation", "--no-deps", "-e", "."
    ):
        return
    # pip came to an end by itself: what is there can be built on, but no lock is satisfied for certain.
    STAMP.unlink(missing_ok=True)
    UNFINISHED.unlink()
    raise SetupError(
        "pip could not install the dependencies; its own words are above. Check the network (a proxy is taken from the "
        "usual variables), and that Qt 6 supports this system (on Linux glibc 2.34 or newer, as in Debian 12 and "
        "Ubuntu 22.04). Then run the same command again."
    )


def ensure(lock: str) -> None:
    """See to it that `.venv` holds what `lock` names and the `stockdesk` command; at once if a stamp says so."""
    stamp = read_stamp(STAMP)
    if VENV.is_symlink() or VENV.exists():
        if is_useless(stamp, unfinished=UNFINISHED.exists(), python=python_version(), root=ROOT):
            clear()
        elif stamp.get(lock) == fingerprint(lock):
            return
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    if not (VENV / "pyvenv.cfg").exists():
        say("making the environment .venv")
        making = [sys.executable, "-m", "venv", str(VENV)]
        if subprocess.run(making, stdin=subprocess.DEVNULL, check=False).returncode:
            raise SetupError("Python could not make the environment .venv; its own words are above.")
    fill(lock)
    STAMP.write_text(json.dumps(new_stamp(lock), indent=1), encoding="utf-8")
    UNFINISHED.unlink()


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock on this file, so that two set-ups of one checkout wait for each other; it goes with the process."""
    if not os.access(__file__, os.W_OK):
        raise SetupError(f"{ROOT} is not yours to write. Copy it to a folder of your own, and run the command there.")
    with Path(__file__).open("r+b") as file:
        if sys.platform == "win32":
            import msvcrt

            # Far behind the end: Windows keeps others from reading what is locked. It gives up after ten seconds.
            file.seek(1 << 30)
            while True:
                with contextlib.suppress(OSError):
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("waiting for another set-up of this checkout to end")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
