"""What the ledger's list says of each entry: verdict, title, remark, source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor

from stockdesk.app.scanlog import ScanRow, Taken
from stockdesk.core.gaps import LIKELY, VERY_LIKELY, Suspicion
from stockdesk.core.gapspots import Kind
from stockdesk.core.quantity import amount_text
from stockdesk.core.rawtext import readable
from stockdesk.ui import theme
from stockdesk.ui.messages import words
from stockdesk.ui.words import tr


@dataclass(frozen=True, slots=True)
class Dress:
    """How what an entry was taken for is shown: never by its colour alone."""

    icon: str
    colour: QColor


_DRESSES: Final = {
    Taken.PRODUCT: Dress("tick", theme.GREEN),
    Taken.UNKNOWN: Dress("question", theme.AMBER_STRONG),
    Taken.REFUSED: Dress("cross", theme.RED),
    Taken.COMMAND: Dress("down", theme.QUIET),
    Taken.BY_HAND: Dress("person", theme.QUIET),
}
_UNDONE: Final = Dress("undo", theme.QUIET)
SUSPICIOUS: Final = Dress("look", theme.AMBER_STRONG)


def dress_of(row: ScanRow) -> Dress:
    """Icon and colour of an entry."""
    return _UNDONE if row.undone else _DRESSES[row.taken]


def title_of(row: ScanRow) -> str:
    """What an entry was taken for."""
    match row.taken:
        case Taken.PRODUCT:
            return row.title
        case Taken.UNKNOWN:
            return tr("Unknown code")
        case Taken.REFUSED:
            return tr("Refused")
        case Taken.COMMAND:
            return tr("Command: {action}").format(action=_command(row))
        case _:
            return row.title or readable(row.code)


def _command(row: ScanRow) -> str:
    return {
        "quantity": tr("amount of the next scan"),
        "minus": tr("minus"),
        "post": tr("post"),
        "next_kind": tr("next kind of document"),
        "next_zone": tr("next zone"),
        "find": tr("find a product"),
        "undo": tr("undo"),
        "redo": tr("redo"),
        "add": tr("more of the same"),
    }.get(row.action, row.action)


def remark_of(row: ScanRow, suspicion: Suspicion | None = None) -> str:
    """What else there is to say of an entry: undone, why it was refused, what was done by hand, what is suspicious."""
    parts = [tr("undone")] if row.undone else []
    if row.taken is Taken.REFUSED:
        parts.append(reason_of(row.reason, row.code))
    elif row.taken is Taken.BY_HAND:
        parts.append(_deed(row))
    elif row.taken is Taken.COMMAND and row.title:
        parts.append(row.title)
    elif row.amount is not None and row.amount < 0:
        parts.append(tr("taken off"))
    if suspicion is not None and not row.undone and row.taken is not Taken.BY_HAND:
        parts.append(suspicion_word(suspicion))
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _deed(row: ScanRow) -> str:
    return {
        "add": tr("amount changed"),
        "amount": tr("amount set"),
        "remove": tr("line removed"),
        "resolve": tr("product found"),
        "undo": tr("undo"),
        "redo": tr("redo"),
    }.get(row.action, row.action)


def reason_of(reason: str, code: str) -> str:
    """Why a scan was refused, in a few words; the whole sentence where there are none."""
    short = {
        "scan.refused": tr("not readable"),
        "scan.bug": tr("a fault of stockdesk"),
        "serial.cut": tr("cut when the scanner went away"),
        "scan.cut": tr("its beginning may be missing"),
        "scan.no-end": tr("the scanner's end mark was missing"),
        "scan.test-code": tr("a test code of the set-up sheet"),
        "scan.short": tr("too short for a code of this station"),
        "scan.window-open": tr("a window was open in front"),
        "scan.editing": tr("an amount was being typed that cannot be taken"),
        "scan.no-document": tr("no document was open"),
        "command.unknown": tr("no such command"),
        "command.no-zones": tr("no count was open"),
        "command.more-in-minus": tr("minus was on"),
        "command.more-of-what": tr("nothing was scanned before"),
        "piece.twice": tr("this piece is here already"),
        "piece.not-here": tr("this piece is not here"),
        "piece.elsewhere": tr("this piece is another product here"),
        "minus.no-line": tr("there is none to take off"),
        "minus.other-weight": tr("there is no such weight to take off"),
        "minus.below-zero": tr("there are not so many to take off"),
        "undo.nothing": tr("there was nothing to undo"),
    }.get(reason)
    return short or words(reason, {"code": readable(code)})


def amount_of(row: ScanRow) -> str:
    """What an entry added, with its sign; what a hand set, with ``=``."""
    if row.amount is None:
        return ""
    if row.action == "amount":
        return f"= {amount_text(row.amount)}"
    if row.action == "quantity":
        return f"× {amount_text(row.amount)}"
    return signed(amount_text(row.amount))


def signed(amount: str) -> str:
    """An amount with the sign that a change has."""
    return f"−{amount[1:]}" if amount.startswith("-") else f"+{amount}"


def source_of(row: ScanRow) -> str:
    """Where an entry came from."""
    if row.port:
        return tr("serial {port}").format(port=row.port)
    match row.source:  # asked for every entry while a person types: one translation each
        case "scan":
            return tr("scanner")
        case "typed":
            return tr("typed")
        case "file":
            return tr("file")
        case "copy":
            return tr("copied")
        case "":
            return tr("by hand")
        case _:
            return row.source


def suspicion_word(suspicion: Suspicion) -> str:
    """What is suspicious about a spot, in a word or two."""
    return {
        Kind.DOUBLE: tr("read twice?"),
        Kind.PAUSE: tr("long pause before it"),
        Kind.REFUSED: tr("not scanned again"),
        Kind.CUT: tr("damaged code"),
        Kind.REPEATED: tr("scanned again: on two lines"),
        Kind.SPLIT: tr("half a code"),
        Kind.UNKNOWN: tr("nobody knows it"),
        Kind.MULTIPLIED: tr("several at once"),
        Kind.MINUS: tr("taken off"),
        Kind.UNDONE: tr("undo"),
        Kind.REDONE: tr("redo"),
        Kind.REMOVED: tr("line removed"),
        Kind.TYPED: tr("changed by hand"),
    }[suspicion.kind]


def likelihood(suspicion: Suspicion) -> str:
    """How well a spot explains the difference, in words."""
    if suspicion.score >= VERY_LIKELY:
        return tr("Very likely")
    return tr("Likely") if suspicion.score >= LIKELY else tr("Possible")
