"""The ground of a row in a list: the chosen one is tinted with a bar at its left, a thin line ends each."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from stockdesk.ui import theme


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem) -> QRect:
    """Paint the ground of the row that ``option`` tells; return the row's place."""
    rect: QRect = option.rect
    state: QStyle.StateFlag = option.state
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, theme.ACCENT_SOFT)
        painter.fillRect(rect.left(), rect.top(), 4, rect.height(), theme.ACCENT)
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.RULE_SOFT)
    return rect
