"""Asks for a person's word on an operation: what follows from it, the name, and the reason. Both are kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.outboxactions import Action
from stockdesk.ui.overlay import Overlay
from stockdesk.ui.words import tr

_LONGEST = 200


class WordSheet(Overlay):
    """``given`` carries the ``Action``, the name and the reason."""

    given = Signal(object, str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", 560, parent)
        self._action: Action | None = None
        self._asks = QLabel(self.card)
        self._asks.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        self.name = self._field(grid, 0, tr("Name"))
        self.reason = self._field(grid, 1, tr("Reason"))
        self.reason.setPlaceholderText(tr("what you saw, and where"))
        self._error = QLabel(self.card)
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        back = EnterButton(tr("Back"), self.card)
        back.clicked.connect(self.dismiss)
        self.confirm = EnterButton(self.card)
        self.confirm.setProperty("role", "primary")
        self.confirm.clicked.connect(self._confirm)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.confirm)
        self.rows.addWidget(self._asks)
        self.rows.addLayout(grid)
        self.rows.addWidget(self._error)
        self.rows.addLayout(buttons)

    def _field(self, grid: QGridLayout, row: int, words: str) -> QLineEdit:
        field = QLineEdit(self.card)
        field.setAccessibleName(words)
        field.setMaxLength(_LONGEST)
        field.returnPressed.connect(self._confirm)
        caption = QLabel(words, self.card)
        caption.setProperty("role", "quiet")
        caption.setBuddy(field)
        grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(field, row, 1)
        return field

    def ask(self, action: Action, document: str, name: str) -> None:
        """Ask about an action on a document; ``name`` is who is signed in."""
        self._action = action
        title = action.title.rstrip("…")
        self.heading.setText(f"{document}: {title}")
        self._asks.setText(f"{action.asks} {tr('Your name, the time and the reason are kept with the document.')}")
        self.name.setText(name)
        self.reason.clear()
        self._say("")
        self.confirm.setText(title)
        self.open(self.reason if name else self.name)

    def _say(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self._place()

    def card_height(self) -> int:
        """As high as its words, which wrap."""
        width = self._width - 48
        return self.card.sizeHint().height() + max(0, self._asks.heightForWidth(width) - self._asks.sizeHint().height())

    @Slot()
    def _confirm(self) -> None:
        for field in (self.name, self.reason):
            if not field.text().strip():
                self._say(tr("{field} is still empty.").format(field=field.accessibleName()))
                field.setFocus()
                return
        assert self._action is not None  # the sheet opens with one
        self.dismiss()
        self.given.emit(self._action, self.name.text().strip(), " ".join(self.reason.text().split()))
