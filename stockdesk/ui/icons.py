"""The window's icons, drawn as strokes on a 24 by 24 grid: sharp at any size and in any colour, no files to load."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from stockdesk.ui.theme import ACCENT

_STROKES = {
    # M x y: move; L x y: line; C x1 y1 x2 y2 x y: curve; O x y r: circle; Z: close.
    "receive": "M 12 3 L 12 13 M 8 9.5 L 12 13.5 L 16 9.5 M 4 13 L 4 20 L 20 20 L 20 13",
    "use": "M 12 3 C 12 3 5.5 10 5.5 14.5 C 5.5 18.5 8.5 21 12 21 C 15.5 21 18.5 18.5 18.5 14.5 C 18.5 10 12 3 12 3 Z",
    "writeoff": "M 4 6.5 L 20 6.5 M 9 6 L 9 3.5 L 15 3.5 L 15 6 M 6 6.5 L 7 20.5 L 17 20.5 L 18 6.5 "
    "M 10 10.5 L 10 16.5 M 14 10.5 L 14 16.5",
    "transfer": "M 4 8.5 L 19 8.5 M 15 4.5 L 19.5 8.5 L 15 12.5 M 20 16.5 L 5 16.5 M 9 12.5 L 4.5 16.5 L 9 20.5",
    "products": "M 12 2.5 L 20.5 7 L 20.5 17 L 12 21.5 L 3.5 17 L 3.5 7 Z "
    "M 3.5 7 L 12 11.5 L 20.5 7 M 12 11.5 L 12 21.5",
    "outbox": "M 21 3 L 2.5 10.5 L 10 13.5 L 13.5 21 Z M 21 3 L 10 13.5",
    "search": "O 10.5 10.5 6.5 M 15.5 15.5 L 21 21",
    "tick": "M 5 12.5 L 10 17.5 L 19 7",
    "cross": "M 6 6 L 18 18 M 18 6 L 6 18",
    "look": "M 12 5 L 12 13.5 M 12 18 L 12 18.4",
    "question": "M 8.5 9 C 8.5 4.5 15.5 4.5 15.5 9 C 15.5 12 12 11.8 12 14.5 M 12 18.4 L 12 18.8",
    "scan": "M 4 8 L 4 4 L 8 4 M 16 4 L 20 4 L 20 8 M 20 16 L 20 20 L 16 20 M 8 20 L 4 20 L 4 16 "
    "M 8 8 L 8 16 M 11 8 L 11 16 M 13.5 8 L 13.5 16 M 16.5 8 L 16.5 16",
    "file": "M 6 3 L 14 3 L 19 8 L 19 21 L 6 21 Z M 14 3 L 14 8 L 19 8",
    "drafts": "M 5 4 L 19 4 L 19 20 L 5 20 Z M 8.5 9 L 15.5 9 M 8.5 13 L 15.5 13 M 8.5 17 L 12 17",
    "down": "M 7 10 L 12 15 L 17 10",
    "person": "O 12 8 4 M 4.5 20.5 C 5.5 13.5 18.5 13.5 19.5 20.5",
    "storage": "M 3.5 9 L 12 4 L 20.5 9 L 20.5 20 L 3.5 20 Z M 8 20 L 8 13 L 16 13 L 16 20",
    "undo": "M 8.5 5 L 4 9.5 L 8.5 14 M 4.5 9.5 L 14 9.5 C 22 9.5 22 19.5 14 19.5 L 9 19.5",
    "settings": "O 12 12 3.2 M 12 2.8 L 12 5.4 M 12 18.6 L 12 21.2 M 2.8 12 L 5.4 12 M 18.6 12 L 21.2 12 "
    "M 5.5 5.5 L 7.3 7.3 M 16.7 16.7 L 18.5 18.5 M 5.5 18.5 L 7.3 16.7 M 16.7 7.3 L 18.5 5.5 O 12 12 6.6",
    "relabel": "M 3.5 4 L 12 4 L 20.5 12.5 L 12.5 20.5 L 3.5 11.5 Z O 8 8.4 1.3",
    "sound": "M 4 9.5 L 8 9.5 L 12.5 5.5 L 12.5 18.5 L 8 14.5 L 4 14.5 Z M 16 9 C 17.6 10.6 17.6 13.4 16 15 "
    "M 18.5 6.5 C 21.5 9.5 21.5 14.5 18.5 17.5",
    "wait": "O 12 12 8.5 M 12 7 L 12 12 L 15.5 14.5",
    "help": "O 12 12 9 M 9.5 9.5 C 9.5 6.5 14.5 6.5 14.5 9.5 C 14.5 11.5 12 11.5 12 13.5 M 12 16.6 L 12 17",
}


@cache
def _path(name: str) -> QPainterPath:
    path = QPainterPath()
    words = iter(_STROKES[name].split())

    def numbers(count: int) -> list[float]:
        return [float(next(words)) for _ in range(count)]

    for word in words:
        match word:
            case "M":
                path.moveTo(*numbers(2))
            case "L":
                path.lineTo(*numbers(2))
            case "C":
                path.cubicTo(*numbers(6))
            case "O":
                x, y, radius = numbers(3)
                path.addEllipse(QPointF(x, y), radius, radius)
            case _:
                path.closeSubpath()
    return path


def paint_icon(painter: QPainter, name: str, rect: QRectF, colour: QColor, width: float = 1.8) -> None:
    """Paint an icon into a square. ``width`` is the stroke's width on the 24 by 24 grid."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 24, rect.height() / 24)
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_path(name))
    painter.restore()


def paint_disc(painter: QPainter, name: str, rect: QRectF, disc: QColor, colour: QColor) -> None:
    """Paint an icon on a filled disc: how a verdict is shown."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(disc)
    painter.drawEllipse(rect)
    painter.restore()
    inset = rect.width() * 0.22
    paint_icon(painter, name, rect.adjusted(inset, inset, -inset, -inset), colour, 3.2)


def paint_mark(painter: QPainter, rect: QRectF) -> None:
    """Paint the program's mark: white bars on a square of the accent colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 22, rect.height() / 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ACCENT)
    painter.drawRoundedRect(QRectF(0, 0, 22, 22), 6, 6)
    painter.setBrush(Qt.GlobalColor.white)
    for left, width in ((4.5, 2.0), (8.5, 1.5), (12.0, 2.5), (16.0, 1.5)):
        painter.drawRect(QRectF(left, 5.5, width, 11))
    painter.restore()


def application_icon() -> QIcon:
    """The icon of the window, in the sizes that desktops ask for."""
    made = QIcon()
    for pixels in (16, 32, 64, 128, 256):
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_mark(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        made.addPixmap(pixmap)
    return made


def icon(name: str, colour: QColor, pixels: int = 18) -> QIcon:
    """An icon for a button or a menu, in single and double density."""
    return _painted(pixels, lambda painter, rect: paint_icon(painter, name, rect, colour, 2.0))


def disc_icon(name: str, disc: QColor, pixels: int = 20) -> QIcon:
    """A white icon on a disc, for a list."""
    white = QColor(Qt.GlobalColor.white)
    return _painted(pixels, lambda painter, rect: paint_disc(painter, name, rect, disc, white))


def _painted(pixels: int, paint: Callable[[QPainter, QRectF], None]) -> QIcon:
    made = QIcon()
    for density in (1, 2):
        pixmap = QPixmap(pixels * density, pixels * density)
        pixmap.setDevicePixelRatio(density)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
        # A chosen row keeps the colours of its icon: they mean something.
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            made.addPixmap(pixmap, mode)
    return made
