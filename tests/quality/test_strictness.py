"""The strictness of the tests is itself tested: a stray warning and a leaked thread are noticed."""

from __future__ import annotations

import logging
import os
import threading

import keyring
import pytest

from tests.support.keyrings import MemoryKeyring
from tests.support.strictness import LogWatch, leaked_threads


def test_warning_nobody_asked_for_is_stray_whether_its_logger_propagates_or_not(log_watch: LogWatch) -> None:
    log_watch.allow("lonely: one|app: two")  # the watch of this test itself sees them too
    watch = LogWatch()
    lonely = logging.getLogger("stockdesk.lonely")
    lonely.propagate = False
    with watch.watching():
        lonely.warning("one %d", 1)
        logging.getLogger("stockdesk.app").error("two")
        logging.getLogger("stockdesk.app").info("three")
    lonely.propagate = True
    assert watch.stray() == ["WARNING stockdesk.lonely: one 1", "ERROR stockdesk.app: two"]


def test_warning_that_was_allowed_is_not_stray(log_watch: LogWatch) -> None:
    log_watch.allow(r"app: expected \d")
    logging.getLogger("stockdesk.app").warning("expected 1")
    assert log_watch.stray() == []


def test_watch_ends_with_its_block() -> None:
    watch = LogWatch()
    with watch.watching():
        pass
    before = logging.getLogRecordFactory()
    assert before("x", logging.INFO, "p", 1, "m", (), None).levelno == logging.INFO
    assert watch.records == []


def test_thread_that_goes_on_is_a_leak_and_one_that_ends_is_not() -> None:
    before = set(threading.enumerate())
    go = threading.Event()
    busy = threading.Thread(target=go.wait, name="busy")
    busy.start()
    assert leaked_threads(before, patience=0.01) == ["busy"]
    go.set()
    assert leaked_threads(before) == []


def test_keyring_of_a_test_is_its_own(memory_keyring: MemoryKeyring) -> None:
    assert keyring.get_keyring() is memory_keyring
    assert memory_keyring.entries == {}
    keyring.set_password("stockdesk", "x", "y")
    assert memory_keyring.entries == {("stockdesk", "x"): "y"}


def test_no_test_sees_the_tokens_or_the_data_folder_of_its_person() -> None:
    assert not [name for name in os.environ if name.startswith("STOCKDESK_")]
    assert "pytest" in os.environ["XDG_DATA_HOME"]


@pytest.mark.parametrize("place", ["QT_QPA_PLATFORM", "PYTHON_KEYRING_BACKEND"])
def test_child_processes_have_no_display_and_no_keyring(place: str) -> None:
    assert os.environ[place]
