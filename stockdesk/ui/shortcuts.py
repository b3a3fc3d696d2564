"""The one table of keys and command codes: it feeds the window's shortcuts, the help and the printed command sheet.

No printing key is ever a shortcut here: a scanner types those, and a scan may never start anything. Keys with an empty
``command`` are read by the view that owns them and stand here for the help only.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from stockdesk.core.command import QUANTITY, command_code
from stockdesk.core.quantity import amount_text
from stockdesk.ui.words import tr

AMOUNTS: Final = tuple(map(Decimal, (2, 3, 5, 6, 10, 12, 20, 24)))
"""The amounts that have a command code of their own on the sheet; any other can be typed, or printed by hand."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key or keys as Qt writes them, the command they start (empty: the view reads the key), and the words for it.

    ``code`` is the command code that does the same by a scan, empty where there is none; what has no key is done by
    its code alone.
    """

    keys: tuple[str, ...]
    command: str
    words: str
    group: str
    code: str = ""


def table() -> tuple[Shortcut, ...]:
    """All keys, in the order of the help."""
    scan, line, document, window = tr("Scan"), tr("On a line"), tr("Document"), tr("Window")
    return (
        Shortcut((tr("any scan"),), "", tr("goes to the open document, wherever the focus is"), scan),
        Shortcut(("5*",), "", tr("amount 5 for the next scan"), scan),
        Shortcut(
            ("F7", "Ctrl+F"), "find", tr("find a product by name, article or code"), scan, code=command_code("find")
        ),
        Shortcut(("Ctrl+D",), "minus", tr("minus: the scans that follow are taken off"), scan, command_code("minus")),
        Shortcut(("Up", "Down"), "", tr("choose a line"), line),
        Shortcut(("Enter", "0-9"), "", tr("edit the amount; Tab goes on to unit, cost and comment"), line),
        Shortcut(("+", "-"), "", tr("one more, one less"), line),
        Shortcut(("Del",), "", tr("remove the line; undo brings it back"), line),
        Shortcut(("Ctrl+Z",), "undo", tr("undo"), document, command_code("undo")),
        Shortcut(("Ctrl+Y",), "redo", tr("redo"), document),
        Shortcut(("F8",), "check", tr("check before posting"), document),
        Shortcut(("F9",), "post", tr("post"), document, command_code("post")),
        Shortcut(("Ctrl+N",), "new", tr("new document; the open one stays with the drafts"), document),
        Shortcut(("Ctrl+O",), "drafts", tr("drafts"), document),
        Shortcut(("Ctrl+Shift+O",), "load", tr("load lines from a file"), document),
        Shortcut(("Ctrl+L",), "ledger", tr("every scan of the document, and what it was taken for"), document),
        Shortcut(("F2",), "receipt", tr("Receive"), window),
        Shortcut(("F3",), "usage", tr("Use"), window),
        Shortcut(("F4",), "writeoff", tr("Write off"), window),
        Shortcut(("F5",), "transfer", tr("Transfer"), window),
        Shortcut((), "", tr("next kind of document"), window, command_code("next_kind")),
        Shortcut((), "", tr("next zone of a count"), window, command_code("next_zone")),
        Shortcut(("Ctrl+1",), "products", tr("Products"), window),
        Shortcut(("Ctrl+2",), "outbox", tr("Outbox"), window),
        Shortcut(("Ctrl+3",), "relabel", tr("labels that scan badly"), window),
        Shortcut(("Ctrl+,",), "settings", tr("Settings"), window),
        Shortcut(("Ctrl+Shift+K",), "codes", tr("commands to scan from the screen"), window),
        Shortcut(("F1",), "help", tr("keys and commands"), window),
        Shortcut(("Esc",), "", tr("back to the document; nothing is lost"), window),
    )


def key_of(command: str) -> str:
    """The first key of a command, for its button; empty when it has none."""
    return next((entry.keys[0] for entry in table() if entry.command == command), "")


def amount_codes() -> tuple[tuple[str, str], ...]:
    """The command codes that set the amount of the next scan, each with its words."""
    words = tr("{amount} of the next scan")
    return tuple(
        (command_code(QUANTITY, amount), words.format(amount=f"× {amount_text(amount)}")) for amount in AMOUNTS
    )


def coded() -> tuple[Shortcut, ...]:
    """The entries of the table that can be done by scanning a command code."""
    return tuple(entry for entry in table() if entry.code)
