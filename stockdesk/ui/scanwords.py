"""What the banner says about a scan, an undo, a post: from values to the banner's words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from stockdesk.app.events import Note, ScanAnswer, Verdict
from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.line import Line
from stockdesk.core.operation import Kind
from stockdesk.core.product import UnitType
from stockdesk.core.quantity import amount_text
from stockdesk.core.rawtext import readable
from stockdesk.ui.banner import Message, Tone
from stockdesk.ui.messages import sentence, words
from stockdesk.ui.words import counted, kind_title, tr

_LOOK_TITLES: Final = {
    "scan.unknown": "Unknown code {code}",
    "scan.damaged": "Unknown code {code}",
    "scan.several": "Several products {code}",
    "command.minus-on": "Minus",
    "command.post-again": "Post the document?",
}
"""What the banner says in large where it is not the product that matters."""
_LARGE: Final = 24
"""Characters of a code that are shown as large as the word; the code of a piece is longer."""


def answer_message(answer: ScanAnswer) -> Message:
    """The banner for the answer to a scan; whatever became of it, the scan's running number is there."""
    if answer.verdict is Verdict.REFUSED:
        why = _told(answer.reason, answer.arguments)
        title = tr("Not taken: {code}").format(code=readable(answer.code) or "–")
        return Message(Tone.REFUSED, title, tr("Refused"), why, scan=_number(answer))
    if answer.line is None:
        return _command_message(answer)
    line = answer.line
    number, delta = f"× {amount_text(line.amount)}", _delta(answer.delta, line)
    detail = _detail(answer)
    if answer.verdict is Verdict.LOOK and answer.reason in _LOOK_TITLES:
        title = tr(_LOOK_TITLES[answer.reason]).format(code=readable(answer.code))
        return Message(Tone.LOOK, title, tr("Look"), detail, number, delta, scan=_number(answer))
    scan, detail = _with_code(answer, detail)
    if answer.verdict is Verdict.LOOK:
        return Message(Tone.LOOK, _title(line), tr("Look"), detail, number, delta, scan=scan)
    word = tr("Taken off") if answer.delta < 0 else tr("Taken")
    stock = ""
    if answer.stock_before is not None and answer.stock_after is not None:
        stock = f"{amount_text(answer.stock_before)} → {amount_text(answer.stock_after)}"
    return Message(Tone.ACCEPTED, _title(line), word, detail, number, delta, stock, scan=scan)


def _command_message(answer: ScanAnswer) -> Message:
    """The banner for a command code: it did something, but no line came of it."""
    told = _told(answer.reason, answer.arguments)
    number = _number(answer) if answer.code else ""  # what a key did is no scan
    if answer.verdict is Verdict.LOOK:
        return Message(Tone.LOOK, tr(_LOOK_TITLES[answer.reason]), tr("Look"), told, scan=number)
    detail = readable(answer.code)
    if answer.repeated > 1:
        quick = tr("×{times} in quick succession; Ctrl+Y does one again").format(times=answer.repeated)
        detail = f"{quick} · {detail}"
    return Message(Tone.ACCEPTED, told, tr("Done"), detail, scan=number)


def _told(code: str, arguments: Mapping[str, object]) -> str:
    """The sentence, with names for the characters of a scan that print nothing."""
    shown = {name: readable(value) if isinstance(value, str) else value for name, value in arguments.items()}
    return words(code, shown)


def _number(answer: ScanAnswer) -> str:
    """The running number of the scan, in words."""
    return tr("scan {number}").format(number=answer.scan_number) if answer.scan_number else ""


def _with_code(answer: ScanAnswer, detail: str) -> tuple[str, str]:
    """The number with the code behind it, and the detail; a code too long to be large goes before the detail."""
    number, code = _number(answer), readable(answer.code)
    if len(code) <= _LARGE:
        return " · ".join(part for part in (number, code) if part), detail
    return number, " · ".join(part for part in (code, detail) if part)


def _detail(answer: ScanAnswer) -> str:
    """What is to be said beside number and code; of a damaged code its warnings would only say the same again."""
    quick = tr("×{times} in quick succession; Ctrl+Z undoes one").format(times=answer.repeated)
    notes = [Note(answer.reason, answer.arguments)] if answer.reason else []
    damaged = answer.reason == "scan.damaged"
    notes += [note for note in answer.notes if not (damaged and note.code == "scan.warning")]
    told = [_told(note.code, note.arguments) for note in notes]
    return " · ".join([quick, *told] if answer.repeated > 1 else told)


def _delta(delta: Decimal, line: Line) -> str:
    sign = "+" if delta >= 0 else "−"
    unit = f" {line.unit_title}" if line.unit is UnitType.SERVICE else ""
    return f"{sign}{amount_text(abs(delta))}{unit}"


def _title(line: Line) -> str:
    return line.title or tr("Unknown code {code}").format(code=line.code)


def refusal(error: StockdeskError) -> Message:
    """The banner for something that was not done."""
    return Message(Tone.REFUSED, tr("Not done"), tr("Refused"), sentence(error))


def undone_message(entry: Entry, line: Line | None, title: str, *, again: bool) -> Message:
    """The banner for an undo or redo: it names what was undone."""
    what = {
        EntryKind.SCAN: tr("scan of {title}"),
        EntryKind.ADD: tr("amount of {title}"),
        EntryKind.AMOUNT: tr("amount of {title}"),
        EntryKind.UNIT: tr("unit of {title}"),
        EntryKind.COST: tr("cost of {title}"),
        EntryKind.DISCOUNT: tr("discount of {title}"),
        EntryKind.COMMENT: tr("comment of {title}"),
        EntryKind.REMOVE: tr("removal of {title}"),
        EntryKind.RESOLVE: tr("product of {title}"),
    }.get(entry.kind, tr("change of the header"))
    done = tr("Done again: {what}") if again else tr("Undone: {what}")
    number = "" if line is None else f"× {amount_text(line.amount)}"
    hint = tr("Ctrl+Z takes it back") if again else tr("Ctrl+Y does it again")
    return Message(Tone.CALM, done.format(what=what.format(title=title)), "", hint, number, icon="undo")


def sending_message(kind: Kind, lines: int, marker: str, *, offline: bool) -> Message:
    """The banner right after a document was approved: it is safe here, its number is still to come."""
    title = f"{kind_title(kind)} · {counted(lines, tr('line'), tr('lines'))}"
    if offline:
        return Message(
            Tone.LOOK,
            title,
            tr("Kept here"),
            tr("It will be sent when the service answers. {marker}").format(marker=marker),
        )
    return Message(Tone.CALM, title, "", tr("Safe here, being sent. {marker}").format(marker=marker), icon="outbox")


def posted_message(kind: Kind, number: str, lines: int, detail: str) -> Message:
    """The banner when the service has given the document its number."""
    title = tr("{kind} No. {number} posted · {lines}")
    counted_lines = counted(lines, tr("line"), tr("lines"))
    return Message(
        Tone.ACCEPTED, title.format(kind=kind_title(kind), number=number, lines=counted_lines), tr("Posted"), detail
    )
