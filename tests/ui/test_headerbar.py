"""The header: the fields of a kind, their defaults, and what a change tells."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from stockdesk.app.session import SignedIn
from stockdesk.core.document import set_header
from stockdesk.core.location import Location, Storage, Supplier, TeamMember
from stockdesk.core.operation import Kind
from stockdesk.ui.headerbar import HeaderBar
from tests.support.lines import Scribe

HERE = SignedIn(
    "http://127.0.0.1|1",
    Location(4564, "Salon", "Europe/Berlin", "€"),
    user_id=7,
    storages=(Storage(10, "Shop"), Storage(11, "Room")),
    team=(TeamMember(1, "Bea"), TeamMember(2, "Anna", user_id=7), TeamMember(3, "Gone", fired=True)),
    suppliers=(Supplier(5, "Beauty Trade"),),
)


def shown(bar: HeaderBar, kind: Kind, scribe: Scribe) -> list[str]:
    bar.show_sheet(scribe.sheet, kind, HERE)
    return [box.accessibleName() for box in bar.findChildren(QComboBox) if box.isVisibleTo(bar)]


def test_each_kind_shows_its_own_choices(dressed: QApplication, qtbot: QtBot) -> None:
    bar = HeaderBar()
    qtbot.addWidget(bar)
    found = {kind: shown(bar, kind, Scribe(kind)) for kind in Kind}
    assert found == {
        Kind.RECEIPT: ["Supplier", "Person"],
        Kind.USAGE: ["Person"],
        Kind.WRITEOFF: ["Person"],
        Kind.TRANSFER: ["To", "Person"],
    }


def test_person_is_the_users_own_row_and_nobody_who_left(dressed: QApplication, qtbot: QtBot) -> None:
    bar = HeaderBar()
    qtbot.addWidget(bar)
    shown(bar, Kind.USAGE, Scribe(Kind.USAGE))
    box = bar.choice("member")
    assert box.currentText() == "Anna"
    assert [box.itemText(row) for row in range(box.count())] == ["Bea", "Anna"]


def test_somebody_who_left_since_is_not_shown_as_the_one_who_posts(dressed: QApplication, qtbot: QtBot) -> None:
    bar, scribe = HeaderBar(), Scribe()
    qtbot.addWidget(bar)
    scribe.write(set_header("member", "3"))
    shown(bar, Kind.RECEIPT, scribe)
    assert bar.choice("member").currentText() == "Anna"


@pytest.mark.parametrize("width", [872, 1214])
@pytest.mark.parametrize("kind", list(Kind))
def test_header_is_one_line_that_fits_in_the_narrowest_window(
    width: int, kind: Kind, dressed: QApplication, qtbot: QtBot
) -> None:
    """872 is a window of 1024 without the navigation, 1214 one of 1366."""
    bar, scribe = HeaderBar(), Scribe(kind)
    qtbot.addWidget(bar)
    scribe.write(set_header("date", "2020-11-22T14:05:00+01:00"))
    shown(bar, kind, scribe)
    bar.resize(width, bar.sizeHint().height())
    bar.show()
    qtbot.waitExposed(bar)
    fields = [*bar.findChildren(QComboBox), *bar.findChildren(QLineEdit), *bar.findChildren(QPushButton)]
    places = [(field.mapTo(bar, QPoint(0, 0)), field) for field in fields if field.isVisible()]
    assert bar.minimumSizeHint().width() <= width
    assert len({place.y() for place, _ in places}) == 1
    assert all(place.x() + field.width() <= width - 24 for place, field in places)
    assert all(field.width() >= field.minimumSizeHint().width() for _, field in places)


def test_wheel_does_not_change_a_choice_in_passing(dressed: QApplication, qtbot: QtBot) -> None:
    bar = HeaderBar()
    qtbot.addWidget(bar)
    shown(bar, Kind.RECEIPT, Scribe())
    box = bar.choice("supplier")
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert box.currentText() == "no supplier"


def test_chosen_supplier_is_told_by_its_id(dressed: QApplication, qtbot: QtBot) -> None:
    bar = HeaderBar()
    qtbot.addWidget(bar)
    shown(bar, Kind.RECEIPT, Scribe())
    with qtbot.waitSignal(bar.changed) as heard:
        QTest.keyClick(bar.choice("supplier"), Qt.Key.Key_Down)
    assert heard.args == ["supplier", "5"]


def test_header_shows_what_the_document_holds(dressed: QApplication, qtbot: QtBot) -> None:
    bar, scribe = HeaderBar(), Scribe()
    qtbot.addWidget(bar)
    scribe.write(set_header("supplier", "5"))
    scribe.write(set_header("comment", "delivery of Monday"))
    shown(bar, Kind.RECEIPT, scribe)
    assert bar.choice("supplier").currentText() == "Beauty Trade"
    assert [field.text() for field in bar.findChildren(QLineEdit)] == ["delivery of Monday"]


def test_comment_is_told_once_with_its_blanks_put_in_order(dressed: QApplication, qtbot: QtBot) -> None:
    bar = HeaderBar()
    qtbot.addWidget(bar)
    shown(bar, Kind.RECEIPT, Scribe())
    heard: list[tuple[str, str]] = []
    bar.changed.connect(lambda name, value: heard.append((name, value)))
    (comment,) = bar.findChildren(QLineEdit)
    comment.setText("  two   words ")
    bar.commit()
    bar.commit()
    assert heard == [("comment", "two words")]
