"""From a raw scan to a line on disk and an answer: what is known, unknown, several, damaged, or a command."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.documents import OpenDocument
from stockdesk.app.events import ScanAnswer, Verdict
from stockdesk.app.scanning import Scanning
from stockdesk.core import document as rules
from stockdesk.core.barcode import Interpretation
from stockdesk.core.entry import EntryKind, RawScan
from stockdesk.core.errors import StockdeskError
from stockdesk.core.gtin import check_digit
from stockdesk.core.ledger import Change
from stockdesk.core.line import Line
from stockdesk.core.operation import Kind
from stockdesk.core.product import UnitType
from stockdesk.core.setupcodes import SETUP_CODES, SetupCode
from stockdesk.core.stationprofile import StationProfile
from stockdesk.store.aliases import Alias
from stockdesk.store.documents import DocumentStatus
from tests.support.bench import product
from tests.support.demo import LOCATION, SHOP
from tests.support.scanstation import KNOWN, PRODUCTS, TODAY, UNKNOWN, Station, scan_station
from tests.support.strictness import LogWatch


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with scan_station(tmp_path / "data") as opened:
        yield opened


def test_scan_of_known_barcode_makes_a_line_and_tells_the_stock(station: Station) -> None:
    answer = station.scan(KNOWN)
    assert (answer.verdict, answer.code, answer.scan_number, answer.reason) == (Verdict.ACCEPTED, KNOWN, 1, "")
    assert (answer.delta, answer.stock_before, answer.stock_after) == (Decimal(1), Decimal(10), Decimal(11))
    assert answer.line is not None
    assert answer.change.added == (answer.line.line_id,)
    assert station.lines() == [(PRODUCTS[0].product_id, Decimal(1))]
    assert station.asked.codes == []


def test_scan_of_known_barcode_increments_the_line_that_is_there(station: Station) -> None:
    first, second = station.scan(KNOWN), station.scan(KNOWN)
    assert first.line is not None
    assert second.line is not None
    assert (second.line.line_id, second.line.scans, second.scan_number) == (first.line.line_id, 2, 2)
    assert (second.delta, second.stock_after, second.change.added) == (Decimal(1), Decimal(12), ())
    assert station.lines() == [(PRODUCTS[0].product_id, Decimal(2))]


def test_outgoing_document_takes_from_the_stock_and_a_storage_without_any_holds_zero(station: Station) -> None:
    usage = station.documents.new(Kind.WRITEOFF, LOCATION, SHOP)
    assert station.scan(KNOWN, document=usage).stock_after == 9
    answer = station.scan("036000291452", document=usage)
    assert (answer.stock_before, answer.stock_after) == (Decimal(0), Decimal(-1))
    nowhere = station.documents.new(Kind.RECEIPT, LOCATION, None)
    answer = station.scan(KNOWN, document=nowhere)
    assert (answer.stock_before, answer.stock_after) == (None, None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("PEN-1", 0),
        ("0036000291452", 1),
        ("]E04006381333931", 0),
        ("010400638133393115261231", 0),
        ("96385074", 6),
    ],
    ids=["article", "ean-13 of a upc", "with symbology", "element string", "ean-8"],
)
def test_code_in_another_dress_finds_its_product(station: Station, text: str, number: int) -> None:
    assert station.scan(text).verdict is Verdict.ACCEPTED
    assert station.lines() == [(PRODUCTS[number].product_id, Decimal(1))]


def test_unknown_code_gets_a_line_of_its_own_and_asks_the_service_once(station: Station) -> None:
    answer, again = station.scan(UNKNOWN), station.scan(UNKNOWN)
    assert (answer.verdict, answer.reason, answer.arguments["code"]) == (Verdict.LOOK, "scan.unknown", UNKNOWN)
    assert (again.delta, again.candidates, again.stock_before) == (Decimal(1), (), None)
    assert station.lines() == [(None, Decimal(2))]
    assert station.asked.codes == [UNKNOWN]


def test_code_the_service_knows_is_resolved_by_an_entry_and_listeners_hear_of_it(station: Station) -> None:
    heard: list[tuple[OpenDocument, Change, Line]] = []
    station.scanning.on_resolved.append(lambda *told: heard.append(told))
    station.scan(UNKNOWN)
    station.scan(UNKNOWN)
    station.asked.answer(product(9, barcode=UNKNOWN))
    ((document, change, line),) = heard
    assert document is station.document
    assert (change.lines, line.product_id, line.amount) == ((line.line_id,), product(9).product_id, Decimal(2))
    assert station.lines() == [(product(9).product_id, Decimal(2))]
    kinds = [entry.kind for entry in station.documents.open(document.document_id).sheet.entries]
    assert kinds == [EntryKind.OPEN, EntryKind.SCAN, EntryKind.SCAN, EntryKind.RESOLVE]
    document.undo()
    assert station.lines() == [(None, Decimal(2))]


@pytest.mark.parametrize("count", [0, 2])
def test_code_that_the_service_knows_not_or_twice_stays_open_and_is_asked_again_at_the_next_scan(
    station: Station, count: int
) -> None:
    station.scan(UNKNOWN)
    station.asked.answer(*(product(8 + number, barcode=UNKNOWN) for number in range(count)))
    assert station.lines() == [(None, Decimal(1))]
    station.scan(UNKNOWN)
    assert station.asked.codes == [UNKNOWN, UNKNOWN]


def test_answer_of_the_service_that_comes_too_late_changes_nothing(station: Station) -> None:
    answer = station.scan(UNKNOWN)
    assert answer.line is not None
    station.document.remove(answer.line.line_id)
    station.asked.answer(product(9, barcode=UNKNOWN))
    assert station.lines() == []
    station.document.undo()
    station.scan(UNKNOWN)
    station.document.resolve(answer.line.line_id, product(7))
    station.asked.answer(product(9, barcode=UNKNOWN))
    assert station.lines() == [(product(7).product_id, Decimal(2))]


def test_answer_of_the_service_for_a_document_that_was_closed_changes_nothing(station: Station) -> None:
    station.scan(UNKNOWN)
    station.documents.discard(station.document)
    station.asked.answer(product(9, barcode=UNKNOWN))
    assert station.lines() == [(None, Decimal(1))]


def test_code_of_several_products_names_them_and_waits_for_a_choice(station: Station) -> None:
    answer = station.scan("1234567890128")
    assert (answer.verdict, answer.reason, answer.arguments["count"]) == (Verdict.LOOK, "scan.several", "2")
    assert [one.title for one in answer.candidates] == ["one of two", "two of two"]
    assert station.asked.codes == []
    assert answer.line is not None
    station.scanning.choose(station.document, answer.line.line_id, answer.candidates[1])
    assert station.lines() == [(PRODUCTS[3].product_id, Decimal(1))]


def test_amount_before_a_scan_counts_for_one_scan(station: Station) -> None:
    command = station.scan("5*")
    assert (command.verdict, command.reason, command.arguments["amount"]) == (Verdict.ACCEPTED, "scan.quantity", "5")
    assert (station.scanning.multiplier, command.line) == (Decimal(5), None)
    assert station.scan(KNOWN).delta == 5
    assert station.scanning.multiplier is None
    assert station.scan(KNOWN).delta == 1
    station.scan("2,5*")
    assert station.scan(UNKNOWN).delta == Decimal("2.5")
    assert station.lines() == [(PRODUCTS[0].product_id, Decimal(6)), (None, Decimal("2.5"))]


def test_amount_before_a_scan_survives_a_scan_that_was_not_taken(station: Station) -> None:
    station.scanning.set_multiplier(Decimal(7))
    assert station.scan("\x00").verdict is Verdict.REFUSED
    assert station.scan(KNOWN).delta == 7


def test_wrong_check_digit_is_taken_as_text_and_says_what_is_wrong(station: Station) -> None:
    answer = station.scan("4006381333932")
    assert (answer.verdict, answer.reason, answer.code) == (Verdict.LOOK, "scan.damaged", "4006381333932")
    assert "check digit" in str(answer.arguments["why"])
    assert station.lines() == [(None, Decimal(1))]


def test_weight_in_the_code_is_the_amount_of_a_product_sold_by_weight(station: Station) -> None:
    label = "2100012" + "01500"
    answer = station.scan(label + check_digit(label))
    assert (answer.verdict, answer.delta) == (Verdict.ACCEPTED, Decimal("1.5"))
    station.scan("2*")
    station.scan(label + check_digit(label))
    assert station.lines() == [(PRODUCTS[4].product_id, Decimal("4.5"))]


def test_pack_code_counts_the_pieces_in_it(station: Station) -> None:
    alias = Alias("PACK-12", PRODUCTS[0].product_id, Decimal(12), datetime.now(UTC))
    station.aliases.set(LOCATION, alias)
    assert station.scan("PACK-12").delta == 12
    station.scan("2*")
    assert station.scan("PACK-12").delta == 24


def test_bottle_scanned_into_a_line_of_millilitres_is_a_bottle(station: Station) -> None:
    answer = station.scan("96385074")
    assert answer.line is not None
    station.document.set_unit(answer.line.line_id, UnitType.SERVICE)
    answer = station.scan("96385074")
    assert answer.line is not None
    assert (answer.delta, answer.line.amount, answer.stock_after) == (Decimal(250), Decimal(500), Decimal(2))


def test_code_typed_under_a_wrong_layout_is_found_by_the_key_positions(station: Station) -> None:
    assert station.scan("ЗУТ-1", positions="PEN-1").verdict is Verdict.ACCEPTED
    assert station.scan("çààç-ç&", positions=KNOWN).code == KNOWN
    assert station.lines() == [(PRODUCTS[0].product_id, Decimal(2))]


def test_text_goes_before_the_key_positions(station: Station) -> None:
    station.scan("ЩЕТКА-5", positions=KNOWN)
    assert station.lines() == [(PRODUCTS[5].product_id, Decimal(1))]


def test_unknown_number_under_a_wrong_layout_is_kept_as_it_was_printed(station: Station) -> None:
    answer = station.scan("(«)à'ààà&à-àà«", positions=UNKNOWN)
    assert (answer.code, station.asked.codes) == (UNKNOWN, [UNKNOWN])


def test_wrong_layout_is_told_once_and_not_with_every_scan(station: Station) -> None:
    answers = [station.scan("çààç-ç&", positions=KNOWN) for _ in range(3)]
    assert [[note.code for note in answer.notes] for answer in answers] == [["scan.layout"], [], []]
    assert {answer.verdict for answer in answers} == {Verdict.ACCEPTED}


def test_two_texts_that_both_pass_are_taken_by_the_layout_and_both_are_shown(station: Station) -> None:
    text, positions = "010400638133393121ABYZ", "010400638133393121ABZY"
    answer = station.scan(text, positions)
    assert (answer.verdict, answer.reason) == (Verdict.LOOK, "scan.two-texts")
    assert (answer.by_text, answer.by_positions, station.last().data["serial"]) == (text, positions, "ABYZ")


def test_two_texts_of_which_neither_passes_make_an_unknown_line_and_both_are_shown(station: Station) -> None:
    answer = station.scan("ФИС-2", positions="ABC-2")
    assert (answer.reason, [note.code for note in answer.notes]) == ("scan.unknown", ["scan.two-texts"])
    assert (answer.code, answer.by_text, answer.by_positions) == ("ФИС-2", "ФИС-2", "ABC-2")
    assert answer.line is not None
    station.document.resolve(answer.line.line_id, PRODUCTS[5])
    assert station.scan("ФИС-2", positions="ABC-2").verdict is Verdict.ACCEPTED


def test_eight_digits_of_two_products_are_a_choice_and_a_known_symbology_is_none(station: Station) -> None:
    station.store.upsert(LOCATION, [product(8, barcode="012345000065"), product(9, barcode="01234565")])
    answer = station.scan("01234565")
    assert (answer.reason, {one.product_id for one in answer.candidates}) == (
        "scan.several",
        {product(8).product_id, product(9).product_id},
    )
    assert station.scan("]E001234565").verdict is Verdict.ACCEPTED
    assert station.scan("]E401234565").verdict is Verdict.ACCEPTED
    assert [line[0] for line in station.lines()] == [None, product(8).product_id, product(9).product_id]


def test_upc_e_that_nobody_knows_is_asked_for_by_its_whole_number(station: Station) -> None:
    assert station.scan("]E001234565").code == "012345000065"
    assert station.asked.codes == ["012345000065"]


def test_same_code_in_quick_succession_counts_each_time_and_says_so(station: Station) -> None:
    assert [station.scan(KNOWN).repeated for _ in range(3)] == [1, 2, 3]
    station.clock.now += 0.6
    assert station.scan(KNOWN).repeated == 1
    assert station.scan("PEN-1").repeated == 1
    assert station.take(RawScan(KNOWN), rules.TYPED).repeated == 1
    assert station.lines() == [(PRODUCTS[0].product_id, Decimal(6))]


def test_rest_of_a_scan_whose_head_went_to_a_field_is_refused_and_in_the_ledger(station: Station) -> None:
    answer = station.take(RawScan("06381333931", after=60))
    assert (answer.verdict, answer.reason, answer.scan_number) == (Verdict.REFUSED, "scan.cut", 1)
    assert (station.last().kind, station.last().data["reason"]) == (EntryKind.REFUSED, "scan.cut")
    assert station.take(RawScan(KNOWN, after=60)).verdict is Verdict.ACCEPTED
    assert station.take(RawScan("06381333931", after=5000)).reason == "scan.unknown"


def test_profile_of_the_station_refuses_what_has_no_end_mark_or_is_too_short(station: Station) -> None:
    station.scanning.profile = StationProfile(suffix="enter", minimum=6)
    assert station.take(RawScan(KNOWN, ended_by="silence")).reason == "scan.no-end"
    assert station.take(RawScan("PEN-1", ended_by="enter")).reason == "scan.short"
    assert station.take(RawScan(KNOWN, ended_by="enter")).verdict is Verdict.ACCEPTED
    assert station.take(RawScan(KNOWN, ended_by="silence", source="/dev/ttyACM0")).verdict is Verdict.ACCEPTED
    assert station.take(RawScan("PEN-1"), rules.TYPED).verdict is Verdict.ACCEPTED


def test_scan_that_the_window_cannot_take_is_refused_with_a_number_and_in_the_ledger(station: Station) -> None:
    station.scan(KNOWN)
    answer = station.scanning.refuse(station.document, RawScan("çààç-ç&", KNOWN), "scan.editing")
    assert (answer.verdict, answer.reason, answer.code, answer.scan_number) == (
        Verdict.REFUSED,
        "scan.editing",
        KNOWN,
        2,
    )
    assert (station.last().kind, station.last().raw) == (EntryKind.REFUSED, RawScan("çààç-ç&", KNOWN))
    assert station.last().data == {"code": KNOWN, "reason": "scan.editing", "source": "scan"}


def test_scan_is_refused_for_its_own_reason_though_the_patterns_cannot_be_read(station: Station) -> None:
    def unreadable(text: str) -> Interpretation:
        raise StockdeskError("database.locked")

    scanning = Scanning(Catalogue(station.store, lambda: LOCATION, unreadable))
    answer = scanning.refuse(station.document, RawScan("çààç-ç&", KNOWN), "scan.editing")
    assert (answer.verdict, answer.reason, answer.code) == (Verdict.REFUSED, "scan.editing", "çààç-ç&")
    assert station.last().raw == RawScan("çààç-ç&", KNOWN)


def test_scan_without_any_document_is_refused_and_in_the_log(station: Station, log_watch: LogWatch) -> None:
    log_watch.allow("a scan of 13 characters was refused")
    answer = station.scanning.refuse(None, RawScan(KNOWN), "scan.no-document")
    assert (answer.verdict, answer.code, answer.scan_number) == (Verdict.REFUSED, KNOWN, 0)
    assert len(log_watch.records) == 1


def test_typed_code_is_taken_like_a_scan_and_marked_as_typed(station: Station) -> None:
    answer = station.take(RawScan("PEN-1"), rules.TYPED)
    assert (answer.verdict, station.last().data["source"]) == (Verdict.ACCEPTED, "typed")
    assert station.take(RawScan(UNKNOWN), rules.TYPED).reason == "scan.unknown"


def test_answer_is_given_only_after_the_commit(station: Station) -> None:
    """A second connection reads the disk while the answer is being given: the beep means it is safe."""
    seen: list[tuple[str, str]] = []

    def look(answer: ScanAnswer) -> None:
        with sqlite3.connect(f"file:{station.folder.work_db}?mode=ro", uri=True) as other:
            rows = other.execute("SELECT kind, raw FROM entry ORDER BY number DESC LIMIT 1").fetchall()
        other.close()
        seen.extend(rows)

    for text in (KNOWN, UNKNOWN, "\x00"):
        station.scanning.scan(station.document, RawScan(text), look)
    assert [kind for kind, _ in seen] == ["scan", "scan", "refused"]
    assert [json.loads(raw)[0] for _, raw in seen] == [KNOWN, UNKNOWN, "\x00"]


def test_scan_that_cannot_be_taken_is_in_the_ledger_and_changes_no_line(station: Station) -> None:
    answer = station.scan("\x00")
    assert (answer.verdict, answer.reason, answer.scan_number) == (Verdict.REFUSED, "scan.refused", 1)
    last = list(station.documents.open(station.document.document_id).sheet.entries)[-1]
    assert (last.kind, last.data["reason"]) == (EntryKind.REFUSED, "scan.refused")
    assert station.lines() == []


def test_scan_beyond_the_largest_amount_is_refused_and_in_the_ledger(station: Station) -> None:
    station.scanning.set_multiplier(Decimal(99_999_999))
    answer = station.scan(KNOWN)
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, "amount.too-large")
    last = list(station.documents.open(station.document.document_id).sheet.entries)[-1]
    assert (last.kind, last.data["code"]) == (EntryKind.REFUSED, KNOWN)


@pytest.mark.parametrize("code", SETUP_CODES, ids=lambda code: code.purpose)
def test_test_code_of_the_set_up_sheet_books_nothing_and_is_in_the_ledger(station: Station, code: SetupCode) -> None:
    station.store.upsert(LOCATION, [product(8, barcode=code.content)])
    for text, positions in ((code.content, ""), (f"]C0{code.content.swapcase()}", ""), ("ФЫВА", code.content)):
        answer = station.scan(text, positions)
        assert (answer.verdict, answer.reason, answer.scan_number) == (
            Verdict.REFUSED,
            "scan.test-code",
            station.document.scans,
        )
        assert (station.last().kind, station.last().data["reason"]) == (EntryKind.REFUSED, "scan.test-code")
    assert station.scan("sd-test.later").reason == "scan.test-code"
    assert station.take(RawScan("SD-TEST.END"), rules.TYPED).reason == "scan.test-code"
    assert station.lines() == []


def test_second_half_of_a_known_code_is_taken_and_shown_as_one(station: Station) -> None:
    def half(text: str, length_ms: int, ended_by: str) -> ScanAnswer:
        station.clock.now += length_ms / 1000
        return station.take(RawScan(text, times=(0, length_ms), ended_by=ended_by))

    assert half(KNOWN[:6], 60, "silence").reason == "scan.unknown"
    station.clock.now += 0.12
    answer = half(KNOWN[6:], 70, "enter")
    assert [answer.reason, *(note.code for note in answer.notes)] == ["scan.unknown", "scan.split"]
    assert answer.notes[0].arguments == {"first": KNOWN[:6], "second": KNOWN[6:], "code": KNOWN}
    half(KNOWN[:6], 60, "silence")
    station.clock.now += 0.9  # a person took up another piece
    assert half(KNOWN[6:], 70, "enter").notes == ()


def test_cut_code_of_a_serial_scanner_that_sends_end_marks_is_refused(station: Station) -> None:
    raw = RawScan(KNOWN[:8], ended_by="missing", source="/dev/ttyACM0")
    assert station.take(raw).reason == "scan.no-end"
    assert station.last().raw == raw


def test_scan_into_a_closed_document_is_refused(station: Station, log_watch: LogWatch) -> None:
    log_watch.allow("a scan of 13 characters was refused and could not be stored")
    station.documents.discard(station.document)
    answer = station.scan(KNOWN)
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, "document.closed")
    assert station.document.status is DocumentStatus.WITHDRAWN
    assert station.lines() == []


def test_scan_that_the_disk_refuses_is_answered_with_the_disks_reason(station: Station, log_watch: LogWatch) -> None:
    log_watch.allow("a scan of 13 characters was refused and could not be stored")
    blocker = sqlite3.connect(station.folder.work_db, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    station.database.connection.execute("PRAGMA busy_timeout = 1")
    try:
        answer = station.scan(KNOWN)
    finally:
        blocker.execute("ROLLBACK")
        blocker.close()
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, "database.locked")
    assert station.lines() == []
    assert station.scan(KNOWN).verdict is Verdict.ACCEPTED


def test_fault_of_the_one_who_is_answered_does_not_make_a_second_answer(station: Station) -> None:
    answers: list[ScanAnswer] = []

    def stumble(answer: ScanAnswer) -> None:
        answers.append(answer)
        raise StockdeskError("line.gone")

    with pytest.raises(StockdeskError, match=r"line\.gone"):
        station.scanning.scan(station.document, RawScan(KNOWN), stumble)
    assert [answer.verdict for answer in answers] == [Verdict.ACCEPTED]
    assert len(list(station.document.sheet.entries)) == 2


def test_product_picked_from_a_list_counts_like_a_scan_and_takes_the_amount(station: Station) -> None:
    answers: list[ScanAnswer] = []
    station.scan(KNOWN)
    station.scanning.set_multiplier(Decimal(3))
    (found, *_) = station.scanning.search("pen")
    station.scanning.pick(station.document, found, answers.append)
    assert [(answer.verdict, answer.delta, answer.stock_after) for answer in answers] == [
        (Verdict.ACCEPTED, Decimal(3), Decimal(14))
    ]
    assert list(station.document.sheet.entries)[-1].data["source"] == "typed"
    station.documents.discard(station.document)
    station.scanning.pick(station.document, found, answers.append)
    assert answers[-1].reason == "document.closed"


def test_code_resolved_by_a_person_is_known_for_the_rest_of_the_document(station: Station) -> None:
    answer = station.scan(UNKNOWN)
    assert answer.line is not None
    station.document.resolve(answer.line.line_id, PRODUCTS[5])
    assert station.scan(UNKNOWN).verdict is Verdict.ACCEPTED
    assert station.lines() == [(PRODUCTS[5].product_id, Decimal(2))]


def test_search_finds_products_as_a_person_types(station: Station) -> None:
    assert [one.product_id for one in station.scanning.search("two of")] == [
        PRODUCTS[2].product_id,
        PRODUCTS[3].product_id,
    ]
    assert len(station.scanning.search("two of", limit=1)) == 1
    assert station.scanning.search("nothing like it") == []


def test_bug_on_the_way_is_a_refusal_with_a_number_in_the_ledger_and_the_log(
    station: Station, log_watch: LogWatch
) -> None:
    log_watch.allow("met a bug")

    def broken() -> date:
        raise ZeroDivisionError

    station.scanning.today = broken
    answer = station.scan(KNOWN)
    assert (answer.verdict, answer.reason, answer.scan_number) == (Verdict.REFUSED, "scan.bug", 1)
    assert station.lines() == []
    station.scanning.today = lambda: TODAY
    assert station.scan(KNOWN).verdict is Verdict.ACCEPTED


def test_stock_counts_every_line_of_the_product(station: Station) -> None:
    station.scan(KNOWN)
    unknown = station.scan(UNKNOWN)
    assert unknown.line is not None
    station.scanning.choose(station.document, unknown.line.line_id, PRODUCTS[0])
    assert station.scan(KNOWN).stock_after == Decimal(13)
