"""What the settings are made of: cards, and fields that say beside them why something cannot be kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from stockdesk.core.errors import StockdeskError
from stockdesk.ui.messages import sentence
from stockdesk.ui.words import tr


class Card(QFrame):
    """A titled part of a settings page; ``rows`` takes what it holds."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(24, 14, 24, 18)
        self.rows.setSpacing(12)
        heading = QLabel(title, self)
        heading.setProperty("role", "heading")
        self.lead = QLabel(text, self)
        self.lead.setProperty("role", "quiet")
        self.lead.setWordWrap(True)
        self.lead.setTextFormat(Qt.TextFormat.PlainText)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(heading)
        head.addWidget(self.lead)
        self.rows.addLayout(head)


class ErrorLabel(QLabel):
    """A sentence on why something was not kept; takes no room while all is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "error")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def show_error(self, error: StockdeskError | None) -> None:
        """Say why, or nothing."""
        self.setText(sentence(error, tr) if error else "")
        self.setVisible(error is not None)


class Captioned(QWidget):
    """A field below its caption, its unit beside it and its error below it."""

    def __init__(self, caption: str, field: QWidget, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        # Columns of one width, whatever stands in them.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label = QLabel(caption, self)
        label.setProperty("role", "quiet")
        label.setBuddy(field)
        field.setParent(self)
        field.setAccessibleName(f"{caption} ({unit})" if unit else caption)
        across = QHBoxLayout()
        across.setSpacing(8)
        across.addWidget(field, 1)
        if unit:
            beside = QLabel(unit, self)
            beside.setProperty("role", "quiet")
            across.addWidget(beside)
        self.error = ErrorLabel(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(label)
        rows.addLayout(across)
        rows.addWidget(self.error)
        rows.addStretch(1)


class TextField(Captioned):
    """A line of text that is kept when it is left or Enter is pressed.

    ``keep`` takes the text and raises a ``StockdeskError`` for what cannot be kept; the text then stays as typed.
    """

    def __init__(
        self, caption: str, keep: Callable[[str], None], unit: str = "", parent: QWidget | None = None
    ) -> None:
        self.edit = QLineEdit()
        super().__init__(caption, self.edit, unit, parent)
        self._keep = keep
        self._shown = ""
        self.edit.editingFinished.connect(self._finished)

    def show_text(self, text: str) -> None:
        """Show what is kept."""
        self._shown = text
        self.edit.setText(text)
        self._show_error(None)

    @Slot()
    def _finished(self) -> None:
        text = self.edit.text()
        if text == self._shown:
            self._show_error(None)
            return
        try:
            self._keep(text)
        except StockdeskError as error:
            self._show_error(error)
        else:
            self._shown = text
            self._show_error(None)

    def _show_error(self, error: StockdeskError | None) -> None:
        self.error.show_error(error)
        self.edit.setProperty("wrong", error is not None)
        # A style sheet looks at properties only when it is asked to.
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)


def grid(fields: list[Captioned], columns: int) -> QGridLayout:
    """Put fields side by side, in columns of one width."""
    made = QGridLayout()
    made.setHorizontalSpacing(24)
    made.setVerticalSpacing(10)
    for place, field in enumerate(fields):
        made.addWidget(field, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
    for column in range(columns):
        made.setColumnStretch(column, 1)
    return made


def whole_number(text: str, code: str, least: int, most: int) -> int:
    """Read a whole number; ``StockdeskError`` with ``code`` where it is none or lies outside."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9 and least <= int(digits) <= most):
        raise StockdeskError(code, least=least, most=most)
    return int(digits)
