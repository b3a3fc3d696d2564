"""Which of a scan's two texts to believe: the one the keyboard layout made, or the one of the key positions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from stockdesk.core.burst import Scan

Basis = Literal["same", "text", "positions", "undecided"]
"""Both agree; the layout's text was believed; the positions were; nothing speaks for either."""

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class TrustedText:
    """The text to go on with, both readings it was chosen from, and why.

    ``positions`` as basis means that the scanner should be set to the layout of the computer or the other way round;
    ``undecided`` that both texts should be shown (``text`` is then the layout's).
    """

    text: str
    by_text: str
    by_positions: str
    basis: Basis


def trusted_text(scan: Scan, known: Callable[[str], bool]) -> TrustedText:
    """Choose by what proves itself; ``known`` says whether a text has a right check digit or stands in the catalogue.

    Positions are never believed blindly: a scanner set to the local keyboard, or in ALT mode, has right text and wrong
    positions.
    """
    text, positions = scan.text, scan.positions
    if text == positions:
        return TrustedText(text, text, positions, "same")
    if _AIM.match(text) or (text.isascii() and known(text)):
        return TrustedText(text, text, positions, "text")
    if _AIM.match(positions) or known(positions):
        return TrustedText(positions, text, positions, "positions")
    return TrustedText(text, text, positions, "undecided")
