"""From a raw scan to a line: read it, find the product, decide, commit, and only then answer."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from stockdesk.app import hit as hits
from stockdesk.app.catalogue import Catalogue
from stockdesk.app.commandscans import CommandScans
from stockdesk.app.documents import OpenDocument, new_id
from stockdesk.app.events import Note, ScanAnswer, Verdict
from stockdesk.app.hit import Hit
from stockdesk.app.lateanswers import AskService, LateAnswers
from stockdesk.app.quickscans import QuickScans
from stockdesk.app.scanmodes import ScanModes
from stockdesk.app.typedcode import typed_code
from stockdesk.core import document as rules
from stockdesk.core.barcode import Interpretation
from stockdesk.core.command import MORE, parse_command
from stockdesk.core.cutscan import cut_reason
from stockdesk.core.document import Intent
from stockdesk.core.entry import EntryKind, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Change
from stockdesk.core.line import Line
from stockdesk.core.match import Match, MatchedBy
from stockdesk.core.product import Product
from stockdesk.core.quantity import amount_text, plain
from stockdesk.core.setupcodes import is_setup_code
from stockdesk.core.stationprofile import DEFAULT_PROFILE
from stockdesk.core.trust import TrustedText, decide, speaks_for_itself

log = logging.getLogger(__name__)

Answer = Callable[[ScanAnswer], None]

_UNSTORABLE: Final = frozenset({"database.locked", "database.damaged", "disk.full", "disk.failed", "folder.read-only"})
"""Reasons for which a scan is refused and nothing else can be stored either."""


def _today_utc() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


class Scanning:
    """Takes scans on the owner's thread, in the order in which they arrive.

    ``profile`` is how the station's scanners send, ``modes`` what is set for the scans to come, ``today`` the day at
    the location.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        ask_service: AskService | None = None,
        today: Callable[[], dt.date] = _today_utc,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._catalogue = catalogue
        self.today = today
        self.profile = DEFAULT_PROFILE
        self.modes = ScanModes(clock)
        self._commands = CommandScans(self.modes)
        self._late = LateAnswers(ask_service)
        self._quick = QuickScans(clock)
        self._told_layout = False

    @property
    def ask_service(self) -> AskService | None:
        """How a code that is not here is looked up at the service, None while nobody can be asked."""
        return self._late.ask_service

    @ask_service.setter
    def ask_service(self, ask_service: AskService | None) -> None:
        self._late.ask_service = ask_service

    @property
    def on_resolved(self) -> list[Callable[[OpenDocument, Change, Line], None]]:
        """Who hears of lines whose unknown code the service knew after all."""
        return self._late.listeners

    @property
    def multiplier(self) -> Decimal | None:
        """The amount keyed before a scan (``5*``); it counts for one scan."""
        return self.modes.multiplier

    def set_multiplier(self, amount: Decimal | None) -> None:
        """Set the amount for the next scan; None takes it back."""
        self.modes.multiplier = amount

    def toggle_minus(self, document: OpenDocument) -> ScanAnswer:
        """Begin or end taking scans off a document, by a key."""
        return self._commands.minus(document)

    def search(self, text: str, limit: int = 50) -> list[Product]:
        """Find products as a person types: title, article, barcode, in any word order."""
        return self._catalogue.search(text, limit)

    def code_of(self, text: str, found: bool) -> str:
        """Return the code that a text typed into the finder is, "" for words; ``found``: the search shows products."""
        return typed_code(self._catalogue, text, found=found)

    def scan(self, document: OpenDocument, raw: RawScan, answer: Answer, source: str = rules.SCAN) -> None:
        """Take one scan into a document. The answer comes after the commit, never before."""
        text = raw.text
        try:
            trusted = decide(raw, self._passes)
            text = trusted.text
            taken = self._take(document, raw, trusted, source)
        except StockdeskError as error:
            taken = self._refused(document, raw, text, error, source)
        except Exception as error:
            log.exception("a scan of %d characters met a bug", len(text))
            bug = StockdeskError("scan.bug", code=text, fault=type(error).__name__)
            taken = self._refused(document, raw, text, bug, source)
        self.modes.prolong(document.document_id)
        answer(taken)

    def refuse(self, document: OpenDocument | None, raw: RawScan, code: str, **arguments: object) -> ScanAnswer:
        """Refuse a scan that cannot be taken now, for the reason ``code``: it is written down and told, not swallowed.

        Without a document (nobody is signed in) it is in the log alone.
        """
        try:
            text = decide(raw, lambda text: speaks_for_itself(self._catalogue.read(text))).text
        except StockdeskError:  # the location's patterns cannot be read: that must not silence the refusal
            text = raw.text
        error = StockdeskError(code, **({"code": text} | arguments))
        if document is not None:
            return self._refused(document, raw, text, error, rules.SCAN)
        log.warning("a scan of %d characters was refused: %s", len(text), code)
        return ScanAnswer(Verdict.REFUSED, text, reason=code, arguments=error.arguments)

    def pick(self, document: OpenDocument, product: Product, answer: Answer) -> None:
        """Take a product that a person picked from a list: it counts like a scan of it, marked as typed."""
        hit = Hit(product.barcode or product.article, (Match(product, MatchedBy.BARCODE),))
        self.modes.disarm_post()
        try:
            taken = self._commit(document, hit, None, rules.TYPED, [])
        except StockdeskError as error:
            taken = ScanAnswer(Verdict.REFUSED, hit.code, document.scans, reason=error.code, arguments=error.arguments)
        self.modes.prolong(document.document_id)
        answer(taken)

    def choose(self, document: OpenDocument, line_id: str, product: Product) -> Change:
        """Say which of several products an open line is."""
        return document.resolve(line_id, product)

    # -- what a scan is -------------------------------------------------------------------------------------------

    def _passes(self, text: str) -> bool:
        """Whether a text proves itself, is one of the program's own codes, or stands in the catalogue."""
        interpretation = self._catalogue.read(text)
        return speaks_for_itself(interpretation) or self._is_known(interpretation)

    def _is_known(self, interpretation: Interpretation) -> bool:
        return bool(self._catalogue.find(interpretation)[0])

    def _take(self, document: OpenDocument, raw: RawScan, trusted: TrustedText, source: str) -> ScanAnswer:
        interpretation = self._catalogue.read(trusted.text)
        if is_setup_code(interpretation.text):
            raise StockdeskError("scan.test-code", code=interpretation.text)
        if source == rules.SCAN:
            reason = cut_reason(raw, interpretation, self.profile, self._is_known)
            if reason:
                raise StockdeskError(reason, code=trusted.text, least=self.profile.minimum)
        command = parse_command(interpretation.text)
        if command is not None:
            obeyed = self._commands.obey(document, raw, interpretation.text, command, source)
            times = self._quick.times(document.document_id, trusted.text)
            # An amount, minus or post that is read twice is as if read once; these two work once more.
            return replace(obeyed, repeated=times if command.action in (MORE, "undo") else 1)
        self.modes.disarm_post()
        if not interpretation.readings:
            raise StockdeskError("scan.refused", code=trusted.text, why=interpretation.refused or "")
        hit = self._chosen_before(document, hits.find(self._catalogue, interpretation))
        if trusted.basis == "undecided" and hit.product is not None:
            trusted = replace(trusted, is_open=False)  # a person has said in this document what the text names
        notes = [*self._halves(document, raw, hit), *_both_texts(trusted), *hits.notes(hit, self.today())]
        return self._commit(document, hit, raw, source, notes, trusted)

    def _chosen_before(self, document: OpenDocument, hit: Hit) -> Hit:
        """Take a code that a person has resolved in this document for the same product again."""
        product_id = None if hit.product is not None else document.sheet.product_of_code(hit.code)
        product = None if product_id is None else self._catalogue.product(product_id)
        if product is None:
            return hit
        match = Match(product, MatchedBy.ALIAS)
        return Hit(hit.code, (match,), hits.amount_of(match, hit.reading), hit.reading)

    def _halves(self, document: OpenDocument, raw: RawScan, hit: Hit) -> list[Note]:
        """Say that this scan and the one before it, both unknown, are one code of the catalogue that was cut in two."""
        half = "" if hit.product is not None else self._quick.half_before(document.document_id, raw)
        if not half or not self._is_known(self._catalogue.read(half + hit.code)):
            return []
        return [Note("scan.split", {"first": half, "second": hit.code, "code": half + hit.code})]

    # -- from a hit to an answer ----------------------------------------------------------------------------------

    def _commit(
        self,
        document: OpenDocument,
        hit: Hit,
        raw: RawScan | None,
        source: str,
        notes: list[Note],
        trusted: TrustedText | None = None,
    ) -> ScanAnswer:
        intent, further = self._decided(document, hit, source)
        before = document.sheet.line(intent.line_id)
        change = document.do(intent, raw)
        self.modes.multiplier = None
        line = document.sheet.line(intent.line_id)
        if line is None:  # minus has taken it out
            assert before is not None
            line = replace(before, amount=Decimal(0), removed=True)
        delta = line.amount - (Decimal(0) if before is None else before.amount)
        answer = self._answer(document, hit, line, delta, [*further, *notes])
        times = 1
        if source == rules.SCAN and raw is not None and trusted is not None:
            may_be_half = hit.product is None and raw.ended_by == "silence"
            times = self._quick.times(document.document_id, trusted.text, may_be_half=may_be_half)
        return self._completed(replace(answer, change=change, repeated=times), trusted)

    def _decided(self, document: OpenDocument, hit: Hit, source: str) -> tuple[Intent, list[Note]]:
        """Decide the entry of a scan, and what there is to say about its amount."""
        minus, times = self.modes.minus(document.document_id), self.multiplier
        notes = []
        if hit.is_piece:
            product_id = None if hit.product is None else hit.product.product_id
            rules.check_piece(document.sheet, hit.piece["gtin"], hit.piece["serial"], product_id, off=minus)
            if times is not None and times != 1:
                notes.append(Note("piece.once", {"amount": amount_text(times)}))
                times = None
        amount = hit.amount if times is None else plain(hit.amount * times)
        sheet, line_id, piece = document.sheet, new_id(), hit.piece
        if hit.product is None:
            weight = hit.weight if times is None else hit.weight * times
            return rules.scan_unknown(
                sheet, hit.code, amount, line_id, source, piece, off=minus, weight=plain(weight)
            ), notes
        told = piece | ({"measured": amount_text(hit.amount)} if hit.is_measured else {})
        return rules.scan_product(sheet, hit.product, amount, hit.code, line_id, source, told, off=minus), notes

    def _answer(self, document: OpenDocument, hit: Hit, line: Line, delta: Decimal, notes: list[Note]) -> ScanAnswer:
        """Say what a scan that is on disk was taken for; what a person should look at comes first."""
        candidates: tuple[Product, ...] = ()
        if hit.product is None and delta > 0:
            candidates = tuple(match.product for match in hit.products)
            reason = "scan.several" if candidates else "scan.damaged" if hit.why else "scan.unknown"
            told = {"code": hit.code, "count": str(len(candidates)), "why": hit.why}
            notes = [Note(reason, told), *notes]
            if not candidates:
                self._late.ask(document, hit, line.line_id)
        stock = (None, None) if hit.product is None else self._stock(document, hit.product)
        first = notes[0] if notes else Note("")
        return ScanAnswer(
            Verdict.LOOK if notes else Verdict.ACCEPTED,
            hit.code,
            document.scans,
            line,
            delta=delta,
            stock_before=stock[0],
            stock_after=stock[1],
            reason=first.code,
            arguments=first.arguments,
            candidates=candidates,
            notes=tuple(notes[1:]),
        )

    def _completed(self, answer: ScanAnswer, trusted: TrustedText | None) -> ScanAnswer:
        """Add the two texts of a scan where a person should see both, and once how to make them one."""
        if trusted is None:
            return answer
        if trusted.basis == "positions" and not self._told_layout:
            self._told_layout = True
            answer = replace(answer, notes=(*answer.notes, Note("scan.layout")))
        if trusted.is_open:
            answer = replace(answer, by_text=trusted.by_text, by_positions=trusted.by_positions)
        return answer

    def _stock(self, document: OpenDocument, product: Product) -> tuple[Decimal | None, Decimal | None]:
        storage = rules.storage_of(document.sheet)
        if storage is None:
            return None, None
        before = product.stock.get(storage, Decimal(0))
        lines = document.sheet.lines_for_product(product.product_id)
        amount = sum((line.in_sale_units for line in lines), Decimal(0))
        return before, before + amount if document.kind.adds else before - amount

    def _refused(
        self, document: OpenDocument, raw: RawScan, text: str, error: StockdeskError, source: str
    ) -> ScanAnswer:
        """Record a scan that could not be taken, where that is possible, and say so."""
        self.modes.disarm_post()
        note = Intent(EntryKind.REFUSED, data={"code": text, "reason": error.code, "source": source})
        try:
            if error.code in _UNSTORABLE:  # it would fail in the same way, and a lock is waited for 2 s
                raise error
            document.do(note, raw)
        except StockdeskError as worse:
            error = worse if error.code != "document.closed" else error
            log.warning("a scan of %d characters was refused and could not be stored: %s", len(text), error.code)
        return ScanAnswer(Verdict.REFUSED, text, document.scans, reason=error.code, arguments=error.arguments)


def _both_texts(trusted: TrustedText) -> list[Note]:
    """Say that a scan reads in two ways and nothing tells which is right."""
    if not trusted.is_open:
        return []
    return [Note("scan.two-texts", {"text": trusted.by_text, "positions": trusted.by_positions})]
