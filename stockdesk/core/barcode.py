"""From the text of a scan to its readings: what the code may name, in the order in which to look it up.

The one entry is ``interpret``. It never raises, whatever the text; a code that cannot be taken comes back with a
sentence in ``refused``. The rules, each measured: a symbology identifier ends all guessing; a number with a right check
digit is a trade item before it is GS1 data; six or seven digits are a code of the house, never a UPC-E; a wrong check
digit never gives a trade item number, but the text may still stand in the catalogue as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stockdesk.core.command import parse_command
from stockdesk.core.elementstring import GS, is_element_string, parse_digital_link, parse_element_string, unbracketed
from stockdesk.core.gs1content import WINDOW_YEAR
from stockdesk.core.gtin import is_number, isbn10_to_gtin13, issn_to_gtin13
from stockdesk.core.instore import DEFAULT_PATTERNS, Pattern
from stockdesk.core.number import read_addon, read_gtin, read_symbol_number, trade_item_readings
from stockdesk.core.reading import Reading, from_elements
from stockdesk.core.remark import Fault, Remark

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST: Final = 7089
"""Characters in the largest QR code (digits, version 40, level L); longer text is no single scan."""

_BLANKS: Final = " \t\r\n\v\f\xa0\ufeff"
_AIM: Final = re.compile(r"\][A-Zcdehopsz][0-9A-Za-z]")
_GS1_SYMBOLS: Final = {
    "]C1": "GS1-128",
    "]d2": "GS1 DataMatrix",
    "]Q3": "GS1 QR Code",
    "]J1": "GS1 DotCode",
    "]e0": "GS1 DataBar",
    "]e1": "GS1 Composite",
    "]e2": "GS1 Composite",
}
_SYMBOLS: Final = {
    "A": "Code 39",
    "C": "Code 128",
    "E": "EAN/UPC",
    "F": "Codabar",
    "G": "Code 93",
    "H": "Code 11",
    "I": "ITF",
    "J": "DotCode",
    "L": "PDF417",
    "M": "MSI",
    "Q": "QR Code",
    "R": "Code 2 of 5",
    "S": "Code 2 of 5",
    "U": "MaxiCode",
    "d": "Data Matrix",
    "e": "GS1 DataBar",
    "z": "Aztec",
}
_HYPHENATED: Final = re.compile(r"[0-9][0-9 -]*[0-9Xx]")


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What one scan may mean.

    ``raw`` is the text as it came, ``aim`` the symbology identifier with its bracket (``"]E0"``), ``text`` the rest
    without outer blanks: what an exact look-up takes. ``readings`` are in the order to try; ``refused`` says why there
    is none, or why the text is not the number it looks like (it is then left as a house code with a warning).
    """

    raw: str
    aim: str | None
    text: str
    readings: tuple[Reading, ...]
    refused: Remark | None

    @property
    def is_sure(self) -> bool:
        """True if the text proves itself: a right check digit, GS1 data, a command; no house code does."""
        return self.refused is None and any(reading.kind != "house" for reading in self.readings)


def interpret(text: str, patterns: Sequence[Pattern] = DEFAULT_PATTERNS, year: int = WINDOW_YEAR) -> Interpretation:
    """Return the readings of ``text``, any text at all; ``patterns`` are the shop's in-store numbers, first match wins.

    ``year`` is the year that two-digit GS1 years are read around.
    """
    trimmed = text.strip(_BLANKS)
    found = _AIM.match(trimmed)
    aim = found[0] if found else None
    body = trimmed[len(aim) :].strip(_BLANKS) if aim else trimmed
    try:
        _refuse_impossible(body)
        readings = _read(body, aim, patterns, year)
        refused = None
    except Fault as fault:
        refused = fault.remark
        readings = _as_it_stands(body, aim)
    return Interpretation(text, aim, body, tuple(readings), refused)


def to_json(interpretation: Interpretation) -> dict[str, object]:
    """Return the JSON form of ``decode``: decimals as strings, dates as ISO 8601."""
    return {
        "raw": interpretation.raw,
        "aim": interpretation.aim,
        "readings": [reading.to_json() for reading in interpretation.readings],
        "refused": interpretation.refused,
    }


def _refuse_impossible(body: str) -> None:
    if not body.strip(GS):
        raise Fault("empty")
    if len(body) > LONGEST:
        raise Fault("too_long", length=len(body), most=LONGEST)
    for character in body:
        if not (_is_printable(character) or character == GS):
            raise Fault("unprintable", character=f"U+{ord(character):04X}")


def _is_printable(character: str) -> bool:
    # str.isprintable leaves out every blank but the plain one.
    return character.isprintable() or (character.isspace() and ord(character) >= 0xA0)


def _as_it_stands(body: str, aim: str | None) -> list[Reading]:
    """Return the text as a house code, for a catalogue that holds it exactly so; none for a damaged text."""
    if not body or len(body) > LONGEST or not all(map(_is_printable, body)) or parse_command(body):
        return []
    return [Reading.house(body, _symbol(aim), "not_a_number")]


def _symbol(aim: str | None) -> str | None:
    return None if aim is None else _GS1_SYMBOLS.get(aim) or _SYMBOLS.get(aim[1])


def _read(body: str, aim: str | None, patterns: Sequence[Pattern], year: int) -> list[Reading]:
    if aim in _GS1_SYMBOLS:
        parsed = parse_element_string(body, year)
        return [from_elements(*parsed, year, symbol=_symbol(aim), text=body.strip(GS), reason="is_gs1")]
    command = _command(body)
    if command:
        return [command]
    if aim and aim[1] in "EI":
        return _read_ean_or_itf(body, aim, patterns)
    if is_number(body):
        return _read_number(body, aim, patterns, year)
    return _read_text(body, aim, patterns, year)


def _command(body: str) -> Reading | None:
    command = parse_command(body)
    if command is None:
        return None
    if command.action is None:
        raise Fault("command_unknown", text=body)
    if command.amount == 0:
        raise Fault("amount_zero")
    return Reading(kind="command", code=command.action, count=command.amount, reason=Remark.of("is_command"))


def _read_ean_or_itf(body: str, aim: str, patterns: Sequence[Pattern]) -> list[Reading]:
    if aim in ("]E1", "]E2"):
        raise Fault("addon_only")
    if aim == "]E3":
        return read_addon(body, patterns)
    if aim[1] == "I":
        if is_number(body) and len(body) == 14:
            return read_gtin(body, patterns, symbol="ITF-14")
        return [Reading.house(body, "ITF", "itf_length")]
    return read_symbol_number(body, patterns, is_ean_8=aim == "]E4")


def _read_number(body: str, aim: str | None, patterns: Sequence[Pattern], year: int) -> list[Reading]:
    readings = trade_item_readings(body, patterns, symbol=_symbol(aim), guess_upc_e=aim is None)
    if readings:
        return readings
    if is_element_string(body):
        return _read_elements(body, aim, year)
    house = Reading.house(body, _symbol(aim))
    isbn = isbn10_to_gtin13(body)
    return [house, *read_gtin(isbn, patterns, code=body, reason="is_isbn")] if isbn else [house]


def _read_elements(body: str, aim: str | None, year: int) -> list[Reading]:
    elements, warnings = parse_element_string(body, year)
    if aim:
        warnings.append(Remark.of("gs1_unmarked"))
    reading = from_elements(elements, warnings, year, symbol=_symbol(aim), text=body, reason="is_gs1")
    # A catalogue made by a program that knew no GS1 holds the whole string as the code.
    return [reading] if GS in body else [reading, Reading.house(body, _symbol(aim))]


def _read_text(body: str, aim: str | None, patterns: Sequence[Pattern], year: int) -> list[Reading]:
    if is_element_string(body):
        return _read_elements(body, aim, year)
    if re.match("https?://", body, re.IGNORECASE):
        return _read_address(body, aim, year)
    if (elements := unbracketed(body)) is not None:
        parsed = parse_element_string(elements, year)
        return [
            from_elements(*parsed, year, symbol=None, text=body, reason="is_gs1"),
            Reading.house(body, _symbol(aim)),
        ]
    if body.isdigit() and not body.isascii():
        return [Reading.house(body, _symbol(aim), "other_digits")]
    return [*_read_book(body, patterns), Reading.house(body, _symbol(aim))]


def _read_address(body: str, aim: str | None, year: int) -> list[Reading]:
    parsed = parse_digital_link(body, year)
    if parsed is None:
        return [Reading.house(body, _symbol(aim), "web_address")]
    return [from_elements(*parsed, year, symbol=_symbol(aim) or "GS1 Digital Link", text=body, reason="is_link")]


def _read_book(body: str, patterns: Sequence[Pattern]) -> list[Reading]:
    """Return the reading of an ISBN or ISSN typed with its hyphens or with the check character X, if it is one."""
    if not _HYPHENATED.fullmatch(body):
        return []
    bare = re.sub("[ -]", "", body)
    if len(bare) == 13 and bare.startswith(("977", "978", "979")):
        return trade_item_readings(bare, patterns, code=body)
    if isbn := isbn10_to_gtin13(bare):
        return read_gtin(isbn, patterns, code=body, reason="is_isbn")
    if issn := issn_to_gtin13(bare):
        return read_gtin(issn, patterns, code=body, reason="is_issn")
    return []
