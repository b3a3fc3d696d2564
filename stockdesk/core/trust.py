"""Which of a scan's two texts to believe: the one the keyboard layout made, or the one of the key positions.

The one decision about every scan, in the window and in ``decode --keys`` (order of trust: barcode domain, 1.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stockdesk.core.aim import IDENTIFIER
from stockdesk.core.command import PREFIX
from stockdesk.core.setupcodes import is_setup_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from stockdesk.core.barcode import Interpretation
    from stockdesk.core.entry import RawScan

Basis = Literal["same", "text", "positions", "undecided"]
"""Both agree; the layout's text was believed; the positions were; nothing speaks for either."""


@dataclass(frozen=True, slots=True)
class TrustedText:
    """The text to go on with, both readings it was chosen from, and why.

    ``positions`` as basis means that the scanner should be set to the layout of the computer or the other way round;
    ``undecided`` that nothing speaks for either text (``text`` is then the layout's). ``is_open`` says that a person
    should see both: neither text passes, or both do and say different things.
    """

    text: str
    by_text: str
    by_positions: str
    basis: Basis
    is_open: bool = False


def decide(raw: RawScan, known: Callable[[str], bool]) -> TrustedText:
    """Choose by what proves itself; ``known`` says whether a text passes.

    It passes by a right check digit, by GS1 data that can be read, as a command, or because the catalogue holds it.
    Positions are never believed blindly: a scanner set to the local keyboard, or in ALT mode, has right text and wrong
    positions. A text that came whole (a serial port, a field) has no positions and stands as it is.
    """
    text, positions = raw.text, raw.positions or raw.text
    if text == positions:
        return TrustedText(text, text, positions, "same")
    if raw.proven == "text":
        return TrustedText(text, text, positions, "text")
    if raw.proven == "positions":
        return TrustedText(positions, text, positions, "positions")
    passes, positions_pass = known(text), known(positions)
    both = passes and positions_pass
    is_begun = bool(IDENTIFIER.match(positions))
    # A layout may leave the identifier alone and spoil what follows it (British: @ for ").
    if IDENTIFIER.match(text) and not (is_begun and positions_pass and not passes):
        return TrustedText(text, text, positions, "text", both)
    if is_begun:
        return TrustedText(positions, text, positions, "positions", both)
    if passes:
        # Text that is not ASCII passes only where the catalogue holds exactly that: no accident of a layout.
        return TrustedText(text, text, positions, "text", both)
    if positions_pass or not text.strip():
        # A layout whose dead keys swallowed everything leaves the positions alone to tell what was printed.
        return TrustedText(positions, text, positions, "positions", both)
    return TrustedText(text, text, positions, "undecided", is_open=True)


def speaks_for_itself(read: Interpretation) -> bool:
    """Whether a text passes without a catalogue: it proves itself, or is one of the program's own codes.

    What only begins like one of those is one too: it is never goods, whatever it says.
    """
    return read.is_sure or read.text.upper().startswith(PREFIX) or is_setup_code(read.text)
