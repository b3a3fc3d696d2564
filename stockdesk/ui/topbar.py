"""The bar at the top: where, who, and how the line to the service stands."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from stockdesk.app.events import Connection, Link, SyncProgress
from stockdesk.app.session import SignedIn
from stockdesk.ui import theme
from stockdesk.ui.icons import icon
from stockdesk.ui.words import tr

_DOT: Final = 26
"""Pixels for the dot before the status."""
_LEAST: Final = 80


def age_text(age: timedelta | None) -> str:
    """How old the catalogue is, in the largest unit that fits."""
    if age is None:
        return tr("no catalogue yet")
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return tr("catalogue just now")
    if minutes < 120:
        return tr("catalogue {minutes} min old").format(minutes=minutes)
    if minutes < 48 * 60:
        return tr("catalogue {hours} h old").format(hours=minutes // 60)
    return tr("catalogue {days} days old").format(days=minutes // 1440)


class StatusLight(QWidget):
    """A dot, a word and the counts; right-aligned, so that nothing else moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.text = ""
        self._font = theme.font(14, tabular=True)
        self._colour: QColor = theme.GREEN
        self._hollow = False

    def show_connection(self, connection: Connection) -> None:
        """Show how the line stands and what waits."""
        word, self._colour, self._hollow = {
            Link.ONLINE: (tr("online"), theme.GREEN, False),
            Link.OFFLINE: (tr("offline"), theme.AMBER_STRONG, True),
            Link.SIGNED_OUT: (tr("signed out"), theme.RED, True),
            Link.PAUSED: (tr("sign in again to post"), theme.RED, True),
        }[connection.link]
        parts = [word, tr("{count} waiting").format(count=connection.waiting)]
        needing = connection.unknown + connection.problems
        if needing:
            parts.append(tr("{count} to look at").format(count=needing))
        parts.append(age_text(connection.catalogue_age))
        self._set(" · ".join(parts))

    def show_progress(self, progress: SyncProgress) -> None:
        """Show how far a sync has come."""
        self._set(tr("fetching the catalogue · {count} products").format(count=progress.products))

    def _set(self, text: str) -> None:
        self.text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for the longest state, so that a new one moves nothing."""
        return QSize(430, 32)

    def minimumSizeHint(self) -> QSize:
        """As wide as its words: in a narrow window the rest is for the news."""
        return QSize(ceil(QFontMetricsF(self._font).horizontalAdvance(self.text)) + _DOT, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the dot (hollow where something is amiss) and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        width = QFontMetricsF(self._font).horizontalAdvance(self.text) + 2
        left = self.width() - width
        painter.setPen(theme.QUIET)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, 0, width, self.height()), flags, self.text)
        dot = QRectF(left - 20, self.height() / 2 - 5, 10, 10)
        if self._hollow:
            pen = painter.pen()
            pen.setColor(self._colour)
            pen.setWidthF(2.5)
            painter.setPen(pen)
            painter.drawEllipse(dot)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour)
            painter.drawEllipse(dot)
        painter.end()


class Note(QWidget):
    """A short piece of news that needs nothing now; cut where it is too long, whole in its tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.text = ""
        self._about = ""
        self._font = theme.font(14, strong=True)
        self._colour: QColor = theme.QUIET

    def show_text(self, text: str, colour: QColor, about: str = "") -> None:
        """Show a text until the next one, or until what it is ``about`` is no longer so."""
        self.text, self._colour, self._about = text, colour, about
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def forget(self, about: str) -> None:
        """Take the text away if it is about this."""
        if about == self._about:
            self.show_text("", theme.QUIET)

    def sizeHint(self) -> QSize:
        """Room for the text, if place and status leave it."""
        return QSize(max(_LEAST, ceil(QFontMetricsF(self._font).horizontalAdvance(self.text))), 32)

    def minimumSizeHint(self) -> QSize:
        """A word of it."""
        return QSize(_LEAST, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text in one line."""
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(self._colour)
        text = QFontMetricsF(self._font).elidedText(self.text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()


class TopBar(QFrame):
    """Location and storage, person, status."""

    storage_chosen = Signal(int)
    sign_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setFixedHeight(52)
        self._place = self._menu_button("storage", tr("Storage"))
        self._person = self._menu_button("person", tr("Person"))
        self.status = StatusLight(self)
        self.note = Note(self)
        self._storages: QActionGroup | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 24, 0)
        row.setSpacing(10)
        row.addWidget(self._place)
        row.addWidget(self._person)
        row.addWidget(self.note)
        row.addWidget(self.status)

    def _menu_button(self, picture: str, words: str) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("role", "menu")
        button.setIcon(icon(picture, theme.QUIET))
        button.setAccessibleName(words)
        button.setMenu(QMenu(button))
        return button

    def show_session(self, signed_in: SignedIn, storage_id: int | None) -> None:
        """Show place and person; the menu offers the storages that the rights cover."""
        storage = None if storage_id is None else signed_in.storage(storage_id)
        place = signed_in.location.title
        self._place.setText(f"{place} · {storage.title if storage else tr('no storage')}  ˅")
        menu = self._place.menu()
        menu.clear()
        self._storages = QActionGroup(menu)
        for each in signed_in.storages:
            if not signed_in.rights.covers(each.storage_id):
                continue
            action = QAction(each.title, menu)
            action.setCheckable(True)
            action.setChecked(each.storage_id == storage_id)
            action.setData(each.storage_id)
            self._storages.addAction(action)
            menu.addAction(action)
        self._storages.triggered.connect(self._chosen)
        self._person.setText(f"{signed_in.user_name or tr('Signed in')}  ˅")
        who = self._person.menu()
        who.clear()
        leave = QAction(tr("Sign out"), who)
        leave.triggered.connect(self.sign_out)
        who.addAction(leave)

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        self.storage_chosen.emit(action.data())

    def open_storages(self) -> None:
        """Open the choice of storages, for a problem that asks for one."""
        self._place.showMenu()
