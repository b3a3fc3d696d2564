"""What a command code does: each is written down before it takes effect, like any other scan."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from stockdesk.app.documents import OpenDocument
from stockdesk.app.events import ScanAnswer, Verdict
from stockdesk.app.scanmodes import ScanModes
from stockdesk.core import document as rules
from stockdesk.core.command import MORE, QUANTITY, Command
from stockdesk.core.document import Intent
from stockdesk.core.entry import Entry, EntryKind, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Change
from stockdesk.core.line import Line
from stockdesk.core.quantity import amount_text

Obeyed = tuple[Verdict, str, dict[str, object], str]
"""The verdict, the code and arguments of its words, and what the window is asked to do ("" for nothing)."""

_NOTE: Final = "command"


class CommandScans:
    """Obeys command codes that were scanned into a document."""

    def __init__(self, modes: ScanModes) -> None:
        self._modes = modes
        self._acts: dict[str, Callable[[OpenDocument, Command], Obeyed]] = {
            QUANTITY: self._quantity,
            "minus": self._minus,
            "post": self._post,
            "next_kind": lambda _document, _command: (Verdict.ACCEPTED, "command.next-kind", {}, "next_kind"),
            "find": lambda _document, _command: (Verdict.ACCEPTED, "command.find", {}, "find"),
        }

    def obey(
        self, document: OpenDocument, raw: RawScan, text: str, command: Command, source: str = rules.SCAN
    ) -> ScanAnswer:
        """Do what a command says, read as ``text``; ``StockdeskError`` says why it cannot be done here.

        ``source`` says whether it was scanned or typed.
        """
        if command.action != "post":
            self._modes.disarm_post()
        if command.action == "undo":
            return self._undo(document, raw, text, source)
        if command.action == MORE:
            return self._more(document, raw, command.amount or Decimal(0), source)
        if command.action == "next_zone":
            raise StockdeskError("command.no-zones")
        act = self._acts.get(command.action or "")
        if act is None:
            raise StockdeskError("command.unknown", code=text)
        if command.amount is not None and command.amount <= 0:
            raise StockdeskError("amount.zero", text=amount_text(command.amount))
        told = {"code": _NOTE, "action": str(command.action), "source": source}
        if command.amount is not None:
            told["amount"] = amount_text(command.amount)
        document.do(Intent(EntryKind.NOTE, data=told), raw)
        verdict, reason, arguments, wanted = act(document, command)
        return ScanAnswer(verdict, text, document.scans, reason=reason, arguments=arguments, command=wanted)

    def minus(self, document: OpenDocument) -> ScanAnswer:
        """Begin or end minus by a key: nothing was scanned, so nothing is written down."""
        self._modes.disarm_post()
        verdict, reason, arguments, _ = _told_of_minus(on=self._modes.toggle_minus(document.document_id))
        return ScanAnswer(verdict, "", document.scans, reason=reason, arguments=arguments)

    def _quantity(self, _document: OpenDocument, command: Command) -> Obeyed:
        self._modes.multiplier = command.amount
        return Verdict.ACCEPTED, "scan.quantity", {"amount": amount_text(command.amount or Decimal(1))}, ""

    def _minus(self, document: OpenDocument, _command: Command) -> Obeyed:
        return _told_of_minus(on=self._modes.scan_minus(document.document_id))

    def _post(self, document: OpenDocument, _command: Command) -> Obeyed:
        if self._modes.confirm_post(document.document_id):
            return Verdict.ACCEPTED, "command.post", {}, "post"
        return Verdict.LOOK, "command.post-again", {}, ""

    def _undo(self, document: OpenDocument, raw: RawScan, text: str, source: str) -> ScanAnswer:
        entry = document.sheet.to_undo()
        before = None if entry is None else document.sheet.line(entry.line_id)
        undone, change = document.undo(raw, source)
        arguments = _told_of_undo(undone, document.sheet.line(undone.line_id) or before)
        return ScanAnswer(
            Verdict.ACCEPTED, text, document.scans, change=change, reason="scan.undone", arguments=arguments
        )

    def _more(self, document: OpenDocument, raw: RawScan, amount: Decimal, source: str) -> ScanAnswer:
        if self._modes.minus(document.document_id):  # which of the two a person meant is not to be guessed
            raise StockdeskError("command.more-in-minus", amount=amount_text(amount))
        intent = rules.more(document.sheet, amount)
        before = document.sheet.line(intent.line_id)
        change: Change = document.do(Intent(intent.kind, intent.line_id, {**intent.data, "source": source}), raw)
        line = document.sheet.line(intent.line_id)
        assert before is not None  # the line that was scanned last stands, and an addition keeps it
        assert line is not None
        delta = line.amount - before.amount
        return ScanAnswer(Verdict.ACCEPTED, line.code, document.scans, line, change, delta)


def _told_of_minus(*, on: bool) -> Obeyed:
    return (Verdict.LOOK, "command.minus-on", {}, "") if on else (Verdict.ACCEPTED, "command.minus-off", {}, "")


def _told_of_undo(undone: Entry, line: Line | None) -> dict[str, object]:
    """Name what was undone: the code of a scan, else the line's product and what was changed of it."""
    if undone.kind is EntryKind.SCAN:
        return {"code": undone.data.get("code", "")}
    return {"code": "" if line is None else line.title or line.code, "reason": undone.kind.value}
