"""The navigation at the left: what a person can do, each with its key."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout, QWidget

from stockdesk.ui import theme
from stockdesk.ui.icons import paint_icon, paint_mark
from stockdesk.ui.words import tr

_WHITE = QColor(Qt.GlobalColor.white)


class RailButton(QAbstractButton):
    """One place to go to. ``badge`` is a number that wants to be seen, empty for none."""

    def __init__(self, command: str, words: str, picture: str, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.command = command
        self._picture = picture
        self._key = key
        self._badge = ""
        self._urgent = False
        self.setText(words)
        self.setAccessibleName(f"{words} {key}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_badge(self, badge: str, *, urgent: bool = False) -> None:
        """Show a number beside the words; an urgent one needs a person."""
        if (badge, urgent) != (self._badge, self._urgent):
            self._badge, self._urgent = badge, urgent
            self.update()

    def sizeHint(self) -> QSize:
        """One height for every place."""
        return QSize(theme.RAIL_PIXELS, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, icon, words, and key or badge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme.RAIL_INK
        if self.isChecked() or self.underMouse():
            ground = QColor(_WHITE)
            ground.setAlpha(34 if self.isChecked() else 14)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(8, 2, -8, -2), 7, 7)
        if self.isChecked():
            ink = _WHITE
        paint_icon(painter, self._picture, QRectF(18, (self.height() - 20) / 2, 20, 20), ink, 2.0)
        painter.setFont(theme.font(15, strong=self.isChecked()))
        painter.setPen(ink)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QRectF(48, 0, self.width() - 60, self.height()), middle | Qt.AlignmentFlag.AlignLeft, self.text()
        )
        if self._badge:
            self._paint_badge(painter)
        else:
            painter.setFont(theme.font(12, tabular=True))
            painter.setPen(theme.RAIL_QUIET)
            right = QRectF(self.width() - 56, 0, 38, self.height())
            painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, self._key)
        painter.end()

    def _paint_badge(self, painter: QPainter) -> None:
        font = theme.font(12, strong=True, tabular=True)
        width = max(22.0, QFontMetricsF(font).horizontalAdvance(self._badge) + 12)
        pill = QRectF(self.width() - 18 - width, (self.height() - 20) / 2, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.AMBER_STRONG if self._urgent else theme.ACCENT)
        painter.drawRoundedRect(pill, 10, 10)
        painter.setFont(font)
        painter.setPen(theme.INK if self._urgent else _WHITE)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._badge)


class Rail(QWidget):
    """The column of places. ``wanted`` carries the command of the one that was clicked."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(theme.RAIL_PIXELS)
        self._buttons: dict[str, RailButton] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 64, 0, 12)
        self._rows.setSpacing(0)
        for command, words, picture, key in (
            ("receipt", tr("Receive"), "receive", "F2"),
            ("usage", tr("Use"), "use", "F3"),
            ("writeoff", tr("Write off"), "writeoff", "F4"),
            ("transfer", tr("Transfer"), "transfer", "F5"),
        ):
            self._add(command, words, picture, key)
        self._rows.addSpacing(25)
        self._add("products", tr("Products"), "products", "")
        self._add("outbox", tr("Outbox"), "outbox", "")
        self._add("relabel", tr("Bad labels"), "relabel", "")
        self._rows.addStretch(1)
        self._add("settings", tr("Settings"), "settings", "")
        self._add("help", tr("Keys"), "help", "F1")
        self._buttons["help"].setCheckable(False)
        self._note = QLabel(self)
        self._note.setWordWrap(True)
        self._note.setFont(theme.font(11))
        self._note.setStyleSheet(f"color: {theme.RAIL_QUIET.name()}; font-size: 11px;")
        self._note.setContentsMargins(18, 8, 12, 0)
        self._note.hide()
        self._rows.addWidget(self._note)

    def _add(self, command: str, words: str, picture: str, key: str) -> None:
        button = RailButton(command, words, picture, key, self)
        button.clicked.connect(self._clicked)
        self._buttons[command] = button
        self._rows.addWidget(button)

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, RailButton):
            self.wanted.emit(button.command)

    def mark(self, command: str) -> None:
        """Mark the place that is shown."""
        for name, button in self._buttons.items():
            button.setChecked(name == command)

    def set_note(self, text: str) -> None:
        """Show a small text at the foot, such as where the data comes from."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def set_outbox(self, waiting: int, *, urgent: bool) -> None:
        """Show how many operations wait or need a person."""
        self._buttons["outbox"].set_badge(str(waiting) if waiting else "", urgent=urgent)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground, the name, and the rule between the groups."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.RAIL)
        paint_mark(painter, QRectF(18, 19, 22, 22))
        painter.setFont(theme.font(17, strong=True))
        painter.setPen(_WHITE)
        painter.drawText(QRectF(48, 12, 100, 36), Qt.AlignmentFlag.AlignVCenter, "stockdesk")
        line = QColor(_WHITE)
        line.setAlpha(36)
        painter.fillRect(QRectF(18, 64 + 4 * 44 + 12, self.width() - 36, 1), line)
        painter.end()
