"""A scanner on a real serial line (a pseudo terminal): what it sends, and everything that can happen to its port."""

from __future__ import annotations

import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from serial import Serial

from stockdesk.core.errors import StockdeskError
from stockdesk.core.serialframe import Frame
from stockdesk.devices import serialscanner
from stockdesk.devices.serialscanner import (
    REOPEN_SECONDS,
    PortState,
    PortStatus,
    SerialScanner,
    open_port,
)
from stockdesk.ui.messages import sentence
from tests.support.serialline import SerialLine, serial_line
from tests.support.strictness import LogWatch

PATIENCE = 20.0
SOON = (0.01, 0.02)
NOBODY = 65534


class Listener:
    """Collects what a scanner says."""

    def __init__(self, port: str, hear: Callable[[Frame], None] | None = None) -> None:
        self.frames: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self.states: queue.SimpleQueue[PortStatus] = queue.SimpleQueue()
        self.scanner = SerialScanner(port, hear or self.frames.put, self.states.put, waits=SOON)

    def code(self) -> bytes:
        return self.frames.get(timeout=PATIENCE).data

    def codes(self, number: int) -> list[bytes]:
        return [self.code() for _ in range(number)]

    def comes_to(self, state: PortState, code: str = "") -> PortStatus:
        """Wait for a state (and the reason for it)."""
        while True:
            status = self.states.get(timeout=PATIENCE)
            if status.state is state and (not code or (status.reason and status.reason.code) == code):
                return status


@contextmanager
def listening(port: str, hear: Callable[[Frame], None] | None = None) -> Iterator[Listener]:
    listener = Listener(port, hear)
    listener.scanner.start()
    try:
        yield listener
    finally:
        assert listener.scanner.stop(PATIENCE)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SerialLine]:
    with serial_line(tmp_path / "scanner") as made:
        yield made


@pytest.fixture
def slow_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    """For codes that are sent in pieces: on a busy machine the test itself may pause between two of them."""
    monkeypatch.setattr(serialscanner, "SILENCE_MS", 500)


@pytest.fixture
def heard(line: SerialLine) -> Iterator[Listener]:
    with listening(line.name) as listener:
        listener.comes_to(PortState.OPEN)
        yield listener


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_code_with_an_end_mark_is_heard_once(line: SerialLine, heard: Listener, end: bytes) -> None:
    line.send(b"4006381333931" + end)
    line.send(b"last" + end)
    assert heard.codes(2) == [b"4006381333931", b"last"]
    assert heard.frames.empty()


def test_code_without_an_end_mark_is_heard_after_the_silence(line: SerialLine, heard: Listener) -> None:
    line.send(b"4006381333931")
    assert heard.frames.get(timeout=PATIENCE) == Frame(b"4006381333931", "silence")


@pytest.mark.usefixtures("slow_sender")
def test_code_in_pieces_comes_whole(line: SerialLine, heard: Listener) -> None:
    for byte in b"4006381333931\rABC-12\r\n":
        line.send(bytes([byte]))
    assert heard.codes(2) == [b"4006381333931", b"ABC-12"]


def test_every_byte_comes_through_the_line_as_it_was_sent(line: SerialLine, heard: Listener) -> None:
    inside = bytes(byte for byte in range(256) if byte not in b"\r\n\x02\x03")
    line.send(inside + b"\r" + "Мыло\x1d5".encode() + b"\r")
    assert heard.codes(2) == [inside, "Мыло\x1d5".encode()]


@pytest.mark.usefixtures("slow_sender")
def test_nothing_is_lost_of_many_codes_at_once(line: SerialLine, heard: Listener) -> None:
    sent = [b"%013d" % number for number in range(2_000)]
    sender = threading.Thread(target=line.send, args=(b"".join(code + b"\r\n" for code in sent),))
    sender.start()
    assert heard.codes(len(sent)) == sent
    sender.join()


def test_scanner_that_was_unplugged_is_heard_again_when_it_comes_back(line: SerialLine, heard: Listener) -> None:
    for code in (b"first", b"second"):
        line.send(code + b"\r")
        assert heard.code() == code
        line.unplug()
        heard.comes_to(PortState.LOST)
        heard.comes_to(PortState.LOST, "serial.missing")
        assert heard.scanner.status.state is PortState.LOST
        line.plug_in()
        heard.comes_to(PortState.OPEN)
    line.send(b"third\r")
    assert heard.code() == b"third"


def test_code_that_the_unplugging_cut_is_named_and_never_handed_on(
    line: SerialLine, caplog: pytest.LogCaptureFixture
) -> None:
    """The scanner is unplugged while the whole code is heard: the piece behind it has been read by then."""
    frames: list[bytes] = []

    def hear(frame: Frame) -> None:
        frames.append(frame.data)
        line.unplug()

    caplog.set_level(logging.INFO)
    with listening(line.name, hear) as heard:
        heard.comes_to(PortState.OPEN)
        line.send(b"whole\r40063")
        reason = heard.comes_to(PortState.LOST).reason
        assert reason is not None
        assert (reason.code, reason.arguments["text"]) == ("serial.cut", "40063")
        assert "40063" in sentence(reason)
    assert frames == [b"whole"]
    assert "serial.cut" in caplog.text
    assert "40063" not in caplog.text


def test_port_that_is_not_there_yet_is_opened_when_it_comes(tmp_path: Path) -> None:
    with listening(str(tmp_path / "later")) as heard:
        reason = heard.comes_to(PortState.LOST).reason
        assert reason is not None
        assert reason.code == "serial.missing"
        assert str(tmp_path / "later") in sentence(reason)
        with serial_line(tmp_path / "later") as line:
            heard.comes_to(PortState.OPEN)
            line.send(b"A\r")
            assert heard.code() == b"A"


def test_port_that_stays_away_is_tried_again_and_again_and_told_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Semaphore(0)

    def counted(name: str, baud: int) -> Serial:
        tried.release()
        return open_port(name, baud)

    monkeypatch.setattr(serialscanner, "open_port", counted)
    with listening(str(tmp_path / "never")) as heard:
        assert all(tried.acquire(timeout=PATIENCE) for _ in range(5))
        heard.comes_to(PortState.LOST, "serial.missing")
        assert heard.states.empty()


def test_port_that_another_program_has_is_refused_with_a_sentence_and_opened_when_it_is_free(line: SerialLine) -> None:
    code = f"import serial,sys; p = serial.Serial({line.name!r}, exclusive=True); print('has it'); sys.stdin.read()"
    other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdin is not None
    assert other.stdout.readline() == "has it\n"
    with listening(line.name) as heard:
        reason = heard.comes_to(PortState.LOST).reason
        assert reason is not None
        assert reason.code == "serial.busy"
        assert "program" in sentence(reason)
        other.stdin.close()
        heard.comes_to(PortState.OPEN)
    other.stdout.close()
    other.wait(PATIENCE)


def as_nobody(run: Callable[[], None]) -> None:
    """Run something without the rights of root, where the tests have them."""
    if os.geteuid() != 0:
        run()
        return
    os.seteuid(NOBODY)
    try:
        run()
    finally:
        os.seteuid(0)


def test_port_without_permission_says_so(line: SerialLine) -> None:
    device = line.path.resolve()
    device.chmod(0)

    def try_it() -> None:
        with pytest.raises(StockdeskError) as caught:
            open_port(str(device))
        assert caught.value.code == "serial.denied"
        assert "not allowed" in sentence(caught.value)

    as_nobody(try_it)


def test_name_that_is_no_port_is_refused_with_what_the_system_says(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with listening(str(tmp_path / "file")) as heard:
        reason = heard.comes_to(PortState.LOST).reason
        assert reason is not None
        assert reason.code == "serial.failed"
        assert reason.arguments["detail"]
    assert (tmp_path / "file").read_text() == "x"


def test_speed_that_no_port_has_is_refused_and_the_thread_lives(line: SerialLine) -> None:
    states: queue.SimpleQueue[PortStatus] = queue.SimpleQueue()
    scanner = SerialScanner(line.name, lambda _frame: None, states.put, baud=2**40, waits=SOON)
    scanner.start()
    reason = states.get(timeout=PATIENCE).reason
    assert reason is not None
    assert reason.code == "serial.failed"
    assert scanner.stop(PATIENCE)


def test_fault_of_whoever_listens_does_not_end_the_thread(line: SerialLine, log_watch: LogWatch) -> None:
    log_watch.allow("unexpected fault")
    good: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def hear(frame: Frame) -> None:
        if frame.data == b"bad":
            raise RuntimeError("a bug")
        good.put(frame.data)

    with listening(line.name, hear) as heard:
        heard.comes_to(PortState.OPEN)
        line.send(b"bad\r")
        heard.comes_to(PortState.LOST)
        heard.comes_to(PortState.OPEN)
        line.send(b"good\r")
        assert good.get(timeout=PATIENCE) == b"good"


def test_stop_ends_a_scanner_that_is_reading_and_frees_the_port(line: SerialLine) -> None:
    listener = Listener(line.name)
    listener.scanner.start()
    listener.comes_to(PortState.OPEN)
    line.send(b"half a co")
    assert listener.scanner.stop(PATIENCE)
    assert listener.scanner.status.state is PortState.CLOSED
    open_port(line.name).close()


def test_waits_grow_to_a_few_seconds_at_most() -> None:
    assert list(REOPEN_SECONDS) == sorted(REOPEN_SECONDS)
    assert REOPEN_SECONDS[-1] <= 5
