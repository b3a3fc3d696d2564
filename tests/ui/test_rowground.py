"""The ground of a row in a list."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from stockdesk.ui import theme
from stockdesk.ui.rowground import paint_row_ground

ROW = QRect(0, 10, 80, 20)
WHITE = QColor("#ffffff")


def painted(option: QStyleOptionViewItem) -> QImage:
    image = QImage(80, 40, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    setattr(option, "rect", ROW)  # noqa: B010 - the stubs do not have it
    painter = QPainter(image)
    place = paint_row_ground(painter, option)
    painter.end()
    assert place == ROW
    return image


def colours(image: QImage, *places: tuple[int, int]) -> list[QColor]:
    return [image.pixelColor(*place) for place in places]


def test_row_ends_with_a_thin_line_and_paints_nothing_beside_it(dressed: QApplication) -> None:
    image = painted(QStyleOptionViewItem())
    assert colours(image, (1, 15), (40, 15), (40, 29)) == [WHITE, WHITE, theme.RULE_SOFT]
    assert colours(image, (1, 9), (40, 30)) == [WHITE, WHITE]


def test_chosen_row_is_tinted_with_a_bar_at_its_left(dressed: QApplication) -> None:
    option = QStyleOptionViewItem()
    setattr(option, "state", QStyle.StateFlag.State_Selected)  # noqa: B010 - the stubs do not have it
    image = painted(option)
    assert colours(image, (1, 15), (40, 15), (40, 29)) == [theme.ACCENT, theme.ACCENT_SOFT, theme.RULE_SOFT]
    assert colours(image, (1, 9), (40, 30)) == [WHITE, WHITE]
