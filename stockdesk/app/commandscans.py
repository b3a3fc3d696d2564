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
from stockdesk.core.entry import EntryKind, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Change
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

    def obey(self, document: OpenDocument, raw: RawScan, text: str, command: Command) -> ScanAnswer:
        """Do what a command says, read as ``text``; ``StockdeskError`` says why it cannot be done here."""
        if command.action != "post":
            self._modes.disarm_post()
        if command.action == "undo":
            return self._undo(document, raw, text)
        if command.action == MORE:
            return self._more(document, raw, command.amount or Decimal(0))
        if command.action == "next_zone":
            raise StockdeskError("command.no-zones")
        act = self._acts.get(command.action or "")
        if act is None:
            raise StockdeskError("command.unknown", code=text)
        if command.amount is not None and command.amount <= 0:
            raise StockdeskError("amount.zero", text=amount_text(command.amount))
        told = {"code": _NOTE, "action": str(command.action), "source": rules.SCAN}
        if command.amount is not None:
            told["amount"] = amount_text(command.amount)
        document.do(Intent(EntryKind.NOTE, data=told), raw)
        verdict, reason, arguments, wanted = act(document, command)
        return ScanAnswer(verdict, text, document.scans, reason=reason, arguments=arguments, command=wanted)

    def minus(self, document: OpenDocument) -> ScanAnswer:
        """Begin or end minus by a key: nothing was scanned, so nothing is written down."""
        self._modes.disarm_post()
        verdict, reason, arguments, _ = self._minus(document, Command("minus"))
        return ScanAnswer(verdict, "", document.scans, reason=reason, arguments=arguments)

    def _quantity(self, _document: OpenDocument, command: Command) -> Obeyed:
        self._modes.multiplier = command.amount
        return Verdict.ACCEPTED, "scan.quantity", {"amount": amount_text(command.amount or Decimal(1))}, ""

    def _minus(self, document: OpenDocument, _command: Command) -> Obeyed:
        if self._modes.toggle_minus(document.document_id):
            return Verdict.LOOK, "command.minus-on", {}, ""
        return Verdict.ACCEPTED, "command.minus-off", {}, ""

    def _post(self, document: OpenDocument, _command: Command) -> Obeyed:
        if self._modes.confirm_post(document.document_id):
            return Verdict.ACCEPTED, "command.post", {}, "post"
        return Verdict.LOOK, "command.post-again", {}, ""

    def _undo(self, document: OpenDocument, raw: RawScan, text: str) -> ScanAnswer:
        undone, change = document.undo(raw)
        arguments = {"code": undone.data.get("code", "")}
        return ScanAnswer(
            Verdict.ACCEPTED, text, document.scans, change=change, reason="scan.undone", arguments=arguments
        )

    def _more(self, document: OpenDocument, raw: RawScan, amount: Decimal) -> ScanAnswer:
        intent = rules.more(document.sheet, amount)
        before = document.sheet.line(intent.line_id)
        change: Change = document.do(Intent(intent.kind, intent.line_id, {**intent.data, "source": rules.SCAN}), raw)
        line = document.sheet.line(intent.line_id)
        assert before is not None  # the line that was scanned last stands, and an addition keeps it
        assert line is not None
        delta = line.amount - before.amount
        return ScanAnswer(Verdict.ACCEPTED, line.code, document.scans, line, change, delta)
