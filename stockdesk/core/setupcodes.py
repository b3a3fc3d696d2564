"""The test codes of the scanner set-up sheet, in the order in which they are scanned.

Each shows something of its own about a scanner; ``stockdesk.core.scannercheck`` reads the findings out of the scans.
No article is ever looked up for one of them: a test code scanned by accident books nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from stockdesk.core.symbol import Symbology

PREFIX: Final = "SD-TEST."
"""Begins the test codes that need no content of their own; no product may have a code that begins like this."""

Purpose = Literal["characters", "digits", "separator", "end"]
"""``characters``: layout, Caps Lock, prefix, suffix, gap times. ``digits``: whether a retail code comes whole.
``separator``: whether GS and the case of letters arrive. ``end``: all is well, or what is still wrong."""


@dataclass(frozen=True, slots=True)
class SetupCode:
    """One test code; ``content`` is what a rightly set scanner sends, without AIM identifier, prefix and suffix."""

    purpose: Purpose
    symbology: Symbology
    content: str


CHARACTERS: Final = SetupCode("characters", Symbology.CODE_128, "ABCabc0123456789-/+$%*_.:=@#")
"""Both cases, all digits, and the punctuation that keyboard layouts move about."""

DIGITS: Final = SetupCode("digits", Symbology.EAN_13, "9524701836412")
"""An EAN-13 of GS1's prefix 952, kept for examples: some scanners are set to drop a digit. Without its first or its
last digit it is no right UPC-A, so that a cut one is never taken for another number."""

SEPARATOR: Final = SetupCode("separator", Symbology.GS1_DATAMATRIX, "010952470183641210Lot.7a\x1d21xY-42")
"""(01) of the example number, (10) ended by GS, (21) with letters of both cases. Scanners for bars alone skip it."""

END: Final = SetupCode("end", Symbology.CODE_128, f"{PREFIX}END")

SETUP_CODES: Final[tuple[SetupCode, ...]] = (CHARACTERS, DIGITS, SEPARATOR, END)

_RESERVED: Final = frozenset(code.content.casefold() for code in SETUP_CODES)


def is_setup_code(text: str) -> bool:
    """Return whether a scan, cut of its AIM identifier and the station's prefix, is a test code; case does not matter.

    A code with the reserved prefix is one even if it stands on no sheet of this version, and so is element string data
    of the example number, whatever became of its separator.
    """
    folded = text.casefold()
    return folded.startswith((PREFIX.casefold(), f"010{DIGITS.content}")) or folded in _RESERVED
