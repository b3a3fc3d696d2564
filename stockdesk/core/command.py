"""Command codes: what a printed command sheet says to the program, and ``5*`` before a scan.

Command codes have a prefix of their own so that no article can be taken for one. They use the characters of Code 39
and hold no lower-case letters; Caps Lock does not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

PREFIX: Final = "SD-CMD."
"""Begins every command code; no product may have a code that begins like this."""

ACTIONS: Final = {
    "UNDO": "undo",
    "MINUS": "minus",
    "NEXT-KIND": "next_kind",
    "NEXT-ZONE": "next_zone",
    "FIND": "find",
    "POST": "post",
}
"""What follows the prefix -> the action; ``QTY.5`` and ``QTY.+10`` have an amount of up to six digits besides."""

QUANTITY: Final = "quantity"
"""The action of ``5*`` and of ``QTY.5``: the next scan counts for this amount."""

MORE: Final = "more"
"""The action of ``QTY.+10``: so many more on the line of the last scan."""

_AMOUNT = r"([0-9]{1,6}(?:[.,][0-9]{1,3})?)"
_TYPED = re.compile(rf"{_AMOUNT}\s?[*×]")
_PRINTED = re.compile(rf"QTY\.(\+?){_AMOUNT}")


@dataclass(frozen=True, slots=True)
class Command:
    """One command; ``action`` is None if the code has the prefix and means nothing; amounts have an ``amount``."""

    action: str | None
    amount: Decimal | None = None


def parse_command(text: str) -> Command | None:
    """Return the command that ``text`` is (``5*``, ``2,5*``, ``SD-CMD.UNDO``, ``SD-CMD.QTY.12``), or None."""
    typed = _TYPED.fullmatch(text)
    if typed:
        return Command(QUANTITY, _decimal(typed[1]))
    if not text.upper().startswith(PREFIX):
        return None
    name = text[len(PREFIX) :].upper()
    printed = _PRINTED.fullmatch(name)
    if printed:
        return Command(MORE if printed[1] else QUANTITY, _decimal(printed[2]))
    return Command(ACTIONS.get(name))


def command_code(action: str, amount: Decimal | None = None) -> str:
    """Return the code to print for ``action``: a value of ``ACTIONS``, or ``QUANTITY`` or ``MORE`` with ``amount``."""
    if action in (QUANTITY, MORE):
        return f"{PREFIX}QTY.{'+' if action == MORE else ''}{amount:f}"
    return PREFIX + next(name for name, named in ACTIONS.items() if named == action)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
