"""Sheets of codes as PDF files: symbols made, pages laid out, each code read back from its page, then saved.

Imported where a sheet is wanted and not before: it brings Qt's painting along.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stockdesk.core.errors import StockdeskError
from stockdesk.core.setupcodes import SETUP_CODES, Purpose
from stockdesk.core.symbol import Symbology
from stockdesk.labels.raster import paint_symbol
from stockdesk.labels.readback import read_back
from stockdesk.labels.symbol import bracketed, make_symbol
from stockdesk.reports.codesheet import Paper, Sheet, page_image, sheet_pdf
from stockdesk.reports.commandsheet import CommandCell, CommandGroup, command_sheet
from stockdesk.reports.setupsheet import SetupStep, setup_sheet


@dataclass(frozen=True, slots=True)
class SheetCommand:
    """One command for the sheet: its code, what it does, its group's heading, the key that does the same (or empty)."""

    code: str
    words: str
    group: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What stands around the codes: title, introduction, and the foot of each page."""

    title: str
    introduction: str
    foot: str


@dataclass(frozen=True, slots=True)
class SetupWords:
    """The words of the set-up sheet: ``steps`` are heading and text for each test code, ``notes`` come below them."""

    sheet: SheetWords
    steps: Mapping[Purpose, tuple[str, str]]
    notes: Sequence[str] = ()


def save_command_sheet(path: Path, commands: Sequence[SheetCommand], words: SheetWords, paper: Paper = "A4") -> int:
    """Save the command codes, grouped in the order given, as a PDF at ``path``; return how many codes were read back.

    Needs a ``QGuiApplication``. Nothing is saved unless every code reads back from its page. Raises
    ``symbol.unreadable``, ``symbol.no-room``, the errors of ``labels.symbol.make_symbol``, ``sheet.unwritable``.
    """
    groups: dict[str, list[CommandCell]] = {}
    for command in commands:
        symbol = make_symbol(Symbology.CODE_128, command.code)
        groups.setdefault(command.group, []).append(CommandCell(symbol, command.words, command.key))
    grouped = [CommandGroup(title, tuple(cells)) for title, cells in groups.items()]
    return _save(path, command_sheet(paper, words.title, words.introduction, words.foot, grouped))


def save_setup_sheet(path: Path, words: SetupWords, paper: Paper = "A4") -> int:
    """Save the test codes of ``core.setupcodes`` as a PDF at ``path``; otherwise as ``save_command_sheet``."""
    steps = []
    for code in SETUP_CODES:
        heading, text = words.steps[code.purpose]
        shown = bracketed(code.content) if code.symbology is Symbology.GS1_DATAMATRIX else code.content
        steps.append(SetupStep(heading, text, make_symbol(code.symbology, code.content), shown))
    around = words.sheet
    return _save(path, setup_sheet(paper, around.title, around.introduction, around.foot, steps, words.notes))


def _save(path: Path, sheet: Sheet) -> int:
    count = 0
    for number, page in enumerate(sheet.pages):
        image = page_image(sheet, number, paint_symbol)
        for placed in page.symbols:
            read_back(image.copy(placed.area), placed.sized.symbol)
            count += 1
    _replace(path, sheet_pdf(sheet, paint_symbol))
    return count


def _replace(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path`` and put it there in one step: an older sheet is whole until the new one is."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # else the name could reach the disk before the content
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise StockdeskError("sheet.unwritable", path=str(path), detail=error.strerror or str(error)) from error
