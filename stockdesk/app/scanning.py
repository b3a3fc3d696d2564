"""From a raw scan to a line: read it, find the product, decide, commit, and only then answer."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from stockdesk.app import hit as hits
from stockdesk.app.catalogue import Catalogue
from stockdesk.app.commandscans import CommandScans
from stockdesk.app.documents import OpenDocument, new_id
from stockdesk.app.events import Note, ScanAnswer, Verdict
from stockdesk.app.hit import Hit
from stockdesk.app.scanmodes import ScanModes
from stockdesk.app.typedcode import typed_code
from stockdesk.core import document as rules
from stockdesk.core.barcode import Interpretation
from stockdesk.core.command import parse_command
from stockdesk.core.cutscan import cut_reason
from stockdesk.core.document import Intent
from stockdesk.core.entry import EntryKind, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Change
from stockdesk.core.line import Line
from stockdesk.core.match import Match, MatchedBy
from stockdesk.core.product import Product
from stockdesk.core.quantity import amount_text, plain
from stockdesk.core.stationprofile import DEFAULT_PROFILE
from stockdesk.core.trust import TrustedText, decide

log = logging.getLogger(__name__)

Answer = Callable[[ScanAnswer], None]
AskService = Callable[[str, Callable[[tuple[Match, ...]], None]], None]
"""Looks a code up at the service in the background and hands back what bears it exactly, nothing where it failed."""

_UNSTORABLE: Final = frozenset({"database.locked", "database.damaged", "disk.full", "disk.failed", "folder.read-only"})
"""Reasons for which a scan is refused and nothing else can be stored either."""
_QUICK_SECONDS: Final = 0.5
"""The same code again so soon may be two pieces or a double read: both count, and it is said (barcode domain, 5)."""


def _today_utc() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True, slots=True)
class _Last:
    """The code that was taken last, where, when, and how many times in quick succession."""

    document_id: str
    code: str
    at: float
    times: int


class Scanning:
    """Takes scans on the owner's thread, in the order in which they arrive.

    ``profile`` is how the station's scanners send, ``modes`` what is set for the scans to come, ``today`` the day at
    the location. ``on_resolved`` hears of lines whose unknown code the service knew after all.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        ask_service: AskService | None = None,
        today: Callable[[], dt.date] = _today_utc,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self.ask_service = ask_service
        self.today = today
        self.profile = DEFAULT_PROFILE
        self.modes = ScanModes(clock)
        self._commands = CommandScans(self.modes)
        self._asked: set[tuple[str, str]] = set()
        self._last: _Last | None = None
        self._told_layout = False
        self.on_resolved: list[Callable[[OpenDocument, Change, Line], None]] = []

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
        answer(taken)

    def refuse(self, document: OpenDocument | None, raw: RawScan, code: str, **arguments: object) -> ScanAnswer:
        """Refuse a scan that cannot be taken now, for the reason ``code``: it is written down and told, not swallowed.

        Without a document (nobody is signed in) it is in the log alone.
        """
        text = decide(raw, lambda text: self._catalogue.read(text).is_sure).text
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
        answer(taken)

    def choose(self, document: OpenDocument, line_id: str, product: Product) -> Change:
        """Say which of several products an open line is."""
        return document.resolve(line_id, product)

    # -- what a scan is -------------------------------------------------------------------------------------------

    def _passes(self, text: str) -> bool:
        """Whether a text proves itself, or stands in the catalogue."""
        interpretation = self._catalogue.read(text)
        return interpretation.is_sure or self._is_known(interpretation)

    def _is_known(self, interpretation: Interpretation) -> bool:
        return bool(self._catalogue.find(interpretation)[0])

    def _take(self, document: OpenDocument, raw: RawScan, trusted: TrustedText, source: str) -> ScanAnswer:
        interpretation = self._catalogue.read(trusted.text)
        if source == rules.SCAN:
            reason = cut_reason(raw, interpretation, self.profile, self._is_known)
            if reason:
                raise StockdeskError(reason, code=trusted.text, least=self.profile.minimum)
        command = parse_command(interpretation.text)
        if command is not None:
            return self._commands.obey(document, raw, trusted.text, command)
        self.modes.disarm_post()
        if not interpretation.readings:
            raise StockdeskError("scan.refused", code=trusted.text, why=interpretation.refused or "")
        hit = self._chosen_before(document, hits.find(self._catalogue, interpretation))
        if trusted.basis == "undecided" and hit.product is not None:
            trusted = replace(trusted, is_open=False)  # a person has said in this document what the text names
        notes = [*_both_texts(trusted), *hits.notes(hit, self.today())]
        return self._commit(document, hit, raw, source, notes, trusted)

    def _chosen_before(self, document: OpenDocument, hit: Hit) -> Hit:
        """Take a code that a person has resolved in this document for the same product again."""
        product_id = None if hit.product is not None else document.sheet.product_of_code(hit.code)
        product = None if product_id is None else self._catalogue.product(product_id)
        if product is None:
            return hit
        return Hit(hit.code, (Match(product, MatchedBy.ALIAS),), hit.amount, hit.reading)

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
        self.modes.prolong(document.document_id)
        line = document.sheet.line(intent.line_id)
        if line is None:  # minus has taken it out
            assert before is not None
            line = replace(before, amount=Decimal(0), removed=True)
        delta = line.amount - (Decimal(0) if before is None else before.amount)
        answer = self._answer(document, hit, line, delta, [*further, *notes])
        times = self._times(document, hit) if source == rules.SCAN else 1
        return self._completed(replace(answer, change=change, repeated=times), trusted)

    def _decided(self, document: OpenDocument, hit: Hit, source: str) -> tuple[Intent, list[Note]]:
        """Decide the entry of a scan, and what there is to say about its amount."""
        minus, times = self.modes.minus(document.document_id), self.multiplier
        notes = []
        if hit.is_piece:
            rules.check_piece(document.sheet, hit.piece["gtin"], hit.piece["serial"], off=minus)
            if times is not None and times != 1:
                notes.append(Note("piece.once", {"amount": amount_text(times)}))
                times = None
        amount = hit.amount if times is None else plain(hit.amount * times)
        sheet, line_id, piece = document.sheet, new_id(), hit.piece
        if hit.product is None:
            return rules.scan_unknown(sheet, hit.code, amount, line_id, source, piece, off=minus), notes
        return rules.scan_product(sheet, hit.product, amount, hit.code, line_id, source, piece, off=minus), notes

    def _answer(self, document: OpenDocument, hit: Hit, line: Line, delta: Decimal, notes: list[Note]) -> ScanAnswer:
        """Say what a scan that is on disk was taken for; what a person should look at comes first."""
        candidates: tuple[Product, ...] = ()
        if hit.product is None and delta > 0:
            candidates = tuple(match.product for match in hit.products)
            reason = "scan.several" if candidates else "scan.damaged" if hit.why else "scan.unknown"
            told = {"code": hit.code, "count": str(len(candidates)), "why": hit.why}
            notes = [Note(reason, told), *notes]
            if not candidates:
                self._ask(document, hit.code, line.line_id)
        stock = (None, None) if hit.product is None else self._stock(document, hit.product, line)
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

    def _times(self, document: OpenDocument, hit: Hit) -> int:
        """Count how many times this code came in quick succession."""
        last, now = self._last, self._clock()
        here = (document.document_id, hit.code)
        again = last is not None and (last.document_id, last.code) == here and now - last.at < _QUICK_SECONDS
        times = last.times + 1 if again and last is not None else 1
        self._last = _Last(*here, now, times)
        return times

    def _stock(self, document: OpenDocument, product: Product, line: Line) -> tuple[Decimal | None, Decimal | None]:
        storage = rules.storage_of(document.sheet)
        if storage is None:
            return None, None
        before = product.stock.get(storage, Decimal(0))
        return before, before + line.in_sale_units if document.kind.adds else before - line.in_sale_units

    def _ask(self, document: OpenDocument, code: str, line_id: str) -> None:
        asked = (document.document_id, line_id)
        if self.ask_service is None or asked in self._asked:  # scanned again before the answer came: one will do
            return

        def found(matches: tuple[Match, ...]) -> None:
            self._asked.discard(asked)
            line = document.sheet.line(line_id)
            if len(matches) != 1 or line is None or line.product_id is not None:
                return
            try:
                change = document.resolve(line_id, matches[0].product)
            except StockdeskError:
                return  # the document was closed or the disk refused: the line stays unknown, which is shown
            resolved = document.sheet.line(line_id)
            if resolved is not None:
                for listener in self.on_resolved:
                    listener(document, change, resolved)

        self._asked.add(asked)
        self.ask_service(code, found)

    def _refused(
        self, document: OpenDocument, raw: RawScan, text: str, error: StockdeskError, source: str
    ) -> ScanAnswer:
        """Record a scan that could not be taken, where that is possible, and say so."""
        self.modes.disarm_post()
        note = Intent(EntryKind.REFUSED, data={"code": text, "reason": error.code, "source": source})
        try:
            if error.code not in _UNSTORABLE:  # it would fail in the same way, and a lock is waited for 2 s
                document.do(note, raw)
        except StockdeskError as worse:
            error = worse if error.code != "document.closed" else error
        return ScanAnswer(Verdict.REFUSED, text, document.scans, reason=error.code, arguments=error.arguments)


def _both_texts(trusted: TrustedText) -> list[Note]:
    """Say that a scan reads in two ways and nothing tells which is right."""
    if not trusted.is_open:
        return []
    return [Note("scan.two-texts", {"text": trusted.by_text, "positions": trusted.by_positions})]
