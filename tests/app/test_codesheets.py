"""Sheets saved as files: read back first, whole or not at all, the same on paper as on the picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from stockdesk.app.codesheets import (
    SetupWords,
    SheetCommand,
    SheetWords,
    save_command_sheet,
    save_setup_sheet,
)
from stockdesk.core.errors import StockdeskError
from stockdesk.core.setupcodes import SETUP_CODES
from stockdesk.core.symbol import Symbology
from stockdesk.labels.readback import decoded
from stockdesk.reports.codesheet import Paper
from tests.support.pdfpage import read_pdf

WORDS = SheetWords("Команды", "Scan a code.", "Print at 100 %.")
STEPS = {code.purpose: (f"Heading {code.purpose}", f"Text {code.purpose}") for code in SETUP_CODES}


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> QApplication:
    return qapp


def commands(count: int) -> list[SheetCommand]:
    return [SheetCommand(f"SD-CMD.QTY.{number}", f"× {number}", f"Group {number // 5}") for number in range(count)]


def codes_on_paper(path: Path) -> list[str]:
    """What a decoder finds on the pages of the file itself."""
    return [found.content for page in read_pdf(path.read_bytes()) for found in decoded(page.image())]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_every_command_is_read_back_and_stands_in_the_file(tmp_path: Path, paper: Paper) -> None:
    path = tmp_path / "commands.pdf"
    assert save_command_sheet(path, commands(12), WORDS, paper) == 12
    assert sorted(codes_on_paper(path)) == sorted(command.code for command in commands(12))


def test_words_and_codes_of_the_sheet_can_be_read_and_copied(tmp_path: Path) -> None:
    path = tmp_path / "commands.pdf"
    save_command_sheet(path, [SheetCommand("SD-CMD.UNDO", "Отменить", "Документ", "Ctrl+Z")], WORDS)
    (page,) = read_pdf(path.read_bytes())
    assert page.text.split("\n") == [
        "Команды", "Scan a code.", "Документ", "Отменить", "SD-CMD.UNDO  ·  Ctrl+Z", "Print at 100 %.", "1 / 1",
    ]  # fmt: skip


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_set_up_sheet_has_every_test_code_in_its_order(tmp_path: Path, paper: Paper) -> None:
    path = tmp_path / "setup.pdf"
    assert save_setup_sheet(path, SetupWords(WORDS, STEPS, ("See the manual.",)), paper) == len(SETUP_CODES)
    pages = read_pdf(path.read_bytes())
    found = [each for page in pages for each in decoded(page.image())]
    assert {(each.symbology, each.content) for each in found} == {
        (code.symbology, code.content) for code in SETUP_CODES
    }
    text = "\n".join(page.text for page in pages)
    places = [text.index(f"Heading {code.purpose}") for code in SETUP_CODES]
    assert places == sorted(places)
    assert "(01)09524701836412(10)Lot.7a(21)xY-42" in text


def test_gs1_test_code_keeps_its_separator_on_paper(tmp_path: Path) -> None:
    path = tmp_path / "setup.pdf"
    save_setup_sheet(path, SetupWords(WORDS, STEPS))
    found = [each for page in read_pdf(path.read_bytes()) for each in decoded(page.image())]
    (gs1,) = [each for each in found if each.symbology is Symbology.GS1_DATAMATRIX]
    assert "\x1d21" in gs1.content


def test_older_sheet_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "commands.pdf"
    path.write_bytes(b"old")
    save_command_sheet(path, commands(2), WORDS)
    assert path.read_bytes().startswith(b"%PDF")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("code", "refusal"), [("SD-CMD.ä", "symbol.characters"), ("X" * 45, "symbol.no-room")])
def test_code_that_cannot_be_printed_leaves_the_older_sheet_as_it_was(tmp_path: Path, code: str, refusal: str) -> None:
    path = tmp_path / "commands.pdf"
    path.write_bytes(b"old")
    with pytest.raises(StockdeskError, match=refusal):
        save_command_sheet(path, [*commands(1), SheetCommand(code, "Wrong", "Group 0")], WORDS)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "commands.pdf"
    folder.mkdir()
    for path in (folder, tmp_path / "no such folder" / "commands.pdf"):
        with pytest.raises(StockdeskError) as caught:
            save_command_sheet(path, commands(1), WORDS)
        assert caught.value.code == "sheet.unwritable"
        assert caught.value.arguments["path"] == str(path)
        assert caught.value.arguments["detail"]
    assert list(tmp_path.iterdir()) == [folder]
