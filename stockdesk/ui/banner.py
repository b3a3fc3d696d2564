"""The banner: was the last scan taken, what was it, how many now? Readable from two metres, always the same height."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stockdesk.ui import theme
from stockdesk.ui.icons import paint_disc, paint_icon
from stockdesk.ui.words import tr


class Tone(Enum):
    """What the banner says at a glance."""

    CALM = "calm"
    ACCEPTED = "accepted"
    LOOK = "look"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Message:
    """What the banner shows. ``word`` says the tone, ``number`` is the line's amount now, ``delta`` what came.

    ``stock`` is the storage's stock before and after, as text; empty parts are left out. ``icon`` replaces the tone's.
    ``scan`` is the running number and the code of a scan: they keep their size, however long the ``detail`` behind is.
    """

    tone: Tone
    title: str
    word: str = ""
    detail: str = ""
    number: str = ""
    delta: str = ""
    stock: str = ""
    icon: str = ""
    scan: str = ""


@dataclass(frozen=True, slots=True)
class _Dress:
    ground: QColor
    strong: QColor
    ink: QColor
    icon: str


_DRESSES = {
    Tone.CALM: _Dress(theme.SURFACE, theme.ACCENT_SOFT, theme.INK, "scan"),
    Tone.ACCEPTED: _Dress(theme.GREEN_SOFT, theme.GREEN, theme.GREEN, "tick"),
    Tone.LOOK: _Dress(theme.AMBER_SOFT, theme.AMBER_STRONG, theme.AMBER, "look"),
    Tone.REFUSED: _Dress(theme.RED_SOFT, theme.RED, theme.RED, "cross"),
}
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_MARGIN = 24.0
_DISC = 60.0
_TITLE_PIXELS = 30
_NUMBER_PIXELS = 46
_STOCK_PIXELS = 28
_WORD_PIXELS = 21
"""Word, running number, code and what came: capitals of 4 mm at 96 dots an inch, which the eye reads at two metres."""
_DETAIL_PIXELS = (21, 18, 16)
"""Sizes of a sentence, the largest that fits on one line; one that fits on none is wrapped in the small type."""
_WRAPPED_PIXELS = 14
_CAPTION_LINE = 36.0
_WIDE = 700.0
"""Pixels of words beside which there is room for more than the mode's name."""
_LEAST_ROOM = 120.0
_WORD_LINE = 88.0
_NUMBER_LINE = 88.0
"""Where the captions, the words and the numbers stand, in pixels from the top."""


class Banner(QWidget):
    """Paints one message; every scan is one repaint and no layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.BANNER_PIXELS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Last scan"))
        self._message = Message(Tone.CALM, "")
        self._pending = ""
        self._minus = False
        self._title_font = theme.font(_TITLE_PIXELS, strong=True)
        self._number_font = theme.font(_NUMBER_PIXELS, strong=True, tabular=True)
        self._stock_font = theme.font(_STOCK_PIXELS, strong=True, tabular=True)
        self._word_font = theme.font(_WORD_PIXELS, strong=True, tabular=True)
        self._caption_font = theme.font(16, strong=True, tabular=True)
        self._detail_fonts = [theme.font(pixels, tabular=True) for pixels in _DETAIL_PIXELS]
        self._wrapped_font = theme.font(_WRAPPED_PIXELS)

    @property
    def message(self) -> Message:
        """What is shown now."""
        return self._message

    @property
    def pending(self) -> str:
        """The amount that waits for the next scan, as text; empty when there is none."""
        return self._pending

    def show_message(self, message: Message) -> None:
        """Show a message until the next one."""
        self._message = message
        parts = (message.word, message.title, message.number, message.scan, message.detail)
        self.setAccessibleDescription(" · ".join(part for part in parts if part))
        self.update()

    def set_pending(self, amount: str) -> None:
        """Show that the next scan counts for this amount; empty for one as usual."""
        self._pending = amount
        self.update()

    @property
    def minus(self) -> bool:
        """Whether it says that scans are taken off."""
        return self._minus

    def set_minus(self, on: bool) -> None:
        """Show that scans are taken off, or no longer."""
        self._minus = on
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its place, always the same height."""
        return QSize(800, theme.BANNER_PIXELS)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, icon, words and numbers."""
        painter = QPainter(self)
        dress = _DRESSES[self._message.tone]
        painter.fillRect(self.rect(), dress.ground)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.RULE)
        self._paint_icon(painter, dress)
        right = self._paint_stock(painter, self.width() - _MARGIN)
        right = self._paint_number(painter, dress, right)
        self._paint_words(painter, dress, right)
        painter.end()

    def _paint_icon(self, painter: QPainter, dress: _Dress) -> None:
        disc = QRectF(_MARGIN, (self.height() - _DISC) / 2, _DISC, _DISC)
        if self._message.tone is Tone.CALM:
            picture = self._message.icon or dress.icon
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(dress.strong)
            painter.drawEllipse(disc)
            paint_icon(painter, picture, disc.adjusted(15, 15, -15, -15), theme.ACCENT, 1.9)
        else:
            paint_disc(painter, self._message.icon or dress.icon, disc, dress.strong, QColor(Qt.GlobalColor.white))

    def _paint_stock(self, painter: QPainter, right: float) -> float:
        if not self._message.stock:
            return right
        painter.setFont(self._caption_font)
        self._paint_column(painter, right, tr("stock"), theme.QUIET, self._message.stock, self._stock_font)
        width = QFontMetricsF(self._stock_font).horizontalAdvance(self._message.stock)
        return right - max(150.0, width) - 40

    def _paint_number(self, painter: QPainter, dress: _Dress, right: float) -> float:
        if not self._message.number:
            return right
        painter.setFont(self._word_font)
        self._paint_column(painter, right, self._message.delta, dress.ink, self._message.number, self._number_font)
        width = QFontMetricsF(self._number_font).horizontalAdvance(self._message.number)
        return right - max(120.0, width) - 32

    def _paint_column(
        self, painter: QPainter, right: float, caption: str, colour: QColor, text: str, font: QFont
    ) -> None:
        """Paint a caption in the painter's font over a number, right-aligned; all numbers stand on one line."""
        painter.setPen(colour)
        width = QFontMetricsF(painter.font()).horizontalAdvance(caption)
        painter.drawText(QPointF(right - width, _CAPTION_LINE), caption)
        painter.setFont(font)
        painter.setPen(theme.INK)
        painter.drawText(QPointF(right - QFontMetricsF(font).horizontalAdvance(text), _NUMBER_LINE), text)

    def _paint_words(self, painter: QPainter, dress: _Dress, right: float) -> None:
        left = _MARGIN * 2 + _DISC - 4
        width = max(40.0, right - left)
        flags: Qt.AlignmentFlag | Qt.TextFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._title_font)
        painter.setPen(theme.INK)
        title = QFontMetricsF(self._title_font).elidedText(self._message.title, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRectF(left, 18, width, 44), flags, title)
        if self._minus:
            has_room = width > _WIDE and not self._message.detail
            text = tr("− minus: scans are taken off") if has_room else tr("− minus")
            left = self._paint_pill(painter, left, text, theme.RED)
        if self._pending:
            text = tr("{amount} × next scan").format(amount=self._pending)
            left = self._paint_pill(painter, left, text, theme.ACCENT)
        for text, colour in ((self._message.word, dress.ink), (self._message.scan, theme.INK)):
            left = self._paint_word(painter, left, right, text, colour)
        self._paint_detail(painter, left, max(20.0, right - left))

    def _paint_word(self, painter: QPainter, left: float, right: float, text: str, colour: QColor) -> float:
        """Paint words of the second line in large; returns where there is room behind them."""
        if not text:
            return left
        # Beside the mode in a narrow window the code is smaller rather than cut.
        fits = QFontMetricsF(self._word_font).horizontalAdvance(text) <= right - left
        painter.setFont(self._word_font if fits else self._caption_font)
        painter.setPen(colour)
        text = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, right - left)
        width = QFontMetricsF(painter.font()).horizontalAdvance(text)
        painter.drawText(QPointF(left, _WORD_LINE), text)
        return left + width + 14

    def _paint_detail(self, painter: QPainter, left: float, room: float) -> None:
        text = self._message.detail
        painter.setPen(theme.QUIET if self._message.tone is Tone.CALM else theme.INK)
        for font in self._detail_fonts:
            if QFontMetricsF(font).horizontalAdvance(text) <= room:
                painter.setFont(font)
                painter.drawText(QPointF(left, _WORD_LINE), text)
                return
        if room < _LEAST_ROOM:  # in a sliver a sentence would be cut to pieces
            return
        painter.setFont(self._wrapped_font)
        painter.drawText(QRectF(left, 68, room, 40), _WRAPPED, self._on_two_lines(text, room))

    def _on_two_lines(self, text: str, room: float) -> str:
        """Return as many of the words as two wrapped lines hold, the last ones replaced by dots."""
        metrics = QFontMetricsF(self._wrapped_font)
        most = 2 * metrics.lineSpacing() + 1

        def fits(words: str) -> bool:
            return metrics.boundingRect(QRectF(0, 0, room, 1000), _WRAPPED, words).height() <= most

        words = text.split(" ")
        shown = text
        while words and not fits(shown):
            words.pop()
            shown = " ".join(words) + "…"
        return shown

    def _paint_pill(self, painter: QPainter, left: float, text: str, colour: QColor) -> float:
        """Paint what is set for the scans to come; returns where there is room behind it."""
        width = QFontMetricsF(self._caption_font).horizontalAdvance(text) + 24
        pill = QRectF(left, 66, width, 28)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(pill, 14, 14)
        painter.setFont(self._caption_font)
        painter.setPen(QColor(Qt.GlobalColor.white))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return left + width + 12
