"""One operation of the outbox in detail: how it stands, why, both sides, the proof, and what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from stockdesk.core.outbox import Attempt, OutboxRow
from stockdesk.core.posting import State
from stockdesk.core.removal import Removal
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.outboxactions import Action, actions_for, is_half_done
from stockdesk.ui.outboxmodel import document_title, dress_of
from stockdesk.ui.outboxproof import FindProduct, proof_html, reason_text, sides_html
from stockdesk.ui.words import counted, tr


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of an operation: its row, the parts of its document, its attempts and removals."""

    row: OutboxRow
    parts: Sequence[OutboxRow]
    attempts: Sequence[Attempt]
    removals: Sequence[Removal]


class ActionButton(EnterButton):
    """A button in a column: arrows go up and down, Enter presses, Left or Esc leaves the column."""

    left = Signal()
    stepped = Signal(int)

    def __init__(self, action: Action, parent: QWidget) -> None:
        super().__init__(action.title, parent)
        self.deed = action

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between the buttons; the rest is Qt's."""
        match event.key():
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Left | Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)


class OutboxDetails(QFrame):
    """Shows one operation. ``acted`` carries the ``Action`` that was chosen."""

    acted = Signal(object)
    left = Signal()
    """Back to the list."""

    def __init__(self, find_product: FindProduct, parent: QWidget) -> None:
        super().__init__(parent)
        self._find_product = find_product
        self.setProperty("role", "card")
        self._title = self._label("heading")
        self._state = self._label()
        self._facts = self._label("quiet")
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._reason = self._label()
        self._legs = self._label()
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(6)
        self._sides_caption = self._label("caption")
        self._sides_caption.setText(tr("Both sides"))
        self._sides = self._label()
        caption = self._label("caption")
        caption.setText(tr("What happened"))
        self._proof = self._label()
        self._proof.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        inside = QWidget(self)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(8)
        for widget in (self._sides_caption, self._sides, caption, self._proof):
            rows.addWidget(widget)
        rows.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("What happened"))
        self._scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self._lay_out()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 16, 12, 16)
        rows.setSpacing(8)
        for widget in (self._title, self._state, self._facts, self._reason, self._legs):
            rows.addWidget(widget)
        rows.addLayout(self._buttons)
        rows.addWidget(self._scroll, 1)

    def _label(self, role: str = "") -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setProperty("role", role)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        return label

    def show_case(self, case: Case | None, zone: str, account: str) -> None:
        """Show an operation, times in the location's zone; ``account`` is whose tokens are here."""
        self.setVisible(case is not None)
        if case is None:
            return
        row = case.row
        dress = dress_of(row.state)
        number = tr(" · No. {number}").format(number=row.number) if row.number else ""
        self._title.setText(f"{document_title(row)}{number}")
        self._state.setText(f'<span style="color:{dress.colour.name()};font-weight:600">{dress.word}</span>')
        self._facts.setText(_facts(row, zone))
        _show(self._reason, reason_text(row))
        _show(self._legs, _legs(case.parts) if is_half_done(case.parts) else "")
        differs = row.state is State.PARTIAL
        _show(self._sides, sides_html(row, self._find_product) if differs else "")
        self._sides_caption.setVisible(differs)
        self._proof.setText(proof_html(case.attempts, case.removals, zone))
        self._show_actions(actions_for(row, case.parts, case.removals, account))

    def _show_actions(self, actions: Sequence[Action]) -> None:
        shown = self.buttons()
        if [button.deed for button in shown] == list(actions):
            return
        had_focus = any(button.hasFocus() for button in shown)
        for button in shown:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        before: QWidget = self
        for action in actions:
            button = ActionButton(action, self)
            button.clicked.connect(self._clicked)
            button.left.connect(self.left)
            button.stepped.connect(self._step)
            self._buttons.addWidget(button)
            button.show()  # at once, not when the layout comes to it: it may get the focus before
            self.setTabOrder(before, button)
            before = button
        self.setTabOrder(before, self._scroll)
        if had_focus:
            self.left.emit()

    def buttons(self) -> list[ActionButton]:
        """What can be done now, in order."""
        items = (self._buttons.itemAt(place) for place in range(self._buttons.count()))
        found = (item.widget() for item in items if item is not None)
        return [button for button in found if isinstance(button, ActionButton)]

    def enter(self) -> None:
        """Put the focus on the first thing that can be done, else on the proof."""
        first = next(iter(self.buttons()), None)
        (first or self._scroll).setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(int)
    def _step(self, step: int) -> None:
        stops: list[QWidget] = [*self.buttons(), self._scroll]
        present = self.sender()
        place = stops.index(present) + step if isinstance(present, ActionButton) and present in stops else -1
        if 0 <= place < len(stops):
            stops[place].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ActionButton):
            self.acted.emit(button.deed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Esc go back to the list."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _show(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _facts(row: OutboxRow, zone: str) -> str:
    here = ZoneInfo(zone)
    lines = counted(row.lines, tr("line"), tr("lines"))
    approved = row.created.astimezone(here).strftime("%d %b, %H:%M")
    told = tr("{lines} · approved {time} by {person}") if row.person else tr("{lines} · approved {time}")
    facts = [told.format(lines=lines, time=approved, person=row.person)]
    if row.attempts > 1:
        facts.append(tr("sent {count} times").format(count=row.attempts))
    if row.state in (State.QUEUED, State.UNKNOWN) and row.not_before is not None:
        facts.append(tr("next step at {time}").format(time=row.not_before.astimezone(here).strftime("%H:%M:%S")))
    facts.append(row.marker)
    return "\n".join(facts)


def _legs(parts: Sequence[OutboxRow]) -> str:
    """How each operation of a half-done document stands."""
    told = []
    for part in parts:
        dress = dress_of(part.state)
        number = tr("No. {number}").format(number=part.number) if part.number else ""
        told.append(
            f'<span style="color:{dress.colour.name()};font-weight:600">{dress.word}</span> '
            f"{document_title(part)} {number}"
        )
    return f'<span style="font-weight:600">{tr("Half done")}</span><br>' + "<br>".join(told)
