"""The banner: one height, one repaint, and words that never run into the numbers."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.ui import theme
from stockdesk.ui.banner import Banner, Message, Tone


def painted(banner: Banner) -> QImage:
    banner.resize(1214, theme.BANNER_PIXELS)
    return banner.grab().toImage()


def test_each_tone_looks_different_and_keeps_the_height(dressed: QApplication, qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    grounds = set()
    for tone in Tone:
        banner.show_message(Message(tone, "Soap 90 g", "Taken", "4000000000014 · scan 3", "× 12", "+1", "88 → 100"))
        image = painted(banner)
        grounds.add(image.pixelColor(4, 4).name())
        assert image.height() == theme.BANNER_PIXELS
    assert len(grounds) == len(Tone)


def test_long_title_stops_before_the_number(dressed: QApplication, qtbot: QtBot) -> None:
    """The strip left of the number stays empty, however long the title is."""
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message(Message(Tone.ACCEPTED, "Shampoo " * 60, "Taken", "4000000000014", "× 1", "+1", "1 → 2"))
    image = painted(banner)
    strip = {image.pixelColor(x, y).name() for x in range(868, 884) for y in range(20, 100)}
    assert strip == {theme.GREEN_SOFT.name()}


def test_long_sentence_is_set_on_two_lines_within_the_banner(dressed: QApplication, qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message(Message(Tone.REFUSED, "Not taken", "Refused", "What happened and what to do next. " * 7))
    image = painted(banner)
    assert {image.pixelColor(x, theme.BANNER_PIXELS - 2).name() for x in range(400, 800)} == {theme.RED_SOFT.name()}


def test_sentence_too_long_for_two_lines_ends_in_dots(dressed: QApplication, qtbot: QtBot) -> None:
    """The two lines stand where two lines of fewer words stand; nothing of a third one is seen below them."""
    banner = Banner()
    qtbot.addWidget(banner)
    ink = []
    for words in ("Both of these lines fit, all of their words. " * 5, "What happened and what to do next. " * 30):
        banner.show_message(Message(Tone.REFUSED, "Not taken", "Refused", words))
        image = painted(banner)
        ground = theme.RED_SOFT.name()
        rows = [y for y in range(66, 109) if any(image.pixelColor(x, y).name() != ground for x in range(260, 1200))]
        ink.append(rows[-1])
    assert ink[0] == ink[1] < theme.BANNER_PIXELS - 6


def test_banner_speaks_what_it_shows(dressed: QApplication, qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message(Message(Tone.ACCEPTED, "Soap 90 g", "Taken", "scan 3", "× 12"))
    assert banner.accessibleDescription() == "Taken · Soap 90 g · × 12 · scan 3"


def test_running_number_keeps_its_size_beside_a_long_sentence(dressed: QApplication, qtbot: QtBot) -> None:
    """Word and number at the left look the same whatever comes behind them."""
    banner = Banner()
    qtbot.addWidget(banner)
    seen = []
    for detail in ("", "What happened and what to do next. " * 7):
        banner.show_message(Message(Tone.REFUSED, "Not taken", "Refused", detail, scan="scan 47"))
        seen.append(painted(banner).copy(100, 66, 150, 44))
    assert seen[0] == seen[1]


def test_long_code_stops_before_the_number(dressed: QApplication, qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message(Message(Tone.ACCEPTED, "Soap", "Taken", "", "× 1", "+1", "1 → 2", scan="scan 4 · " + "8" * 90))
    image = painted(banner)
    assert {image.pixelColor(x, y).name() for x in range(868, 884) for y in range(20, 100)} == {theme.GREEN_SOFT.name()}


def test_pending_amount_is_shown_beside_the_last_scan(dressed: QApplication, qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message(Message(Tone.CALM, "Soap 90 g"))
    before = painted(banner)
    banner.set_pending("5")
    assert painted(banner) != before
    assert (banner.pending, banner.message.title) == ("5", "Soap 90 g")


def test_minus_is_shown_as_long_as_it_lasts(dressed: QApplication, qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message(Message(Tone.CALM, "Soap 90 g"))
    before = painted(banner)
    banner.set_minus(True)
    with_minus = painted(banner)
    banner.set_pending("5")
    assert before != with_minus != painted(banner)
    banner.set_minus(False)
    banner.set_pending("")
    assert (banner.minus, painted(banner)) == (False, before)
