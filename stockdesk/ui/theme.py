"""How the window looks: colours, sizes, fonts and the style sheet. One accent; three colours that mean a verdict."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from stockdesk.resources import resource_path

INK: Final = QColor("#14212e")
QUIET: Final = QColor("#55636f")
FAINT: Final = QColor("#8a96a1")
GROUND: Final = QColor("#eef1f5")
SURFACE: Final = QColor("#ffffff")
RULE: Final = QColor("#d9e0e7")
RULE_SOFT: Final = QColor("#e9edf2")
RAIL: Final = QColor("#13273b")
RAIL_INK: Final = QColor("#d3dee8")
RAIL_QUIET: Final = QColor("#93a7ba")
ACCENT: Final = QColor("#1c5fd4")
ACCENT_SOFT: Final = QColor("#e6effc")

GREEN: Final = QColor("#0f7a3d")
GREEN_SOFT: Final = QColor("#e0f4e7")
AMBER: Final = QColor("#8a5200")
AMBER_STRONG: Final = QColor("#d98a00")
AMBER_SOFT: Final = QColor("#fff1d4")
RED: Final = QColor("#b3201a")
RED_SOFT: Final = QColor("#fde4e2")

FAMILY: Final = "Inter"
TEXT_PIXELS: Final = 14
ROW_PIXELS: Final = 40
"""Height of a line: eight of them fit under banner, header and totals at 1366×768 (screens.md)."""
BANNER_PIXELS: Final = 112
RAIL_PIXELS: Final = 152

_FONT_FILES: Final = ("Inter-Regular.otf", "Inter-SemiBold.otf")
_DEGREES: Final = {400: QFont.Weight.Normal, 600: QFont.Weight.DemiBold}


def font(pixels: int = TEXT_PIXELS, *, strong: bool = False, tabular: bool = False) -> QFont:
    """A font of the window. ``tabular`` gives all digits one width, so that columns of numbers line up."""
    made = QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setWeight(_DEGREES[600 if strong else 400])
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def dress(application: QApplication) -> None:
    """Give the application its font, colours and style sheet."""
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(resource_path("fonts", name)))
    QFont.insertSubstitution(FAMILY, "Sans Serif")
    application.setStyle("Fusion")
    application.setFont(font())
    application.setPalette(_palette())
    application.setStyleSheet(_STYLE)


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: GROUND,
        QPalette.ColorRole.WindowText: INK,
        QPalette.ColorRole.Base: SURFACE,
        QPalette.ColorRole.AlternateBase: GROUND,
        QPalette.ColorRole.Text: INK,
        QPalette.ColorRole.Button: SURFACE,
        QPalette.ColorRole.ButtonText: INK,
        QPalette.ColorRole.Highlight: ACCENT,
        QPalette.ColorRole.HighlightedText: QColor(Qt.GlobalColor.white),
        QPalette.ColorRole.PlaceholderText: QColor("#6f7c88"),
        QPalette.ColorRole.ToolTipBase: INK,
        QPalette.ColorRole.ToolTipText: QColor(Qt.GlobalColor.white),
    }
    for role, colour in roles.items():
        palette.setColor(role, colour)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, FAINT)
    return palette


_NAMES: Final = {
    "ink": INK,
    "quiet": QUIET,
    "faint": FAINT,
    "ground": GROUND,
    "surface": SURFACE,
    "rule": RULE,
    "soft": RULE_SOFT,
    "rail": RAIL,
    "railink": RAIL_INK,
    "accent": ACCENT,
    "accentsoft": ACCENT_SOFT,
    "red": RED,
}

_SHEET: Final = """
QToolTip { border: 0; padding: 4px 8px; color: white; background: @ink; }

QLabel[role="title"] { font-size: 24px; font-weight: 600; }
QLabel[role="heading"] { font-size: 17px; font-weight: 600; }
QLabel[role="quiet"] { color: @quiet; }
QLabel[role="caption"] { color: @quiet; font-size: 12px; }
QLabel[role="answer"] { font-weight: 600; }
QLabel[role="error"] { color: @red; }

QLabel[role="key"] {
    background: @ground; border: 1px solid @rule; border-radius: 5px; padding: 3px 8px; font-size: 13px;
    font-weight: 600;
}

QFrame[role="card"] { background: @surface; border: 1px solid @rule; border-radius: 10px; }
QFrame[role="bar"] { background: @surface; border: 0; border-bottom: 1px solid @rule; }
QFrame[role="footer"] { background: @surface; border: 0; border-top: 1px solid @rule; }

QLineEdit, QComboBox, QDateTimeEdit, QPushButton[role="field"] {
    background: @surface; border: 1px solid @rule; border-radius: 6px; padding: 0 10px; min-height: 32px;
    selection-background-color: @accent;
}
QPushButton[role="field"] { text-align: left; }
QLineEdit:hover, QComboBox:hover, QDateTimeEdit:hover, QPushButton[role="field"]:hover { border-color: @faint; }
QLineEdit:focus, QComboBox:focus, QDateTimeEdit:focus, QPushButton[role="field"]:focus {
    border: 2px solid @accent; padding: 0 9px; min-height: 30px;
}
QDateTimeEdit::up-button, QDateTimeEdit::down-button { width: 0; border: 0; }
QLineEdit[wrong="true"] { border: 2px solid @red; padding: 0 9px; min-height: 30px; }
QLineEdit[role="cell"] { border-radius: 0; padding: 0 8px; border: 2px solid @accent; min-height: 0; }
QComboBox[role="cell"] { border-radius: 0; padding: 0 6px; border: 2px solid @accent; min-height: 0; }
QLineEdit[role="cell"][wrong="true"] { border: 2px solid @red; }
QLineEdit[role="search"] { font-size: 20px; min-height: 44px; border-radius: 8px; padding: 0 12px; }
QLineEdit[role="search"]:focus { min-height: 42px; padding: 0 11px; }
QComboBox::drop-down { border: 0; width: 28px; }
QComboBox::down-arrow { image: url(@arrow); width: 14px; height: 14px; }
QComboBox QAbstractItemView {
    border: 1px solid @rule; outline: 0; padding: 4px; background: @surface;
    selection-background-color: @accentsoft; selection-color: @ink;
}
QComboBox QAbstractItemView::item { min-height: 32px; padding: 0 8px; }

QPushButton {
    background: @surface; border: 1px solid @rule; border-radius: 6px; padding: 0 16px; min-height: 38px; outline: 0;
}
QPushButton:hover { border-color: @faint; }
QPushButton:focus { border: 2px solid @accent; padding: 0 15px; min-height: 36px; }
QPushButton:pressed { background: @ground; }
QPushButton:disabled { color: @faint; background: @ground; border-color: @soft; }
QPushButton[role="primary"] { background: @accent; color: white; border: 1px solid @accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: #174fb2; }
QPushButton[role="primary"]:focus { border: 2px solid @ink; }
QPushButton[role="primary"]:disabled { background: #a9c0e6; border-color: #a9c0e6; color: white; }
QPushButton[role="quiet"] { border-color: transparent; background: transparent; }
QPushButton[role="quiet"]:hover { background: @ground; }
QPushButton[role="quiet"]:focus { border: 2px solid @accent; }
QPushButton[role="menu"] {
    border: 1px solid transparent; background: transparent; padding: 0 10px; min-height: 32px; text-align: left;
}
QPushButton[role="menu"]:hover { background: @ground; }
QPushButton[role="menu"]:focus { border: 2px solid @accent; padding: 0 9px; min-height: 30px; }
QPushButton::menu-indicator { width: 0; }

QTabBar::tab { padding: 8px 14px; border: 0; border-bottom: 2px solid transparent; color: @quiet; }
QTabBar::tab:selected { color: @ink; border-bottom: 2px solid @accent; font-weight: 600; }
QTabBar::tab:selected:focus { background: @accentsoft; border-top-left-radius: 6px; border-top-right-radius: 6px; }
QTabBar { qproperty-drawBase: 0; outline: 0; }

QMenu { background: @surface; border: 1px solid @rule; padding: 6px; }
QMenu::item { padding: 8px 28px 8px 14px; border-radius: 4px; }
QMenu::item:selected { background: @accentsoft; color: @ink; }
QMenu::separator { height: 1px; background: @soft; margin: 6px 4px; }

QTableView, QListView, QTreeView {
    background: @surface; border: 0; outline: 0; gridline-color: transparent;
    selection-background-color: @accentsoft; selection-color: @ink;
}
QTableView[role="list"]::item, QListView[role="list"]::item { padding: 0 12px; }
QTableView[role="list"]::item:selected, QListView[role="list"]::item:selected { background: @accentsoft; color: @ink; }
QHeaderView { background: @surface; border: 0; }
QHeaderView::section {
    background: @surface; color: @quiet; border: 0; border-bottom: 1px solid @rule; padding: 0 12px; font-size: 12px;
}
QTableView[role="list"] QHeaderView::section { padding: 0 15px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: #c3ccd5; border-radius: 4px; min-height: 32px; margin: 2px; }
QScrollBar::handle:vertical:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; height: 0; width: 0;
}
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: #c3ccd5; border-radius: 4px; min-width: 32px; margin: 2px; }
"""


def _filled(sheet: str) -> str:
    for name in sorted(_NAMES, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", _NAMES[name].name())
    return sheet.replace("@arrow", resource_path("icons", "down.png").as_posix())


_STYLE: Final = _filled(_SHEET)
