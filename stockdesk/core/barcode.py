"""From the text of a scan to its readings: what the code may name, in the order in which to look it up.

The one entry is ``interpret``. It never raises, whatever the text; a code that cannot be taken comes back with a
sentence in ``refused``. The rules, each measured: a symbology identifier ends all guessing; a number with a right check
digit is a trade item before it is GS1 data; six or seven digits are a code of the house, never a UPC-E; a wrong check
digit never gives a trade item number, but the text may still stand in the catalogue as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from stockdesk.core.aim import IDENTIFIER
from stockdesk.core.command import parse_command
from stockdesk.core.digitallink import is_address, parse_digital_link
from stockdesk.core.elementstring import begins_with_key, parse_element_string, wrong_key
from stockdesk.core.gs1content import WINDOW_YEAR
from stockdesk.core.gtin import gtin14, is_number, isbn10_to_gtin13
from stockdesk.core.instore import DEFAULT_PATTERNS, Pattern
from stockdesk.core.marking import pack_elements
from stockdesk.core.number import read_addon, read_gtin, read_symbol_number, trade_item_readings, two_numbers
from stockdesk.core.printed import read_bracketed, read_printed_number
from stockdesk.core.rawtext import GS
from stockdesk.core.reading import Reading, from_elements
from stockdesk.core.remark import Fault, Remark
from stockdesk.core.separators import with_typed_separators

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST: Final = 7089
"""Characters in the largest QR code (digits, version 40, level L); longer text is no single scan."""

_OUTER: Final = "".join(
    (
        *map(chr, (*range(0x1D), 0x1E, 0x1F, 0x20, *range(0x7F, 0xA1))),
        *map(chr, (0x1680, *range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070), 0x3000, 0xFEFF)),
    )
)
"""What is cut off at both ends: blanks, line ends, frames such as STX and ETX, marks without width; all but GS."""
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
_MACRO_05: Final = "[)>\x1e05\x1d"
"""How Data Matrix wraps GS1 data into a message of ISO 15434; its end (RS, EOT) is cut off with the blanks."""
_SPREADSHEET: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What one scan may mean.

    ``raw`` is the text as it came, ``aim`` the symbology identifier with its bracket (``"]E0"``), ``text`` the rest
    without outer blanks and separators: what an exact look-up takes. ``readings`` are in the order to try; ``refused``
    says why there is none, or why the text is not the number it looks like (it is then left as a house code with a
    warning).
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


@dataclass(frozen=True, slots=True)
class _Scan:
    """A text on its way to its readings; ``is_led`` and ``is_closed`` say where it had a separator at its ends."""

    text: str
    aim: str | None
    is_led: bool
    is_closed: bool
    patterns: Sequence[Pattern]
    year: int

    @property
    def symbol(self) -> str | None:
        return None if self.aim is None else _GS1_SYMBOLS.get(self.aim) or _SYMBOLS.get(self.aim[1])

    @property
    def is_unnamed(self) -> bool:
        """True if nothing says which symbol it was: ``]X`` is for whatever has no identifier of its own."""
        return self.aim is None or self.aim[1] == "X"

    def house(self, *warnings: Remark) -> Reading:
        return Reading.house(self.text, self.symbol, *warnings)


def interpret(text: str, patterns: Sequence[Pattern] = DEFAULT_PATTERNS, year: int = WINDOW_YEAR) -> Interpretation:
    """Return the readings of ``text``, any text at all; ``patterns`` are the shop's in-store numbers, first match wins.

    ``year`` is the year that two-digit GS1 years are read around.
    """
    trimmed = text.strip(_OUTER)
    found = IDENTIFIER.match(trimmed)
    aim = found[0] if found else None
    framed = trimmed[len(aim) :].strip(_OUTER) if aim else trimmed
    body = framed.strip(_OUTER + GS)
    if is_macro := body.startswith(_MACRO_05):
        body = body.removeprefix(_MACRO_05).lstrip(GS)
    scan = _Scan(body, aim, is_macro or framed.startswith(GS), framed.endswith(GS), patterns, year)
    try:
        _refuse_impossible(body)
        readings = _read(scan)
        refused = None
    except Fault as fault:
        refused = fault.remark
        readings = _as_it_stands(scan)
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
    if not body:
        raise Fault("empty")
    if len(body) > LONGEST:
        raise Fault("too_long", length=len(body), most=LONGEST)
    if body.isprintable():
        return
    for character in body:
        if character in "\t\r\n":
            raise Fault("lines")
        if not (_is_printable(character) or character == GS):
            raise Fault("unprintable", character=f"U+{ord(character):04X}")


def _is_printable(character: str) -> bool:
    # str.isprintable leaves out every blank but the plain one.
    return character.isprintable() or (character.isspace() and ord(character) >= 0xA0)


def _as_it_stands(scan: _Scan) -> list[Reading]:
    """Return the text as a house code, for a catalogue that holds it exactly so; none for a damaged text."""
    text = scan.text
    if not text or len(text) > LONGEST or not all(map(_is_printable, text)) or parse_command(text):
        return []
    return [scan.house(Remark.of("not_a_number"))]


def _read(scan: _Scan) -> list[Reading]:
    if scan.aim in _GS1_SYMBOLS:
        return [_read_marked(scan)]
    if command := _command(scan.text):
        return [command]
    if scan.aim and scan.aim[1] in "EI":
        return _read_ean_or_itf(scan, scan.aim)
    if is_number(scan.text):
        return _read_number(scan)
    if GS in scan.text:
        return _read_separated(scan)
    return _read_text(scan)


def _command(body: str) -> Reading | None:
    command = parse_command(body)
    if command is None:
        return None
    if command.action is None:
        raise Fault("command_unknown", text=body)
    if command.amount == 0:
        raise Fault("amount_zero")
    return Reading(kind="command", code=command.action, count=command.amount, reason=Remark.of("is_command"))


def _read_marked(scan: _Scan) -> Reading:
    """Read what a GS1 symbol holds; some makers put a web address into one, or the printed form with its brackets."""
    parsed = parse_digital_link(scan.text, scan.year) if is_address(scan.text) else None
    if parsed is not None:
        return from_elements(*parsed, scan.year, symbol=scan.symbol, text=scan.text, reason="is_link")
    printed = read_bracketed(scan.text, scan.year, scan.symbol)
    if printed is not None:
        return replace(printed, warnings=(*printed.warnings, Remark.of("gs1_brackets")))
    return _elements(scan, scan.text)


def _read_ean_or_itf(scan: _Scan, aim: str) -> list[Reading]:
    if aim in ("]E1", "]E2"):
        raise Fault("addon_only")
    if aim == "]E3":
        return read_addon(scan.text, scan.patterns)
    if aim[1] == "I":
        if is_number(scan.text) and len(scan.text) == 14:
            return read_gtin(scan.text, scan.patterns, symbol="ITF-14")
        return [scan.house(Remark.of("itf_length"))]
    return read_symbol_number(scan.text, scan.patterns, is_ean_8=aim == "]E4")


def _read_number(scan: _Scan) -> list[Reading]:
    number = scan.text
    wrong: Fault | None = None
    try:
        readings = trade_item_readings(number, scan.patterns, symbol=scan.symbol, guess_upc_e=scan.is_unnamed)
    except Fault as fault:
        wrong, readings = fault, []
    if readings:
        return readings
    if begins_with_key(number):
        return _read_elements(scan)
    # A third of all EAN-13 parse as GS1 data, whatever their check digit; eight digits may be a date.
    if scan.is_led and not (wrong and len(number) > 8) and (tried := _tried(scan)):
        return [tried, scan.house()]
    if wrong:
        raise wrong
    _refuse_wrong_key(scan)
    return _read_house_number(scan)


def _read_house_number(scan: _Scan) -> list[Reading]:
    number = scan.text
    warnings = []
    if pair := two_numbers(number):
        warnings.append(Remark.of("two_codes", first=pair[0], second=pair[1]))
    if key := wrong_key(number):
        warnings.append(Remark.of("gs1_key", ai=key.ai, value=key.value))
    house = scan.house(*warnings)
    isbn = isbn10_to_gtin13(number)
    return [house, *read_gtin(isbn, scan.patterns, code=number, reason="is_isbn")] if isbn else [house]


def _read_separated(scan: _Scan) -> list[Reading]:
    """Read a text with separators in it; some scanners leave out the identifier 01 before the number."""
    first, _, rest = scan.text.partition(GS)
    number14 = gtin14(first) if len(first) >= 13 else None
    if number14 is None:
        return _read_elements(scan)
    if gtin14(rest.strip(GS)):
        raise Fault("run_together", first=first, second=rest.strip(GS))
    return [_elements(scan, f"01{number14}{rest}", Remark.of("gs1_bare_gtin"))]


def _read_elements(scan: _Scan) -> list[Reading]:
    reading = _elements(scan, scan.text, *([Remark.of("gs1_unmarked")] if scan.aim else []))
    # A catalogue made by a program that knew no GS1 holds the whole string as the code.
    return [reading] if GS in scan.text else [reading, scan.house()]


def _elements(scan: _Scan, text: str, *warnings: Remark) -> Reading:
    elements, remarks = parse_element_string(text, scan.year)
    remarks += warnings
    return from_elements(elements, remarks, scan.year, symbol=scan.symbol, text=scan.text, reason="is_gs1")


def _tried(scan: _Scan) -> Reading | None:
    """Read a text as GS1 data if it can be read so at all."""
    try:
        return _elements(scan, scan.text)
    except Fault:
        return None


def _refuse_wrong_key(scan: _Scan) -> None:
    """Refuse a text that is GS1 data but for the check digit of the number it begins with."""
    key = wrong_key(scan.text)
    rest = scan.text[2 + len(key.value) :] if key else ""
    if key and rest and _tried(replace(scan, text=rest)):
        raise Fault("gs1_check_digit", ai=key.ai, value=key.value)


def _read_text(scan: _Scan) -> list[Reading]:
    text = scan.text
    if begins_with_key(text):
        return _read_elements(scan)
    if is_address(text):
        return _read_address(scan)
    if reading := read_bracketed(text, scan.year, scan.symbol):
        return [reading, scan.house()]
    if pack := pack_elements(text):
        reading = from_elements(pack, [], scan.year, symbol=scan.symbol, text=text, reason="is_pack")
        return [reading, scan.house()]
    if text.isdigit() and not text.isascii():
        return [scan.house(Remark.of("other_digits"))]
    _refuse_wrong_key(scan)
    is_gs1 = scan.is_led or scan.is_closed or with_typed_separators(text) != text
    if is_gs1 and (tried := _tried(scan)):
        # A separator at the end alone may be the suffix of a scanner, one at the beginning is FNC1.
        is_suffix = scan.is_closed and not scan.is_led
        return [scan.house(), tried] if is_suffix else [tried, scan.house()]
    warnings = [Remark.of("spreadsheet")] if _SPREADSHEET.fullmatch(text) else []
    return [*read_printed_number(text, scan.patterns), scan.house(*warnings)]


def _read_address(scan: _Scan) -> list[Reading]:
    parsed = parse_digital_link(scan.text, scan.year)
    if parsed is None:
        return [scan.house(Remark.of("web_address"))]
    symbol = scan.symbol or "GS1 Digital Link"
    return [from_elements(*parsed, scan.year, symbol=symbol, text=scan.text, reason="is_link")]
