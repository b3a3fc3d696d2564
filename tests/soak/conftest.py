"""The histories kill processes and refuse writes on purpose: what the program logs about that is no surprise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.strictness import LogWatch


@pytest.fixture(autouse=True)
def _expected_warnings(log_watch: LogWatch) -> None:
    """Let the poster say what it found in flight, which twins came late, and that nothing open can be trusted."""
    log_watch.allow("was in flight when its process ended|has late twins|may be there twice|the data folder was|stays:")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder for the databases of the histories."""
    return tmp_path
