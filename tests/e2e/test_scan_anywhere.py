"""Real keys of a scanner, whatever is open and wherever the focus is; and real keys of a person, which still type."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.support.scanprogram import ScanProgram, code_of, scan_program
from tests.support.xkeys import CONTROL

EAN = "4006381333931"
MARKED = "0104006381333931215abcDE\x1d93Zx0="
ESCAPE, F2, F8, DOWN, RIGHT_BRACKET, J = 9, 68, 74, 116, 35, 44
ALT, NUM_LOCK = 64, 77
KEYPAD = (90, 87, 88, 89, 83, 84, 85, 79, 80, 81)
"""The keys of the digits 0 to 9."""
UNTOUCHED = {"typed": "", "cells": "", "list": "1 one", "clicks": 0, "shortcuts": 0, "accepted": 0}


@pytest.fixture(scope="module")
def running() -> Iterator[ScanProgram]:
    with scan_program() as program:
        yield program


@pytest.fixture
def program(running: ScanProgram) -> ScanProgram:
    """The program with empty fields and the focus in the first."""
    running.ask("reset")
    running.until_state("focus", "field")
    return running


def scans_whole(program: ScanProgram, code: str = MARKED, suffix: str = "\r\n") -> None:
    """Scan; the code must come whole, and nothing else must have happened."""
    program.keys.scan(code, suffix, pause=200)
    assert code_of(program.scanned()) == code
    state = program.settled()
    assert {name: state[name] for name in UNTOUCHED} == UNTOUCHED


@pytest.mark.parametrize("suffix", ["\r", "\r\n", "\r\r", "\t", ""])
@pytest.mark.parametrize("name", ["field", "other", "button", "table", "list", "plain"])
def test_scan_touches_nothing_that_has_the_focus(program: ScanProgram, name: str, suffix: str) -> None:
    program.ask(f"focus {name}")
    scans_whole(program, MARKED, suffix)
    assert program.ask("state")["focus"] == name


def test_scan_touches_no_editor_in_a_table(program: ScanProgram) -> None:
    program.ask("focus table")
    program.keys.tap(F2)
    program.keys.flush()
    program.until_state("focus", "QLineEdit")
    scans_whole(program)
    assert program.ask("state")["focus"] == "QLineEdit"


@pytest.mark.parametrize("popup", ["menu", "list"])
def test_scan_chooses_nothing_in_an_open_menu_or_list(program: ScanProgram, popup: str) -> None:
    program.ask(popup)
    program.until_state("popup", True)
    scans_whole(program)
    assert program.ask("state")["popup"] is True


def test_scan_chooses_nothing_in_the_list_of_a_completer(program: ScanProgram) -> None:
    program.ask("focus other")
    program.keys.type("a")
    program.until_state("popup", True)
    program.keys.scan(EAN, pause=200)
    assert code_of(program.scanned()) == EAN
    state = program.settled()
    assert (state["typed"], state["popup"]) == ("a", True)


def test_scan_answers_no_dialog(program: ScanProgram) -> None:
    program.ask("dialog")
    program.until_state("focus", "QLineEdit")
    scans_whole(program)
    assert program.ask("state")["dialog"] is True


@pytest.mark.parametrize("popup", ["menu", "list"])
@pytest.mark.parametrize("keys_before", [1, 3, 9])
def test_menu_that_opens_during_a_scan_gets_none_of_it(program: ScanProgram, popup: str, keys_before: int) -> None:
    program.ask(f"after {keys_before} {popup}")
    scans_whole(program)
    assert program.ask("state")["popup"] is True


@pytest.mark.parametrize("keys_before", [1, 3, 6])
def test_scan_that_goes_on_in_another_window_is_one_scan(program: ScanProgram, keys_before: int) -> None:
    state, scans = program.scan_evenly(EAN, "\r", 15, f"after {keys_before} second")
    assert [code_of(said) for said in scans] == [EAN]
    assert state["windows"] == 2
    assert {name: state[name] for name in UNTOUCHED} == UNTOUCHED


@pytest.mark.parametrize("popup", ["menu", "list"])
def test_key_in_the_queue_behind_a_menu_that_opens_does_not_escape(popup: str) -> None:
    """The program is busy while it opens its first menu; Qt gives the menu keys before it has the focus."""
    with scan_program() as program:
        program.ask(f"after 1 {popup} 300")
        program.keys.type("a", gap=0)
        program.keys.scan(MARKED, pause=60)
        assert code_of(program.scanned()) == MARKED
        state = program.settled()
        assert (state["list"], state["clicks"], state["popup"]) == ("1 one", 0, True)


@pytest.mark.parametrize("num_lock", [False, True])
def test_scanner_that_holds_alt_and_types_on_the_keypad_is_read(program: ScanProgram, num_lock: bool) -> None:
    code = "Ab-4006381"
    for _ in range(num_lock):
        program.keys.tap(NUM_LOCK)
    for character in code:
        program.keys.put(ALT, down=True)
        for digit in f"{ord(character):04}":
            program.keys.tap(KEYPAD[int(digit)])
        program.keys.put(ALT, down=False)
    program.keys.character("\r")
    for _ in range(num_lock):
        program.keys.tap(NUM_LOCK)
    program.keys.flush()
    assert program.scanned()["scan"]["text"] == code
    state = program.settled()
    assert {name: state[name] for name in UNTOUCHED} == UNTOUCHED


def test_typed_text_reaches_its_field(program: ScanProgram) -> None:
    program.keys.type("Seife 4711, gross", gap=90)
    program.until_state("typed", "Seife 4711, gross")


def test_typed_keys_reach_a_menu_and_a_dialog(program: ScanProgram) -> None:
    program.ask("menu")
    program.until_state("popup", True)
    program.keys.tap(ESCAPE)
    program.keys.flush()
    program.until_state("popup", False)
    program.ask("dialog")
    program.until_state("focus", "QLineEdit")
    program.keys.type("7\r", gap=90)
    program.until_state("accepted", 1)
    assert program.ask("state")["typed"] == "7"


def test_shortcut_of_a_person_fires(program: ScanProgram) -> None:
    for key, held in ((F8, ()), (RIGHT_BRACKET, (CONTROL,)), (J, (CONTROL,))):
        before = program.settled()["shortcuts"]
        program.keys.tap(key, *held, wait=200)
        program.keys.flush()
        program.until_state("shortcuts", before + 1)


def test_dead_keys_of_a_person_compose(program: ScanProgram) -> None:
    environ = program.screen.environ
    subprocess.run(["setxkbmap", "us", "-variant", "intl"], env=environ, check=True)
    try:
        # On this layout the apostrophe, the circumflex, the quotation mark and the tilde are dead keys.
        program.keys.type("'e^a\"u~n' '' x", gap=90)
        program.until_state("typed", "éâüñ'´ x")
        scans_whole_but_typed = program.settled()
        program.keys.scan("A'E^B\"U`", pause=200)
        assert code_of(program.scanned()) == "A'E^B\"U`"
        assert program.settled()["typed"] == scans_whole_but_typed["typed"]
    finally:
        subprocess.run(["setxkbmap", "us"], env=environ, check=True)
