"""The page on which a scanner is set up: scan one sheet of test codes, read what was found, keep it for the station."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from stockdesk.app.events import Verdict
from stockdesk.app.station import load_profile, save_profile
from stockdesk.core.burst import Decision, Key, Scan, Swallowed
from stockdesk.core.entry import RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.scannercheck import LISTENING, Findings, Severity, check
from stockdesk.core.setupcodes import SETUP_CODES, Purpose
from stockdesk.core.setupscan import Heard
from stockdesk.store.settings import SettingsStore
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.messages import sentence, words
from stockdesk.ui.remarkrow import VERDICTS, RemarkRow
from stockdesk.ui.setupsteps import SetupSteps, awaited_step, how_it_came, step_purpose
from stockdesk.ui.words import tr

_UNHEARD: Final = 8
"""So many characters that come as typed ones are a scanner too slow to be told from a person."""


class ScannerSetup(QWidget):
    """Takes every scan while it is shown; nothing is booked. The focus stays on the page, so no Enter presses anything.

    ``sound`` sounds a verdict. ``clock`` is in seconds and tells two reads of a serial scanner apart.
    """

    listening = Signal(object)
    """A ``StationProfile`` to listen with while the page is shown: patient, and cutting nothing off."""
    finished = Signal(object)
    """The ``StationProfile`` that holds from now on, kept or as it was before."""
    kept = Signal()
    """The profile was kept: there is nothing more to do here."""
    sheet_wanted = Signal()
    """A person wants the sheet of test codes."""
    left = Signal()
    """Back to the settings."""

    def __init__(
        self,
        settings: SettingsStore,
        sound: Callable[[Verdict], None],
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._sound = sound
        self._clock = clock
        self._heard: list[Heard] = []
        self._left_out: set[Purpose] = set()
        self._keys: tuple[Key, ...] = ()
        self._is_listening = False
        self._typed = 0
        self._rows: list[RemarkRow] = []
        self.findings = check([])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Set up scanner"))
        self._lay_out()
        self._show_findings()

    # -- layout ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        title = QLabel(tr("Set up scanner"), self)
        title.setProperty("role", "title")
        lead = QLabel(
            tr("Print the sheet once, then scan its codes from top to bottom. Nothing is booked on this page."),
            self,
        )
        lead.setProperty("role", "quiet")
        lead.setWordWrap(True)
        self.print_button = self._button(tr("Save the sheet to print…"))
        self.print_button.clicked.connect(self.sheet_wanted)
        self.back_button = self._button(tr("Back to settings"), "quiet")
        self.back_button.clicked.connect(self.left)
        self.again_button = self._button(tr("Scan again"))
        self.again_button.clicked.connect(self.begin)
        self.skip_button = self._button(tr("Leave this code out"))
        self.skip_button.clicked.connect(self._skip)
        self.use_button = self._button(tr("Use for this station"), "primary")
        self.use_button.clicked.connect(self._use)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.print_button)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        for button in (self.skip_button, self.again_button, self.use_button):
            foot.addWidget(button)
        across = QHBoxLayout()
        across.setSpacing(16)
        across.addWidget(self._make_steps(), 5)
        across.addWidget(self._make_remarks(), 7)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(32, 24, 32, 24)
        rows.setSpacing(12)
        rows.addLayout(head)
        rows.addWidget(lead)
        rows.addLayout(across, 1)
        rows.addLayout(foot)

    def _button(self, text: str, role: str = "") -> EnterButton:
        button = EnterButton(text, self)
        if role:
            button.setProperty("role", role)
        return button

    def _make_steps(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 12, 12, 12)
        self.steps = SetupSteps(card)
        inside.addWidget(self.steps)
        self._hint, self._last = QLabel(card), QLabel(card)
        for label in (self._hint, self._last):
            label.setProperty("role", "caption")
            label.setContentsMargins(12, 8, 12, 0)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            inside.addWidget(label)
        inside.addStretch(1)
        return card

    def _make_remarks(self) -> QFrame:
        card = QFrame(self)
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(20, 16, 4, 12)
        inside.setSpacing(12)
        self.summary = QLabel(card)
        self.summary.setProperty("role", "title")
        self.summary.setWordWrap(True)
        self.summary.setContentsMargins(0, 0, 16, 0)
        inside.addWidget(self.summary)
        self._nothing = QLabel(
            tr("What your scanner changes, drops or adds will be listed here, and what to do about it."), card
        )
        self._nothing.setProperty("role", "quiet")
        self._nothing.setWordWrap(True)
        inside.addWidget(self._nothing)
        self._list = QWidget()
        self._list_rows = QVBoxLayout(self._list)
        self._list_rows.setContentsMargins(0, 0, 12, 0)
        self._list_rows.setSpacing(8)
        self._list_rows.addStretch(1)
        self._scroll = QScrollArea(card)
        self._scroll.setWidget(self._list)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(tr("What was found"))
        self._scroll.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        inside.addWidget(self._scroll, 1)
        return card

    # -- scans ----------------------------------------------------------------------------------------------------

    def take_scan(self, raw: RawScan) -> bool:
        """Take a scan of whatever scanner; always True, since none is booked while the page is shown."""
        keys = self._keys if not raw.source else ()
        self._keys = ()
        at = keys[-1].t if keys else self._clock() * 1000
        self._heard.append(Heard(raw, keys, at=at))
        before = set(self.findings.scans)
        self._look_through()
        new = next((scan for purpose, scan in self.findings.scans.items() if scan.heard.raw is raw), None)
        severity: Severity = "look" if new is None else how_it_came(new)[0]
        if new is not None and self.findings.complete and set(self.findings.scans) != before:
            severity = self.findings.severity
        self._sound(VERDICTS[severity])
        text = f"{raw.text} · {raw.positions}" if raw.positions else raw.text
        self._say_last(tr("Last scan: {text}").format(text=text))
        self._typed = 0
        # Whatever comes behind a scan meets no button.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def take_decision(self, decision: Decision) -> None:
        """Hear what the filter decided about keys, each before its scan is handed out.

        The keys tell what a scan does not: Caps Lock, and a second end that was swallowed.
        """
        if not self._is_listening:
            return
        if isinstance(decision, Scan):
            self._keys = decision.keys
        elif isinstance(decision, Swallowed) and self._heard:
            self._heard[-1] = _with_trailing(self._heard[-1], decision.keys)
            self._look_through()

    def _look_through(self) -> None:
        self.findings = check(self._heard, self._left_out, load_profile(self._settings).minimum)
        self._show_findings()

    def _show_findings(self) -> None:
        found = self.findings
        awaited = awaited_step(found, self._left_out)
        self.steps.show_findings(found, self._left_out)
        self.summary.setText(_summary(found, awaited))
        self._hint.setText(step_purpose(awaited) if awaited else "")
        self._hint.setVisible(awaited is not None)
        told = [(remark.severity, words(remark.code, remark.arguments, tr)) for remark in found.remarks]
        self._nothing.setVisible(not told)
        self._show_rows(told)
        self.use_button.setEnabled(found.complete)
        self.again_button.setEnabled(bool(self._heard or self._left_out))
        self.skip_button.setEnabled(awaited == "separator")

    def _show_rows(self, told: list[tuple[Severity, str]]) -> None:
        while len(self._rows) < len(told):
            row = RemarkRow(self._list)
            self._rows.append(row)
            self._list_rows.insertWidget(self._list_rows.count() - 1, row)
        for row, remark in zip(self._rows, told, strict=False):
            row.show_remark(*remark)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(told))

    @Slot(str)
    def show_saved(self, text: str) -> None:
        """Say where the sheet was saved."""
        self._say_last(text)

    @Slot(object)
    def show_failed(self, error: StockdeskError) -> None:
        """Say why the sheet was not saved."""
        self._say_last(tr("Not saved: {why}").format(why=sentence(error, tr)), "error")

    def _say_last(self, text: str, role: str = "caption") -> None:
        self._last.setText(text)
        self._last.setProperty("role", role)
        self._last.style().unpolish(self._last)
        self._last.style().polish(self._last)

    # -- what a person does ---------------------------------------------------------------------------------------

    @Slot()
    def begin(self) -> None:
        """Forget what was heard and wait for the first code."""
        self._heard.clear()
        self._left_out.clear()
        self._keys = ()
        self._typed = 0
        self._last.clear()
        self._look_through()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _skip(self) -> None:
        self._left_out.add("separator")
        self._look_through()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _use(self) -> None:
        if not self.findings.complete:
            return
        save_profile(self._settings, self.findings.profile)
        self._end()
        self.kept.emit()

    def _end(self) -> None:
        if self._is_listening:
            self._is_listening = False
            self.finished.emit(load_profile(self._settings))

    # -- events ---------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Listen patiently while the page is shown."""
        super().showEvent(event)
        if not event.spontaneous():
            self._is_listening = True
            self.listening.emit(LISTENING)
            self.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Listen as the station does again."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back. Characters that arrive here one by one come from a scanner too slow to be heard."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        if event.text().isprintable() and event.text() and not event.isAutoRepeat():
            self._typed += 1
            if self._typed == _UNHEARD:
                self._nothing.hide()
                self._show_rows([("bad", words("setup.unheard", {}, tr))])
            return
        super().keyPressEvent(event)


def _with_trailing(heard: Heard, keys: tuple[Key, ...]) -> Heard:
    return Heard(heard.raw, heard.keys, (*heard.trailing, *keys), heard.at)


def _summary(found: Findings, awaited: Purpose | None) -> str:
    if awaited is not None:
        number = next(place for place, code in enumerate(SETUP_CODES, start=1) if code.purpose == awaited)
        return tr("Scan code {number} of {count}").format(number=number, count=len(SETUP_CODES))
    return {
        "ok": tr("All is well. Use it for this station."),
        "look": tr("It works. Some things could be better."),
        "bad": tr("Something is lost or changed. Set the scanner, scan again."),
    }[found.severity]
