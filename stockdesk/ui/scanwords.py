"""What the banner says about a scan, an undo, a post: from values to the banner's words."""

from __future__ import annotations

from decimal import Decimal

from stockdesk.app.events import ScanAnswer, Verdict
from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.line import Line
from stockdesk.core.operation import Kind
from stockdesk.core.product import UnitType
from stockdesk.core.quantity import amount_text
from stockdesk.ui.banner import Message, Tone
from stockdesk.ui.messages import sentence, words
from stockdesk.ui.words import counted, kind_title, tr


def answer_message(answer: ScanAnswer) -> Message:
    """The banner for the answer to a scan."""
    if answer.verdict is Verdict.REFUSED:
        why = words(answer.reason, answer.arguments)
        return Message(Tone.REFUSED, tr("Not taken: {code}").format(code=answer.code or "–"), tr("Refused"), why)
    line = answer.line
    if line is None:  # a command code: it did something, but no line came of it
        return Message(Tone.ACCEPTED, words(answer.reason, answer.arguments), tr("Done"), answer.code)
    detail = tr("{code} · scan {number}").format(code=answer.code, number=answer.scan_number)
    number, delta = f"× {amount_text(line.amount)}", _delta(answer.delta, line)
    if answer.verdict is Verdict.LOOK:
        title = tr("Unknown code") if not answer.candidates else tr("Several products")
        return Message(
            Tone.LOOK, f"{title} {answer.code}", tr("Look"), words(answer.reason, answer.arguments), number, delta
        )
    stock = ""
    if answer.stock_before is not None and answer.stock_after is not None:
        stock = f"{amount_text(answer.stock_before)} → {amount_text(answer.stock_after)}"
    return Message(Tone.ACCEPTED, line.title, tr("Taken"), detail, number, delta, stock)


def _delta(delta: Decimal, line: Line) -> str:
    sign = "+" if delta >= 0 else "−"
    unit = f" {line.unit_title}" if line.unit is UnitType.SERVICE else ""
    return f"{sign}{amount_text(abs(delta))}{unit}"


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
