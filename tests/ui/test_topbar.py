"""The bar at the top: where, who, and how the line stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stockdesk.app.events import Connection, Link
from stockdesk.app.session import SignedIn
from stockdesk.core.location import Location, Rights, Storage
from stockdesk.ui import theme
from stockdesk.ui.topbar import Note, StatusLight, TopBar, age_text


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (None, "no catalogue yet"),
        (timedelta(seconds=59), "catalogue just now"),
        (timedelta(minutes=2), "catalogue 2 min old"),
        (timedelta(hours=5), "catalogue 5 h old"),
        (timedelta(days=3), "catalogue 3 days old"),
    ],
)
def test_age_is_told_in_the_largest_unit_that_fits(age: timedelta | None, words: str) -> None:
    assert age_text(age) == words


def test_status_says_in_words_what_its_colour_says(dressed: QApplication, qtbot: QtBot) -> None:
    light = StatusLight()
    qtbot.addWidget(light)
    words, colours = set(), set()
    for link in Link:
        light.show_connection(Connection(link, waiting=2, unknown=1))
        words.add(light.text.split(" · ")[0])
        colours.add((light._colour.name(), light._hollow))
        assert "2 waiting · 1 to look at" in light.text
    assert len(words) == len(Link)
    assert ("#0f7a3d", False) in colours


def test_storages_offered_are_those_that_the_rights_cover(dressed: QApplication, qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    storages = (Storage(10, "Shop"), Storage(11, "Room"), Storage(12, "Cellar"))
    rights = Rights(limited=True, storage_ids=frozenset({10, 11}))
    bar.show_session(SignedIn("account", Location(1, "Salon"), storages=storages, rights=rights), 11)
    actions = bar._place.menu().actions()
    assert [(action.text(), action.isChecked()) for action in actions] == [("Shop", False), ("Room", True)]
    with qtbot.waitSignal(bar.storage_chosen) as heard:
        actions[0].trigger()
    assert heard.args == [10]
    assert bar._place.text().startswith("Salon · Room")


def test_news_has_what_the_status_leaves_in_a_narrow_window(dressed: QApplication, qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.resize(872, 52)
    rights = Rights(limited=True, storage_ids=frozenset({10}))
    session = SignedIn("account", Location(1, "Salon Example"), storages=(Storage(10, "Shop"),), rights=rights)
    bar.show_session(session, 10)
    bar.status.show_connection(Connection(Link.ONLINE))
    bar.note.show_text("There is no port COM9. Plug the scanner in; it is taken up by itself.", theme.AMBER)
    bar.show()
    qtbot.waitExposed(bar)
    assert bar.status.width() >= bar.status.minimumSizeHint().width()
    assert bar.note.width() > 200


def test_news_goes_when_what_it_is_about_is_over(dressed: QApplication, qtbot: QtBot) -> None:
    note = Note()
    qtbot.addWidget(note)
    note.show_text("There is no port COM9.", theme.AMBER, about="COM9")
    note.forget("COM3")
    assert note.text == "There is no port COM9."
    note.show_text("Receipt No. 5 posted", theme.GREEN)
    note.forget("COM9")
    assert note.text == "Receipt No. 5 posted"
    note.show_text("There is no port COM9.", theme.AMBER, about="COM9")
    note.forget("COM9")
    assert (note.text, note.toolTip()) == ("", "")
