from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from stockdesk.core.errors import StockdeskError
from stockdesk.store.folder import DataFolder
from stockdesk.store.lock import PostingLock, posting_lock

HOLD = """
import sys
from pathlib import Path
from stockdesk.store.folder import DataFolder
from stockdesk.store.lock import posting_lock
lock = posting_lock(DataFolder.prepare(Path(sys.argv[1])))
print(lock.acquire(), flush=True)
sys.stdin.read()
"""


def test_one_holds_the_lock_and_the_other_is_told_at_once(folder: DataFolder) -> None:
    mine, others = posting_lock(folder), PostingLock(folder)
    with mine.held() as taken:
        assert taken
        assert not others.acquire()
        assert not others.acquire(timeout=0.05)
        with others.held() as also:
            assert not also
    assert others.acquire()
    assert not mine.acquire()
    others.release()
    others.release()
    assert folder.posting_lock.stat().st_mode & 0o077 == 0


def test_lock_of_a_killed_process_is_free(folder: DataFolder) -> None:
    command = [sys.executable, "-c", HOLD, str(folder.path)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "True\n"
    lock = posting_lock(folder)
    assert not lock.acquire()

    os.kill(child.pid, signal.SIGKILL)
    child.communicate()

    with lock.held(timeout=5) as taken:
        assert taken


def test_place_of_the_lock_that_cannot_be_used_is_named(folder: DataFolder) -> None:
    folder.posting_lock.mkdir()
    with pytest.raises(StockdeskError) as caught:
        posting_lock(folder).acquire()
    assert (caught.value.code, caught.value.arguments["path"]) == ("folder.not-writable", folder.posting_lock)
