"""The words of the printed sheets: every command code of the table of keys, words for every test code."""

from __future__ import annotations

from pathlib import Path

import pytest

from stockdesk.app.codesheets import save_command_sheet, save_setup_sheet
from stockdesk.core.command import ACTIONS, parse_command
from stockdesk.core.setupcodes import SETUP_CODES
from stockdesk.ui.codesheetwords import command_sheet_words, setup_sheet_words, sheet_commands
from stockdesk.ui.shortcuts import amount_codes
from tests.support.pdfpage import read_pdf


def test_every_command_and_every_amount_is_on_the_sheet_once() -> None:
    codes = [command.code for command in sheet_commands()]
    assert len(set(codes)) == len(codes)
    parsed = [parse_command(code) for code in codes]
    assert set(ACTIONS.values()) <= {command.action for command in parsed if command}
    assert {code for code, _ in amount_codes()} <= set(codes)


def test_every_code_is_a_command_that_the_program_knows() -> None:
    for command in sheet_commands():
        parsed = parse_command(command.code)
        assert parsed is not None
        assert parsed.action is not None


def test_commands_begin_with_a_capital_and_name_their_key() -> None:
    undo = next(command for command in sheet_commands() if command.code == "SD-CMD.UNDO")
    assert (undo.words, undo.key) == ("Undo", "Ctrl+Z")
    assert all(command.words[0] == command.words[0].upper() for command in sheet_commands())


def test_every_test_code_has_a_heading_and_a_text() -> None:
    words = setup_sheet_words()
    assert set(words.steps) == {code.purpose for code in SETUP_CODES}
    assert all(heading and text for heading, text in words.steps.values())


@pytest.mark.usefixtures("qapp")
def test_sheets_take_two_pages_and_one(tmp_path: Path) -> None:
    count = save_command_sheet(tmp_path / "commands.pdf", sheet_commands(), command_sheet_words())
    assert count == len(sheet_commands())
    assert len(read_pdf((tmp_path / "commands.pdf").read_bytes())) == 2
    for paper in ("A4", "Letter"):
        save_setup_sheet(tmp_path / "setup.pdf", setup_sheet_words(), paper)
        assert len(read_pdf((tmp_path / "setup.pdf").read_bytes())) == 1
