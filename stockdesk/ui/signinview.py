"""Signing in: the demo with one click, a real account with its tokens, then the location."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from stockdesk.core.location import Location
from stockdesk.ui import theme
from stockdesk.ui.icons import icon, paint_mark
from stockdesk.ui.words import DATA_SOURCE, tr


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed. ``user_token`` is set where somebody pasted one instead of a login and a password."""

    server: str
    partner: str
    login: str = ""
    password: str = ""
    user_token: str = ""


class _Mark(QWidget):
    """The program's mark and name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(200, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint mark and name side by side."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, QRectF(12, 6, 32, 32))
        painter.setFont(theme.font(24, strong=True))
        painter.setPen(theme.INK)
        painter.drawText(QRectF(56, 0, 144, 44), Qt.AlignmentFlag.AlignVCenter, "stockdesk")
        painter.end()


class SignInView(QWidget):
    """Asks for what is needed, one step at a time."""

    wanted = Signal(object)
    """``Credentials`` to sign in with."""
    demo_wanted = Signal()
    location_chosen = Signal(object)
    """The ``Location`` to work at."""

    def __init__(self, server: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = QFrame(self)
        self._card.setProperty("role", "card")
        self._card.setFixedSize(520, 560)
        self._steps = QStackedWidget(self._card)
        self._steps.addWidget(self._make_form(server))
        self._steps.addWidget(self._make_places())
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(36, 32, 36, 28)
        inside.addWidget(self._steps)
        rows = QVBoxLayout(self)
        rows.addStretch(2)
        rows.addWidget(_Mark(self), 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addSpacing(14)
        rows.addWidget(self._card, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(3)

    def _make_form(self, server: str) -> QWidget:
        page = QWidget(self)
        title = QLabel(tr("Sign in to Altegio"), page)
        title.setProperty("role", "title")
        lead = QLabel(tr("Tokens are kept in this computer's keyring, never in a file."), page)
        lead.setProperty("role", "quiet")
        lead.setWordWrap(True)
        self._ways = QTabBar(page)
        self._ways.addTab(tr("Login and password"))
        self._ways.addTab(tr("User token"))
        self._ways.setExpanding(False)
        self._ways.currentChanged.connect(self._way_changed)
        self._form = QGridLayout()
        self._form.setVerticalSpacing(12)
        self._form.setHorizontalSpacing(16)
        self._form.setColumnStretch(1, 1)
        self._captions: dict[QLineEdit, QLabel] = {}
        self._server = self._field(tr("Server"), server)
        self._partner = self._field(tr("Partner token"), secret=True)
        self._login = self._field(tr("Login"))
        self._password = self._field(tr("Password"), secret=True)
        self._user_token = self._field(tr("User token"), secret=True)
        self._show_field(self._user_token, shown=False)
        self._error = QLabel(page)
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self._go = QPushButton(tr("Sign in"), page)
        self._go.setProperty("role", "primary")
        self._go.clicked.connect(self._submit)
        self._demo = QPushButton(tr("Try the demo"), page)
        self._demo.clicked.connect(self.demo_wanted)
        buttons = QHBoxLayout()
        buttons.addWidget(self._demo)
        buttons.addStretch(1)
        buttons.addWidget(self._go)
        note = QLabel(
            tr("The demo needs no account: a simulated service on this computer.") + " " + DATA_SOURCE,
            page,
        )
        note.setProperty("role", "caption")
        note.setWordWrap(True)
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        for widget in (title, lead, self._ways):
            rows.addWidget(widget)
        rows.addLayout(self._form)
        rows.addWidget(self._error)
        rows.addStretch(1)
        rows.addLayout(buttons)
        rows.addWidget(note)
        return page

    def _field(self, words: str, text: str = "", *, secret: bool = False) -> QLineEdit:
        field = QLineEdit(text, self)
        field.setAccessibleName(words)
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.returnPressed.connect(self._submit)
        caption = QLabel(words, self)
        caption.setProperty("role", "quiet")
        caption.setBuddy(field)
        row = len(self._captions)
        self._captions[field] = caption
        self._form.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._form.addWidget(field, row, 1)
        return field

    def _show_field(self, field: QLineEdit, *, shown: bool) -> None:
        field.setVisible(shown)
        self._captions[field].setVisible(shown)

    def _make_places(self) -> QWidget:
        page = QWidget(self)
        title = QLabel(tr("Where do you work?"), page)
        title.setProperty("role", "title")
        self._places = QListWidget(page)
        self._places.setAccessibleName(tr("Locations"))
        self._places.setIconSize(QSize(20, 20))
        self._places.itemActivated.connect(self._place_chosen)
        hint = QLabel(tr("↑ ↓ choose     Enter take. stockdesk remembers it for this workstation."), page)
        hint.setProperty("role", "caption")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(14)
        rows.addWidget(title)
        rows.addWidget(self._places, 1)
        rows.addWidget(hint)
        return page

    def begin(self) -> None:
        """Show the first step, the focus on the first empty field."""
        self._steps.setCurrentIndex(0)
        self._busy(False)
        (self._partner if self._server.text() else self._server).setFocus()

    def offer(self, places: Sequence[Location]) -> None:
        """Show the locations to choose from."""
        self._busy(False)
        self._places.clear()
        for place in places:
            picture = icon("storage", theme.ACCENT, 20)
            item = QListWidgetItem(picture, f"{place.title}   ·   {place.location_id}")
            item.setSizeHint(QSize(100, 48))
            item.setData(Qt.ItemDataRole.UserRole, place)
            self._places.addItem(item)
        self._places.setCurrentRow(0)
        self._steps.setCurrentIndex(1)
        self._places.setFocus()

    @property
    def offering(self) -> bool:
        """Whether locations are shown to choose from."""
        return self._steps.currentIndex() == 1

    def show_error(self, text: str) -> None:
        """Say why it did not work; what was typed stays."""
        self._busy(False)
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def _busy(self, busy: bool) -> None:
        self._go.setEnabled(not busy)
        self._go.setText(tr("Signing in…") if busy else tr("Sign in"))

    @Slot(int)
    def _way_changed(self, way: int) -> None:
        for field in (self._login, self._password):
            self._show_field(field, shown=way == 0)
        self._show_field(self._user_token, shown=way == 1)

    @Slot()
    def _submit(self) -> None:
        by_token = self._ways.currentIndex() == 1
        needed = [self._server, self._partner, *((self._user_token,) if by_token else (self._login, self._password))]
        missing = next((field for field in needed if not field.text().strip()), None)
        if missing is not None:
            missing.setFocus()
            self.show_error(tr("{field} is still empty.").format(field=missing.accessibleName()))
            return
        self.show_error("")
        self._busy(True)
        server, partner = self._server.text().strip(), self._partner.text().strip()
        if by_token:
            self.wanted.emit(Credentials(server, partner, user_token=self._user_token.text().strip()))
        else:
            self.wanted.emit(Credentials(server, partner, self._login.text().strip(), self._password.text()))

    @Slot(QListWidgetItem)
    def _place_chosen(self, item: QListWidgetItem) -> None:
        self.location_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
