"""The one table of keys: it feeds the window's shortcuts and the help sheet.

No printing key is ever a shortcut here: a scanner types those, and a scan may never start anything. Keys with an empty
``command`` are read by the view that owns them and stand here for the help only.
"""

from __future__ import annotations

from dataclasses import dataclass

from stockdesk.ui.words import tr


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key or keys as Qt writes them, the command they start (empty: the view reads the key), and the words for it."""

    keys: tuple[str, ...]
    command: str
    words: str
    group: str


def table() -> tuple[Shortcut, ...]:
    """All keys, in the order of the help."""
    scan, line, document, window = tr("Scan"), tr("On a line"), tr("Document"), tr("Window")
    return (
        Shortcut((tr("any scan"),), "", tr("goes to the open document, wherever the focus is"), scan),
        Shortcut(("5*",), "", tr("amount 5 for the next scan"), scan),
        Shortcut(("F7", "Ctrl+F"), "find", tr("find a product by name, article or code"), scan),
        Shortcut(("Up", "Down"), "", tr("choose a line"), line),
        Shortcut(("Enter", "0-9"), "", tr("edit the amount; Tab goes on to unit, cost and comment"), line),
        Shortcut(("+", "-"), "", tr("one more, one less"), line),
        Shortcut(("Del",), "", tr("remove the line; undo brings it back"), line),
        Shortcut(("Ctrl+Z",), "undo", tr("undo"), document),
        Shortcut(("Ctrl+Y",), "redo", tr("redo"), document),
        Shortcut(("F8",), "check", tr("check before posting"), document),
        Shortcut(("F9",), "post", tr("post"), document),
        Shortcut(("Ctrl+N",), "new", tr("new document; the open one stays with the drafts"), document),
        Shortcut(("Ctrl+O",), "drafts", tr("drafts"), document),
        Shortcut(("Ctrl+Shift+O",), "load", tr("load lines from a file"), document),
        Shortcut(("F2",), "receipt", tr("Receive"), window),
        Shortcut(("F3",), "usage", tr("Use"), window),
        Shortcut(("F4",), "writeoff", tr("Write off"), window),
        Shortcut(("F5",), "transfer", tr("Transfer"), window),
        Shortcut(("Ctrl+1",), "products", tr("Products"), window),
        Shortcut(("Ctrl+2",), "outbox", tr("Outbox"), window),
        Shortcut(("F1",), "help", tr("keys and commands"), window),
        Shortcut(("Esc",), "", tr("back to the document; nothing is lost"), window),
    )


def key_of(command: str) -> str:
    """The first key of a command, for its button; empty when it has none."""
    return next((entry.keys[0] for entry in table() if entry.command == command), "")
