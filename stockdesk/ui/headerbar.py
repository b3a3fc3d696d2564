"""The header of a document in one line; its defaults are right, so nobody has to visit it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from stockdesk.app.session import SignedIn
from stockdesk.core.ledger import Sheet
from stockdesk.core.operation import Kind
from stockdesk.ui.choicebox import ChoiceBox
from stockdesk.ui.datefield import DateField
from stockdesk.ui.words import tr

_FIELDS: Final = {
    Kind.RECEIPT: ("supplier", "member"),
    Kind.USAGE: ("member",),
    Kind.WRITEOFF: ("member",),
    Kind.TRANSFER: ("to_storage", "member"),
}
"""Which choices a kind of document has, besides date and comment."""

_NARROWEST, _WIDEST = 142, 220
_SHORTEST = 64
"""Pixels of a choice and of the comment: the header stays one line in the narrowest window (1024)."""


class HeaderBar(QFrame):
    """Shows and changes header fields. ``changed`` carries a field's name and its new value as text."""

    changed = Signal(str, str)
    left = Signal()
    """Enter in the comment: back to the lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._choices: dict[str, QComboBox] = {}
        self._fields: dict[str, QWidget] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 8, 24, 8)
        row.setSpacing(8)
        for name, words in (("to_storage", tr("To")), ("supplier", tr("Supplier")), ("member", tr("Person"))):
            self._add_choice(row, name, words)
        self._date = DateField(self)
        self._date.changed.connect(self._date_changed)
        row.addWidget(self._caption(tr("Date"), self._date))
        row.addWidget(self._date)
        row.addSpacing(4)
        self._comment = QLineEdit(self)
        self._comment.setAccessibleName(tr("Comment"))
        self._comment.setPlaceholderText(tr("for everyone who reads the document"))
        self._comment.setMaxLength(200)
        self._comment.setMinimumWidth(_SHORTEST)
        self._comment.editingFinished.connect(self.commit)
        self._comment.returnPressed.connect(self.left)
        row.addWidget(self._caption(tr("Comment"), self._comment))
        row.addWidget(self._comment, 4)
        self._shown_comment = ""

    def _caption(self, words: str, buddy: QWidget) -> QLabel:
        caption = QLabel(words, self)
        caption.setProperty("role", "quiet")
        caption.setBuddy(buddy)
        caption.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return caption

    def _add_choice(self, row: QHBoxLayout, name: str, words: str) -> None:
        box = ChoiceBox(words, self)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setMinimumWidth(_NARROWEST)
        box.setMaximumWidth(_WIDEST)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setProperty("field", name)
        box.activated.connect(self._chosen)
        field = QWidget(self)
        inside = QHBoxLayout(field)
        inside.setContentsMargins(0, 0, 4, 0)
        inside.setSpacing(8)
        caption = self._caption(words, box)
        inside.addWidget(caption)
        inside.addWidget(box, 1)
        beside = caption.sizeHint().width() + inside.spacing() + inside.contentsMargins().right()
        field.setMaximumWidth(beside + _WIDEST)
        row.addWidget(field, 3)
        self._choices[name], self._fields[name] = box, field

    def choice(self, name: str) -> QComboBox:
        """The box of a field, for a view that jumps to it."""
        return self._choices[name]

    def show_sheet(self, sheet: Sheet, kind: Kind, signed_in: SignedIn) -> None:
        """Show a document's header with the lists of the place at work."""
        header = sheet.header
        for name, box in self._choices.items():
            there = name in _FIELDS[kind]
            self._fields[name].setVisible(there)
            if there:
                self._fill(box, name, header.get(name, ""), signed_in)
        self._date.show_date(header.get("date", ""), signed_in.location.timezone)
        self._shown_comment = header.get("comment", "")
        self._comment.setText(self._shown_comment)

    def _fill(self, box: QComboBox, name: str, value: str, signed_in: SignedIn) -> None:
        box.clear()
        if name == "supplier":
            box.addItem(tr("no supplier"), "")
            for supplier in signed_in.suppliers:
                box.addItem(supplier.title, str(supplier.supplier_id))
        elif name == "member":
            for member in signed_in.team:
                if member.active:
                    box.addItem(member.name, str(member.member_id))
            # What is posted: somebody who has left since is not named any more.
            value = str(signed_in.member(int(value) if value else None) or "")
        else:
            box.addItem(tr("choose a storage"), "")
            for storage in signed_in.storages:
                box.addItem(storage.title, str(storage.storage_id))
        box.setCurrentIndex(max(0, box.findData(value)))

    @Slot(int)
    def _chosen(self, _index: int) -> None:
        box = self.sender()
        if isinstance(box, QComboBox):
            self.changed.emit(str(box.property("field")), str(box.currentData()))

    @Slot(str)
    def _date_changed(self, text: str) -> None:
        self.changed.emit("date", text)

    @Slot()
    def commit(self) -> None:
        """Take over a comment that is being typed."""
        text = " ".join(self._comment.text().split())
        if text != self._shown_comment:
            self._shown_comment = text
            self.changed.emit("comment", text)

    def focus_problem(self, name: str) -> None:
        """Put the focus into a field that stands in the way of posting."""
        box = self._choices.get(name)
        if box is not None and box.isVisible():
            box.setFocus(Qt.FocusReason.ShortcutFocusReason)
