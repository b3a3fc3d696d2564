"""The station's serial scanners: stored, many at once, each code to the owner's thread in its order."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stockdesk.app.scanners import PORTS_KEY, SPEEDS_KEY, Scanners, stored_ports
from stockdesk.core.entry import RawScan
from stockdesk.devices import serialscanner
from stockdesk.devices.serialscanner import BAUD, PortState, PortStatus, open_port
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.settings import STATION, SettingsStore
from tests.support.serialline import SerialLine, serial_line
from tests.support.strictness import LogWatch

PATIENCE = 20.0
SOON = (0.01, 0.02)


class Owner:
    """A thread (the test's) with its bridge: what was delivered runs when it is waited for."""

    def __init__(self, settings: SettingsStore) -> None:
        self.jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.taken: list[RawScan] = []
        self.told: list[PortStatus] = []
        self.scanners = Scanners(settings, self.take, self.jobs.put, self.told.append, SOON)

    def take(self, raw: RawScan) -> None:
        assert threading.current_thread() is threading.main_thread()
        self.taken.append(raw)

    def until(self, done: Callable[[], bool]) -> None:
        while not done():
            self.jobs.get(timeout=PATIENCE)()

    def listens(self, *ports: str) -> None:
        wanted = [PortStatus(port, PortState.OPEN) for port in ports]
        self.until(lambda: [status for status in self.scanners.states() if status.port in ports] == wanted)

    def texts(self, port: str | None = None) -> list[str]:
        return [raw.text for raw in self.taken if port in (None, raw.source)]


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[SettingsStore]:
    database = Database.open_work(DataFolder.prepare(tmp_path / "data"))
    yield SettingsStore(database)
    database.close()


@pytest.fixture
def owner(settings: SettingsStore) -> Iterator[Owner]:
    made = Owner(settings)
    yield made
    made.scanners.close()


@pytest.fixture
def left(tmp_path: Path) -> Iterator[SerialLine]:
    with serial_line(tmp_path / "left") as line:
        yield line


@pytest.fixture
def right(tmp_path: Path) -> Iterator[SerialLine]:
    with serial_line(tmp_path / "right") as line:
        yield line


def test_code_comes_to_the_owners_thread_with_its_port_and_its_end(owner: Owner, left: SerialLine) -> None:
    owner.scanners.set_ports([left.name])
    owner.scanners.start()
    owner.listens(left.name)
    left.send(b"\xff4006")
    owner.until(lambda: len(owner.taken) == 1)
    left.send("01040063813339311710Мыло\x1d21A\r".encode())
    owner.until(lambda: len(owner.taken) == 2)
    left.send(b"4006")
    owner.until(lambda: len(owner.taken) == 3)
    assert owner.taken == [
        RawScan("ÿ4006", ended_by="silence", source=left.name),
        RawScan("01040063813339311710Мыло\x1d21A", ended_by="enter", source=left.name),
        RawScan("4006", ended_by="missing", source=left.name),
    ]


def test_two_scanners_at_once_are_each_heard_whole_and_in_order(
    owner: Owner, left: SerialLine, right: SerialLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serialscanner, "SILENCE_MS", 500)  # on a busy machine the test itself may pause inside a code
    owner.scanners.set_ports([left.name, right.name])
    owner.scanners.start()
    owner.listens(left.name, right.name)
    sent = {line: [f"{line.path.name}-{number}" for number in range(300)] for line in (left, right)}
    senders = [
        threading.Thread(target=line.send, args=("".join(f"{code}\r\n" for code in codes).encode(),))
        for line, codes in sent.items()
    ]
    for sender in senders:
        sender.start()
    owner.until(lambda: len(owner.taken) == 600)
    for sender in senders:
        sender.join()
    assert {line: owner.texts(line.name) for line in sent} == sent


def test_ports_are_kept_for_the_next_start(settings: SettingsStore, owner: Owner) -> None:
    owner.scanners.set_ports([" COM12 ", "", "/dev/ttyACM0", "COM12"], {"COM12": 115_200})
    again = Owner(settings).scanners
    assert again.ports == ("COM12", "/dev/ttyACM0")
    assert again.speeds == {"COM12": 115_200, "/dev/ttyACM0": BAUD}
    again.set_ports(["/dev/ttyACM0", "COM12"])
    assert stored_ports(settings) == {"/dev/ttyACM0": BAUD, "COM12": 115_200}
    assert settings.get(STATION, PORTS_KEY) == ["/dev/ttyACM0", "COM12"]
    again.set_ports([])
    assert stored_ports(settings) == {}


@pytest.mark.parametrize(
    ("ports", "speeds", "read"),
    [
        ("COM1", {}, {}),
        (["COM1", 5, None], {"COM1": "fast"}, {"COM1": BAUD}),
        (["COM1"], [], {}),
        (["COM1"], {"COM1": -1}, {"COM1": BAUD}),
    ],
)
def test_stored_ports_that_cannot_be_read_are_left_out(
    settings: SettingsStore, log_watch: LogWatch, ports: object, speeds: object, read: dict[str, int]
) -> None:
    log_watch.allow("stored scanner ports")
    settings.set(STATION, PORTS_KEY, ports)
    settings.set(STATION, SPEEDS_KEY, speeds)
    assert stored_ports(settings) == read


def test_states_are_closed_until_the_start_and_after_the_end(owner: Owner, left: SerialLine) -> None:
    closed = [PortStatus(left.name, PortState.CLOSED)]
    owner.scanners.set_ports([left.name])
    assert owner.scanners.states() == closed
    owner.scanners.start()
    owner.listens(left.name)
    owner.scanners.close()
    assert owner.scanners.states() == closed
    owner.until(lambda: owner.told == [PortStatus(left.name, PortState.OPEN), *closed])


def test_owner_is_told_when_a_scanner_goes_and_comes(owner: Owner, left: SerialLine) -> None:
    owner.scanners.set_ports([left.name])
    owner.scanners.start()
    owner.listens(left.name)
    left.unplug()
    owner.until(lambda: owner.scanners.states()[0].state is PortState.LOST)
    owner.until(lambda: any(status.reason is not None for status in owner.told))
    left.plug_in()
    owner.listens(left.name)
    left.send(b"again\r")
    owner.until(lambda: owner.texts() == ["again"])


def test_port_that_stays_is_not_disturbed_by_a_change_of_the_others(
    owner: Owner, left: SerialLine, right: SerialLine
) -> None:
    owner.scanners.set_ports([left.name])
    owner.scanners.start()
    owner.listens(left.name)
    left.send(b"half ")
    owner.scanners.set_ports([right.name, left.name])
    owner.listens(right.name)
    left.send(b"and half\r")
    right.send(b"other\r")
    owner.until(lambda: len("".join(owner.texts())) == len("half and halfother"))
    assert [status.port for status in owner.told].count(left.name) == 1


def test_port_that_is_given_up_is_free_at_once_and_heard_no_more(owner: Owner, left: SerialLine) -> None:
    owner.scanners.set_ports([left.name])
    owner.scanners.start()
    owner.listens(left.name)
    owner.scanners.set_ports([])
    open_port(left.name).close()
    assert owner.scanners.states() == []


def test_change_of_speed_opens_the_port_again(owner: Owner, left: SerialLine) -> None:
    owner.scanners.set_ports([left.name])
    owner.scanners.start()
    owner.listens(left.name)
    owner.scanners.set_ports([left.name], {left.name: 115_200})
    owner.until(lambda: [status.state for status in owner.told].count(PortState.OPEN) == 2)
    left.send(b"fast\r")
    owner.until(lambda: owner.texts() == ["fast"])


def test_start_and_end_without_any_port_do_nothing(owner: Owner) -> None:
    owner.scanners.start()
    owner.scanners.close()
    assert owner.jobs.empty()
