"""What a person is told about symbols, labels and printed sheets, by code."""

from __future__ import annotations

from typing import Final

LABEL_SENTENCES: Final[dict[str, str]] = {
    # Symbols.
    "symbol.empty": "There is no code to print. Give it one first.",
    "symbol.characters": (
        "{content!r} has characters that a scanner cannot send from a {symbology} symbol. "
        "Use Latin letters, digits and the signs of an English keyboard."
    ),
    "symbol.length": "{symbology} carries {digits} digits; {content!r} is something else. Mend the code.",
    "symbol.check-digit": (
        "The check digit of {content} is wrong: it must be {right}, not {wrong}. Nothing was printed; mend the code."
    ),
    "symbol.gs1": "{content!r} is no right GS1 data, so nothing was printed. {said}",
    "symbol.too-long": "{content!r} is too long for one {symbology} symbol. Shorten it.",
    "symbol.module-too-small": (
        "Bars of {module} mm do not scan from paper; the thinnest that may be printed are {smallest} mm wide."
    ),
    "symbol.no-room": (
        "{symbology} {content!r} needs {needed_width} x {needed_height} mm at {dpi} dpi, and there are only "
        "{width} x {height} mm. Take a larger size; it is never shrunk, because it would not scan."
    ),
    "symbol.unreadable": (
        "The {symbology} symbol of {content!r} did not read back as itself ({found}), so nothing was printed or saved."
    ),
    # Sheets.
    "sheet.unwritable": (
        "{path} cannot be written: {detail}. Close it elsewhere or choose another place, then save the sheet again."
    ),
}
