"""The sign-in form."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTabBar
from pytestqt.qtbot import QtBot

from stockdesk.core.location import Location
from stockdesk.ui.signinview import Credentials, SignInView


def fields(view: SignInView) -> dict[str, QLineEdit]:
    return {field.accessibleName(): field for field in view.findChildren(QLineEdit) if field.isVisibleTo(view)}


def go(view: SignInView) -> QPushButton:
    return next(button for button in view.findChildren(QPushButton) if button.text() == "Sign in")


def test_secrets_are_never_shown(dressed: QApplication, qtbot: QtBot) -> None:
    view = SignInView("https://api.alteg.io")
    qtbot.addWidget(view)
    hidden = {name for name, field in fields(view).items() if field.echoMode() is QLineEdit.EchoMode.Password}
    assert hidden == {"Partner token", "Password"}


def test_pasted_user_token_takes_the_place_of_login_and_password(dressed: QApplication, qtbot: QtBot) -> None:
    view = SignInView("https://api.alteg.io")
    qtbot.addWidget(view)
    view.findChildren(QTabBar)[0].setCurrentIndex(1)
    shown = fields(view)
    assert set(shown) == {"Server", "Partner token", "User token"}
    shown["Partner token"].setText("partner")
    shown["User token"].setText(" token ")
    with qtbot.waitSignal(view.wanted) as heard:
        go(view).click()
    assert heard.args == [Credentials("https://api.alteg.io", "partner", user_token="token")]


def test_button_waits_for_the_answer(dressed: QApplication, qtbot: QtBot) -> None:
    view = SignInView("https://api.alteg.io")
    qtbot.addWidget(view)
    for name, text in (("Partner token", "p"), ("Login", "l"), ("Password", " s ")):
        fields(view)[name].setText(text)
    button = go(view)
    with qtbot.waitSignal(view.wanted) as heard:
        button.click()
    assert heard.args == [Credentials("https://api.alteg.io", "p", "l", " s ")]
    assert not button.isEnabled()
    view.show_error("no")
    assert button.isEnabled()


def test_location_is_chosen_from_a_list(dressed: QApplication, qtbot: QtBot) -> None:
    view = SignInView("https://api.alteg.io")
    qtbot.addWidget(view)
    places = [Location(1, "One"), Location(2, "Two")]
    view.offer(places)
    assert view.offering
    with qtbot.waitSignal(view.location_chosen) as heard:
        view._places.itemActivated.emit(view._places.item(1))
    assert heard.args == [places[1]]
