"""What a person types with dead keys, as any other program writes it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from stockdesk.ui.deadkeys import DeadKeys

DEAD = {
    "´": Qt.Key.Key_Dead_Acute,
    "`": Qt.Key.Key_Dead_Grave,
    "^": Qt.Key.Key_Dead_Circumflex,
    "~": Qt.Key.Key_Dead_Tilde,
    "¨": Qt.Key.Key_Dead_Diaeresis,
    "ˇ": Qt.Key.Key_Dead_Caron,
    "¸": Qt.Key.Key_Dead_Cedilla,
    "°": Qt.Key.Key_Dead_Abovering,
    "˛": Qt.Key.Key_Dead_Ogonek,
    "˘": Qt.Key.Key_Dead_Breve,
    "¯": Qt.Key.Key_Dead_Macron,
    "˙": Qt.Key.Key_Dead_Abovedot,
    "˝": Qt.Key.Key_Dead_Doubleacute,
    "/": Qt.Key.Key_Dead_Stroke,
    "ͺ": Qt.Key.Key_Dead_Iota,
}
"""A dead key, written as its accent alone."""


def press(keys: DeadKeys, character: str) -> str:
    """Press a dead key or another one; what is written then."""
    texts = keys.typed(DEAD[character].value, "") if character in DEAD else keys.typed(ord(character), character)
    return character if texts is None else "".join(texts)


def written(characters: str) -> str:
    """What a series of keys writes."""
    keys = DeadKeys()
    return "".join(press(keys, character) for character in characters)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("´e", "é"),
        ("´E", "É"),
        ("`a", "à"),
        ("^o", "ô"),
        ("~n", "ñ"),
        ("¨u", "ü"),
        ("ˇc", "č"),
        ("ˇt", "ť"),
        ("¸s", "ş"),
        ("°u", "ů"),
        ("˛a", "ą"),
        ("˘g", "ğ"),
        ("¯u", "ū"),
        ("˙z", "ż"),
        ("˝o", "ő"),
        ("/o", "ø"),
        ("/L", "Ł"),
        ("/d", "đ"),
        ("´α", "ά"),
        ("caf´e", "café"),
    ],
)
def test_dead_key_and_its_letter_are_one_character(typed: str, expected: str) -> None:
    assert written(typed) == expected


@pytest.mark.parametrize(("typed", "expected"), [("´ ", "'"), ("¨ ", '"'), ("^ ", "^"), ("~ ", "~"), ("` ", "`")])
def test_dead_key_and_space_are_the_sign_that_is_printed_on_the_key(typed: str, expected: str) -> None:
    assert written(typed) == expected


@pytest.mark.parametrize("accent", ["´", "`", "^", "~", "¨", "ˇ"])
def test_dead_key_pressed_twice_is_the_accent_itself(accent: str) -> None:
    assert written(accent * 2) == accent


@pytest.mark.parametrize(("typed", "expected"), [("´x", "´x"), ("^1", "^1"), ("~%", "~%"), ("´¨q", "´¨q")])
def test_what_makes_no_character_is_written_one_behind_the_other(typed: str, expected: str) -> None:
    assert written(typed) == expected


@pytest.mark.parametrize(("typed", "expected"), [("´^a", "ấ"), ("^´a", "ấ"), ("¨´ι", "ΐ"), ("´¨ι", "ΐ")])
def test_two_dead_keys_may_meet_on_one_letter_in_any_order(typed: str, expected: str) -> None:
    assert written(typed) == expected


def test_letter_of_another_script_bears_a_mark_without_a_character_of_its_own() -> None:
    assert written("´а") == "а\u0301"


def test_shift_between_dead_key_and_letter_changes_nothing() -> None:
    keys = DeadKeys()
    assert keys.typed(Qt.Key.Key_Dead_Acute.value, "") == ()
    assert keys.typed(Qt.Key.Key_Shift.value, "") is None
    assert keys.typed(Qt.Key.Key_E.value, "E") == ("É",)


def test_backspace_takes_back_the_dead_key_and_nothing_else() -> None:
    keys = DeadKeys()
    keys.typed(Qt.Key.Key_Dead_Acute.value, "")
    assert keys.typed(Qt.Key.Key_Backspace.value, "\b") == ()
    assert keys.typed(Qt.Key.Key_Backspace.value, "\b") is None
    assert keys.typed(Qt.Key.Key_E.value, "e") is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Left, Qt.Key.Key_F9])
def test_key_that_writes_nothing_goes_on_and_ends_the_waiting(key: Qt.Key) -> None:
    keys = DeadKeys()
    keys.typed(Qt.Key.Key_Dead_Acute.value, "")
    assert keys.typed(key.value, "\r" if key is Qt.Key.Key_Return else "") is None
    assert keys.typed(Qt.Key.Key_E.value, "e") is None


def test_command_with_a_dead_key_is_no_accent() -> None:
    keys = DeadKeys()
    assert keys.typed(Qt.Key.Key_Dead_Acute.value, "", command=True) is None
    assert keys.typed(Qt.Key.Key_E.value, "e") is None


def test_forgotten_dead_key_does_not_come_back() -> None:
    keys = DeadKeys()
    keys.typed(Qt.Key.Key_Dead_Acute.value, "")
    keys.forget()
    assert keys.typed(Qt.Key.Key_E.value, "e") is None


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="".join(DEAD))))
def test_text_without_dead_keys_is_left_alone(text: str) -> None:
    keys = DeadKeys()
    assert all(keys.typed(ord(character), character) is None for character in text)


@given(st.lists(st.sampled_from(sorted(DEAD)), min_size=1, max_size=3, unique=True), st.characters(categories=["Ll"]))
def test_letter_is_never_lost(accents: list[str], letter: str) -> None:
    result = unicodedata.normalize("NFKD", written("".join(accents) + letter))
    plain = unicodedata.normalize("NFKD", letter)[0]
    strokes = {stroked for stroked in result if unicodedata.name(stroked, "").endswith("WITH STROKE")}
    assert plain in result or strokes
