"""Strictness for all tests: no stray warnings, no leaked threads, nobody's keyring, nobody's data folder."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import HealthCheck, settings

from tests.support.keyrings import MemoryKeyring
from tests.support.strictness import LogWatch, leaked_threads

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Child processes have no keyring, and must not look for one.
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

# A busy machine is no failure; the same examples for everybody where a red build must be repeatable.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

OUR_VARIABLES = "STOCKDESK_"


@pytest.fixture(scope="session", autouse=True)
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the data folder, settings and tokens of the person who runs the tests out of them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
            patch.setenv(name, str(_made(home / name.lower())))
        for name in [name for name in os.environ if name.startswith(OUR_VARIABLES)]:
            patch.delenv(name)
        yield


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    """The keyring of this process for one test: empty at its start, gone at its end."""
    fresh = MemoryKeyring()
    keyring.set_keyring(fresh)
    yield fresh
    keyring.set_keyring(MemoryKeyring())


@pytest.fixture(autouse=True)
def _log_of_its_own() -> None:
    """Let ``caplog`` hear the program, whatever log a test before this one on the same process has begun."""
    root = logging.getLogger("stockdesk")
    root.propagate = True
    root.setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Fails a test that logs a warning or an error, unless it said before: ``log_watch.allow("in flight")``."""
    watch = LogWatch()
    with watch.watching():
        yield watch
    stray = watch.stray()
    if stray:
        pytest.fail("unexpected warnings in the log:\n" + "\n".join(stray), pytrace=False)


@pytest.fixture(autouse=True)
def _no_leaked_threads() -> Iterator[None]:
    """Fails a test that leaves a thread running."""
    before = set(threading.enumerate())
    yield
    leaked = leaked_threads(before)
    if leaked:
        pytest.fail(f"threads were left running: {', '.join(leaked)}", pytrace=False)
