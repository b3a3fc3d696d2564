"""Serial scanners at the real window: two of them on real lines, whatever has the focus, and one that is unplugged."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stockdesk.app.scanners import Scanners
from stockdesk.core.entry import EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.devices.serialscanner import PortState, PortStatus
from stockdesk.ui.application import Desktop
from stockdesk.ui.banner import Tone
from tests.support.keys import press
from tests.support.serialline import SerialLine, serial_line
from tests.support.window import amounts, banner, lines, some_products


@pytest.fixture
def left(tmp_path: Path) -> Iterator[SerialLine]:
    with serial_line(tmp_path / "left") as line:
        yield line


@pytest.fixture
def right(tmp_path: Path) -> Iterator[SerialLine]:
    with serial_line(tmp_path / "right") as line:
        yield line


@pytest.fixture
def told() -> list[PortStatus]:
    return []


@pytest.fixture
def scanners(
    desktop: Desktop, qtbot: QtBot, told: list[PortStatus], left: SerialLine, right: SerialLine
) -> Iterator[Scanners]:
    made = Scanners(
        desktop.workspace.settings, desktop.window.take_scan, desktop.bridge.deliver, told.append, waits=(0.01,)
    )
    made.set_ports([left.name, right.name])
    made.start()
    qtbot.waitUntil(lambda: [status.state for status in made.states()] == [PortState.OPEN] * 2)
    yield made
    made.close()


@pytest.mark.usefixtures("scanners")
def test_scans_of_two_serial_scanners_become_lines_with_their_ports_in_the_ledger(
    desktop: Desktop, qtbot: QtBot, left: SerialLine, right: SerialLine
) -> None:
    soap, oil = some_products(desktop, 2)
    left.send(f"{soap.barcode}\r\n".encode() * 2)
    qtbot.waitUntil(lambda: amounts(desktop) == ["2"])
    right.send(f"{oil.barcode}\r".encode())
    qtbot.waitUntil(lambda: amounts(desktop) == ["2", "1"])
    document = desktop.window.view.document
    assert document is not None
    entries = desktop.workspace.context.document_store.entries(document.document_id)
    raws = [entry.raw for entry in entries if entry.kind is EntryKind.SCAN and entry.raw is not None]
    assert [(raw.text, raw.source) for raw in raws] == [
        (soap.barcode, left.name),
        (soap.barcode, left.name),
        (oil.barcode, right.name),
    ]


@pytest.mark.usefixtures("scanners")
def test_serial_scan_is_taken_while_the_finder_has_the_focus(desktop: Desktop, qtbot: QtBot, left: SerialLine) -> None:
    soap = some_products(desktop, 1)[0]
    press(desktop, Qt.Key.Key_F7)
    left.send(f"{soap.barcode}\r".encode())
    qtbot.waitUntil(lambda: [line.product_id for line in lines(desktop)] == [soap.product_id])


def test_scanner_that_was_unplugged_goes_on_when_it_is_back(
    desktop: Desktop, qtbot: QtBot, scanners: Scanners, told: list[PortStatus], left: SerialLine
) -> None:
    soap = some_products(desktop, 1)[0]
    left.unplug()
    qtbot.waitUntil(lambda: scanners.states()[0].state is PortState.LOST)
    left.plug_in()
    qtbot.waitUntil(lambda: scanners.states()[0].state is PortState.OPEN)
    left.send(f"{soap.barcode}\r".encode())
    qtbot.waitUntil(lambda: amounts(desktop) == ["1"])
    assert PortState.LOST in [status.state for status in told if status.port == left.name]


@pytest.mark.usefixtures("scanners")
def test_noise_on_the_line_is_refused_and_the_next_scan_is_taken(
    desktop: Desktop, qtbot: QtBot, left: SerialLine
) -> None:
    soap = some_products(desktop, 1)[0]
    noise = threading.Thread(target=left.send, args=(b"x" * 60_000 + b"\r" + f"{soap.barcode}\r".encode(),))
    noise.start()
    qtbot.waitUntil(lambda: [line.product_id for line in lines(desktop)] == [soap.product_id])
    noise.join()
    document = desktop.window.view.document
    assert document is not None
    entries = desktop.workspace.context.document_store.entries(document.document_id)
    assert [entry.kind for entry in entries][-2:] == [EntryKind.REFUSED, EntryKind.SCAN]


def test_code_cut_by_unplugging_is_refused_and_in_the_ledger(desktop: Desktop, qtbot: QtBot) -> None:
    reason = StockdeskError("serial.cut", port="/dev/ttyS9", text="40063")
    desktop.window.hear(PortStatus("/dev/ttyS9", PortState.LOST, reason))
    document = desktop.window.view.document
    assert document is not None
    *_, last = document.sheet.entries
    assert (last.kind, last.data["code"], last.data["reason"]) == (EntryKind.REFUSED, "40063", "serial.cut")
    assert banner(desktop).tone is Tone.REFUSED


def test_news_of_a_port_that_is_away_goes_when_it_is_back(desktop: Desktop) -> None:
    away = PortStatus("COM9", PortState.LOST, StockdeskError("serial.missing", port="COM9"))
    note = desktop.window.top.note
    desktop.window.hear(away)
    assert "COM9" in note.text
    desktop.window.hear(PortStatus("COM9", PortState.OPEN))
    assert note.text == ""
