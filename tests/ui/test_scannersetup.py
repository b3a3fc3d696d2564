"""Setting a scanner up: the sheet is scanned, the findings are told, the profile is kept for the station."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.app.events import Verdict
from stockdesk.app.station import load_profile, save_profile
from stockdesk.core import scannercheck
from stockdesk.core.burst import BurstDetector, Key, Scan
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.scannercheck import LISTENING
from stockdesk.core.setupcodes import SETUP_CODES
from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile
from stockdesk.store.settings import SettingsStore
from stockdesk.ui.application import Desktop
from stockdesk.ui.scanfilter import ScanFilter
from stockdesk.ui.scannersetup import ScannerSetup
from stockdesk.ui.sentences import SENTENCES
from stockdesk.ui.simulatedscanner import SimulatedScanner
from tests.support.keys import press, scan
from tests.support.settingsfile import settings_file
from tests.support.setupscanner import Scanner, as_heard
from tests.support.shown import show
from tests.support.window import lines, some_products


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[SettingsStore]:
    with settings_file(tmp_path / "data") as opened:
        yield opened


class Station:
    """The page as the window shows it: its filter's profile and sounds are noted."""

    def __init__(self, page: ScannerSetup, sounds: list[Verdict]) -> None:
        self.page = page
        self.sounds = sounds
        self.profile = DEFAULT_PROFILE
        self.kept = 0
        page.listening.connect(self.set_profile)
        page.finished.connect(self.set_profile)
        page.kept.connect(self.count)

    def set_profile(self, profile: StationProfile) -> None:
        self.profile = profile

    def count(self) -> None:
        self.kept += 1

    def scan(self, keys: list[Key]) -> None:
        """Bring keys to the page as the filter does, with the profile that the page asked for."""
        detector = BurstDetector(self.profile)
        decisions = [decision for key in keys for decision in detector.feed(key)] + detector.flush()
        for decision in decisions:
            self.page.take_decision(decision)
            if isinstance(decision, Scan):
                self.take(as_heard(decision).raw)

    def take(self, raw: RawScan) -> None:
        assert self.page.take_scan(raw)

    def told(self) -> list[str]:
        return [row.accessibleName() for row in self.page._rows if row.isVisible()]


@pytest.fixture
def station(settings: SettingsStore, dressed: QApplication, qtbot: QtBot) -> Station:
    sounds: list[Verdict] = []
    page = ScannerSetup(settings, sounds.append)
    made = Station(page, sounds)
    page.resize(1214, 712)
    show(qtbot, page)
    return made


def test_page_listens_patiently_while_it_is_shown_and_not_longer(station: Station) -> None:
    assert station.profile == LISTENING
    station.page.hide()
    assert station.profile == DEFAULT_PROFILE


def test_profile_of_a_slow_scanner_with_a_prefix_is_kept(station: Station, settings: SettingsStore) -> None:
    station.scan(Scanner(prefix="~", gap=60, gs="F8").scans())
    assert station.page.use_button.isEnabled()
    station.page.use_button.click()
    assert load_profile(settings) == station.profile
    assert (station.profile.gap, station.profile.prefix, station.profile.suffix) == (75, "~", "enter")
    assert station.kept == 1


def test_nothing_is_kept_before_every_code_came(station: Station, settings: SettingsStore) -> None:
    station.scan(Scanner(prefix="~").scans(SETUP_CODES[:3]))
    assert not station.page.use_button.isEnabled()
    station.page.hide()
    assert load_profile(settings) == DEFAULT_PROFILE


def test_page_tells_which_code_comes_next(station: Station) -> None:
    assert station.page.summary.text() == "Scan code 1 of 4"
    assert "will be listed here" in station.page._nothing.text()
    assert station.page._nothing.isVisible()
    station.scan(Scanner().scans(SETUP_CODES[:1]))
    assert station.page.summary.text() == "Scan code 2 of 4"
    assert not station.page._nothing.isVisible()


def test_findings_are_told_in_words_the_wrong_ones_first(station: Station) -> None:
    station.scan(Scanner(layout="russian", gs="", caps=True).scans())
    told = station.told()
    assert told[0].startswith("Wrong: The scanner drops the separator")
    assert any(text.startswith("Look: The computer's keyboard writes Cyrillic: ") for text in told)
    assert any(text.startswith("Look: Caps Lock is on.") for text in told)
    assert station.page.summary.text().startswith("Something is lost")


def test_second_end_is_heard_though_the_filter_swallows_it(station: Station) -> None:
    station.scan(Scanner(suffix="doubled").scans())
    assert any("The end comes twice." in text for text in station.told())


def test_scanner_for_bars_leaves_the_datamatrix_out(station: Station) -> None:
    station.scan(Scanner().scans(SETUP_CODES[:2]))
    station.page.skip_button.click()
    assert station.page.summary.text() == "Scan code 4 of 4"
    station.scan(Scanner().keys(SETUP_CODES[3]))
    assert station.page.use_button.isEnabled()


def test_other_codes_cannot_be_left_out(station: Station) -> None:
    assert not station.page.skip_button.isEnabled()


def test_scan_again_forgets_everything(station: Station) -> None:
    station.scan(Scanner(gs="").scans())
    station.page.again_button.click()
    assert station.told() == []
    assert station.page.summary.text() == "Scan code 1 of 4"
    assert not station.page.use_button.isEnabled()


def test_each_scan_sounds_by_how_it_came(station: Station) -> None:
    station.scan(Scanner(gs="").scans(SETUP_CODES[:3]))
    station.scan(Scanner().keys(SETUP_CODES[0], content="4006381333931"))
    assert station.sounds == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.REFUSED, Verdict.LOOK]


def test_last_code_sounds_by_all_that_was_found(station: Station) -> None:
    station.scan(Scanner(gs="").scans())
    assert station.sounds[-1] is Verdict.REFUSED


def test_after_a_scan_no_button_has_the_focus(station: Station) -> None:
    station.page.again_button.setFocus()
    station.scan(Scanner().scans())
    assert station.page.hasFocus()
    QTest.keyClick(station.page, Qt.Key.Key_Return)
    assert station.kept == 0


def test_enter_on_the_button_keeps_the_profile(station: Station) -> None:
    station.scan(Scanner().scans())
    station.page.use_button.setFocus()
    QTest.keyClick(station.page.use_button, Qt.Key.Key_Return)
    assert station.kept == 1


def test_shortest_code_of_the_station_stays(station: Station, settings: SettingsStore) -> None:
    save_profile(settings, StationProfile(minimum=4))
    station.scan(Scanner().scans())
    station.page.use_button.click()
    assert load_profile(settings).minimum == 4


def test_serial_scanner_is_set_up_too(station: Station) -> None:
    for code in SETUP_CODES:
        station.page.take_scan(RawScan(code.content, ended_by="enter", source="/dev/ttyACM0"))
    assert any("The scanner is on /dev/ttyACM0" in text for text in station.told())
    assert station.page.use_button.isEnabled()


def test_characters_that_come_one_by_one_are_told(station: Station) -> None:
    for character in "40063813":
        QTest.keyClick(station.page, Qt.Key(ord(character)))
    assert station.told()[0].startswith("Wrong: Characters arrive one by one")


def test_escape_goes_back(station: Station, qtbot: QtBot) -> None:
    with qtbot.waitSignal(station.page.left):
        QTest.keyClick(station.page, Qt.Key.Key_Escape)


def test_sheet_can_be_asked_for(station: Station, qtbot: QtBot) -> None:
    with qtbot.waitSignal(station.page.sheet_wanted):
        station.page.print_button.click()


def test_outcome_of_the_sheet_is_told_on_the_page(station: Station) -> None:
    station.page.show_saved("Saved as set-up.pdf: 4 codes, each read back.")
    assert station.page._last.text() == "Saved as set-up.pdf: 4 codes, each read back."
    station.page.show_failed(StockdeskError("disk.full", path="x"))
    assert station.page._last.text().startswith("Not saved: ")
    assert "full" in station.page._last.text()
    assert station.page._last.property("role") == "error"
    station.scan(Scanner().scans(SETUP_CODES[:1]))
    assert station.page._last.property("role") == "caption"


def test_everything_can_be_reached_by_tab(station: Station) -> None:
    station.scan(Scanner().scans())
    reached = set()
    for _ in range(12):
        QTest.keyClick(station.page.windowHandle(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    page = station.page
    assert {page.print_button, page.back_button, page.again_button, page.use_button} <= reached


def test_real_filter_hears_the_sheet_with_the_pages_profile(station: Station, dressed: QApplication) -> None:
    scan_filter = ScanFilter(station.take)
    scan_filter.decided = station.page.take_decision
    station.page.listening.connect(scan_filter.set_profile)
    station.page.finished.connect(scan_filter.set_profile)
    scan_filter.watch(dressed)
    try:
        scanner = SimulatedScanner(scan_filter)
        for code in SETUP_CODES:
            scanner.scan(station.page.windowHandle(), "~" + code.content.replace("\x1d", "|"), "\r\r")
        assert station.page.findings.complete
        assert (station.page.findings.profile.prefix, station.page.findings.profile.gs_text) == ("~", "|")
        assert any("The end comes twice." in text for text in station.told())
    finally:
        scan_filter.stop()


def test_scanner_with_a_prefix_is_set_up_in_the_window_and_scans_from_then_on(desktop: Desktop) -> None:
    window = desktop.window
    product = some_products(desktop, 1)[0]
    window.run("settings")
    window.rooms.settings.scanner.setup_button.click()
    page = window.rooms.scanner_setup
    assert page.isVisible()
    for code in SETUP_CODES:
        scan(desktop, "~#" + code.content.replace("\x1d", "|"))
    assert page.findings.complete
    page.use_button.click()
    assert window.rooms.settings.isVisible()
    assert load_profile(desktop.workspace.settings).prefix == "~#"
    scan(desktop, "~#" + product.barcode)
    assert [line.product_id for line in lines(desktop)] == [product.product_id]


def test_nothing_that_is_scanned_on_the_page_comes_into_a_document(desktop: Desktop) -> None:
    window = desktop.window
    product = some_products(desktop, 1)[0]
    window.run("settings")
    window.rooms.settings.scanner.setup_button.click()
    scan(desktop, product.barcode)
    assert lines(desktop) == []
    assert window.rooms.scanner_setup.isVisible()
    press(desktop, Qt.Key.Key_Escape)
    assert window.rooms.settings.isVisible()


def test_every_finding_has_a_sentence() -> None:
    tree = ast.parse(inspect.getsource(scannercheck))
    codes = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("setup.")
    }
    reasons = {
        "setup.layout": ("cyrillic", "greek", "hebrew", "arabic", "digits", "letters", "signs"),
        "setup.gs": ("control", "serial", "down", "function", "key", "text"),
        "setup.suffix": ("enter", "tab", "silence"),
        "setup.case": ("upper", "lower", "swapped"),
        "setup.cut": ("first", "last"),
        "setup.digits-cut": ("first", "last"),
    }
    wanted = codes | {f"{code}.{reason}" for code, several in reasons.items() for reason in several}
    assert len(codes) > 25
    assert wanted - set(SENTENCES) == set()
