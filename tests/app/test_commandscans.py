"""Command codes: an amount, undo, minus, post in two scans, and what is asked of the window."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.events import Verdict
from stockdesk.app.scanmodes import MINUS_SECONDS, POST_SECONDS
from stockdesk.core import document as rules
from stockdesk.core.entry import EntryKind, RawScan
from stockdesk.core.product import UnitType
from tests.support.scanstation import KNOWN, PRODUCTS, UNKNOWN, Station, scan_station

PEN = PRODUCTS[0].product_id


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with scan_station(tmp_path / "data") as opened:
        yield opened


def test_undo_command_takes_the_last_scan_back(station: Station) -> None:
    station.scan(KNOWN)
    station.scan(KNOWN)
    answer = station.scan("SD-CMD.UNDO")
    assert (answer.verdict, answer.reason, answer.arguments["code"]) == (Verdict.ACCEPTED, "scan.undone", KNOWN)
    assert station.lines() == [(PEN, Decimal(1))]
    station.scan("SD-CMD.UNDO")
    nothing = station.scan("SD-CMD.UNDO")
    assert (nothing.verdict, nothing.reason) == (Verdict.REFUSED, "undo.nothing")


@pytest.mark.parametrize("text", ["]C0SD-CMD.UNDO", "sd-cmd.undo", "]A0SD-CMD.UNDO", "]d1sd-cmd.undo"])
def test_command_behind_a_symbology_identifier_or_in_lower_case_is_one(station: Station, text: str) -> None:
    station.scan(KNOWN)
    assert station.scan(text).reason == "scan.undone"
    assert station.lines() == []


def test_printed_command_is_obeyed_under_a_wrong_layout(station: Station) -> None:
    station.scan(KNOWN)
    assert station.scan("ЫВ-СЬВюГТВЩ", positions="SD-CMD.UNDO").reason == "scan.undone"
    assert station.scan("5(", positions="5*").reason == "scan.quantity"
    assert station.scan(KNOWN).delta == 5


def test_every_command_that_was_scanned_is_in_the_ledger_with_a_number(station: Station) -> None:
    answers = [station.scan(text) for text in (KNOWN, "SD-CMD.QTY.5", "SD-CMD.UNDO", "SD-CMD.FIND", "SD-CMD.NEXT-ZONE")]
    assert [answer.scan_number for answer in answers] == [1, 2, 3, 4, 5]
    entries = list(station.documents.open(station.document.document_id).sheet.entries)
    assert [entry.kind for entry in entries[1:]] == [
        EntryKind.SCAN,
        EntryKind.NOTE,
        EntryKind.UNDO,
        EntryKind.NOTE,
        EntryKind.REFUSED,
    ]
    stored = [entry.raw.text for entry in station.document.sheet.entries if entry.raw is not None]
    assert stored == [KNOWN, "SD-CMD.QTY.5", "SD-CMD.UNDO", "SD-CMD.FIND", "SD-CMD.NEXT-ZONE"]
    assert entries[2].data == {"code": "command", "action": "quantity", "amount": "5", "source": "scan"}
    assert station.documents.open(station.document.document_id).scans == 5


def test_amount_of_zero_and_a_command_that_means_nothing_are_refused(station: Station) -> None:
    assert station.scan("SD-CMD.QTY.0").reason == "amount.zero"
    assert station.scan("SD-CMD.EXPLODE").reason == "command.unknown"
    assert station.scanning.multiplier is None
    assert station.lines() == []


def test_so_many_more_go_to_the_line_that_was_scanned_last(station: Station) -> None:
    station.scan(KNOWN)
    station.scan(UNKNOWN)
    station.scan(KNOWN)
    answer = station.scan("SD-CMD.QTY.+10")
    assert (answer.verdict, answer.delta, answer.line and answer.line.amount) == (
        Verdict.ACCEPTED,
        Decimal(10),
        Decimal(12),
    )
    assert station.last().kind is EntryKind.ADD
    assert station.scan("SD-CMD.UNDO").reason == "scan.undone"
    assert station.lines() == [(PEN, Decimal(2)), (None, Decimal(1))]


def test_so_many_more_are_sale_units_like_those_of_a_scan(station: Station) -> None:
    answer = station.scan("96385074")
    assert answer.line is not None
    station.document.set_unit(answer.line.line_id, UnitType.SERVICE)
    assert station.scan("SD-CMD.QTY.+2").delta == 500


def test_so_many_more_of_nothing_is_refused(station: Station) -> None:
    assert station.scan("SD-CMD.QTY.+10").reason == "command.more-of-what"
    station.scan(KNOWN)
    station.scan("SD-CMD.UNDO")
    assert station.scan("SD-CMD.QTY.+10").reason == "command.more-of-what"


def test_so_many_more_are_never_of_another_line_than_the_last_scan_s(station: Station) -> None:
    station.scan(KNOWN)
    station.scan("036000291452")
    station.document.remove(list(station.document.sheet.lines)[-1].line_id)
    assert station.scan("SD-CMD.QTY.+10").reason == "command.more-of-what"
    station.scan(KNOWN)
    assert station.scan("SD-CMD.NOPE").reason == "command.unknown"
    assert station.scan("]C0SD-CMD.QTY.+2").delta == 2
    station.scan("\x00")
    assert station.scan("SD-CMD.QTY.+10").reason == "command.more-of-what"
    assert station.lines() == [(PEN, Decimal(4))]


def test_so_many_more_of_a_marked_piece_are_refused(station: Station) -> None:
    station.scan(KNOWN)
    station.scan("]d20104006381333931215abcDE")
    assert station.scan("SD-CMD.QTY.+10").reason == "piece.once"
    assert station.lines() == [(PEN, Decimal(2))]


def test_more_that_is_read_twice_at_once_counts_twice_and_says_so(station: Station) -> None:
    station.scan(KNOWN)
    station.clock.now += 1
    assert [station.scan("SD-CMD.QTY.+10").repeated for _ in range(2)] == [1, 2]
    assert station.lines() == [(PEN, Decimal(21))]


def test_undo_that_is_read_twice_at_once_takes_two_back_and_says_so(station: Station) -> None:
    station.scan(KNOWN)
    station.scan(KNOWN)
    station.clock.now += 1
    assert [station.scan("SD-CMD.UNDO").repeated for _ in range(2)] == [1, 2]
    assert station.lines() == []
    station.document.redo()
    assert station.lines() == [(PEN, Decimal(1))]


def test_undo_command_names_what_it_took_back_whatever_it_was(station: Station) -> None:
    answer = station.scan(KNOWN)
    assert answer.line is not None
    station.document.set_amount(answer.line.line_id, Decimal(9))
    station.document.set_header("comment", "x")
    told = [station.scan("SD-CMD.UNDO").arguments for _ in range(3)]
    assert told == [{"code": "", "reason": "header"}, {"code": "product 0", "reason": "amount"}, {"code": KNOWN}]


def test_command_that_means_nothing_is_refused_under_a_wrong_layout_too(station: Station) -> None:
    assert station.scan("ЫВ-СЬВюТЩЗУ", positions="SD-CMD.NOPE").reason == "command.unknown"
    assert station.scan("ЫВ-СЬВюЙЕНю0", positions="SD-CMD.QTY.0").reason == "amount.zero"
    assert station.lines() == []


def test_command_that_was_typed_has_a_number_and_is_marked_as_typed(station: Station) -> None:
    texts = (KNOWN, "SD-CMD.QTY.+2", "5*", "SD-CMD.UNDO")
    numbers = [station.take(RawScan(text), rules.TYPED).scan_number for text in texts]
    document = station.documents.open(station.document.document_id)
    assert (numbers, document.scans) == ([1, 2, 3, 4], 4)
    assert [entry.data["source"] for entry in list(document.sheet.entries)[1:]] == ["typed"] * 4


def test_minus_takes_scans_off_until_it_is_scanned_again(station: Station) -> None:
    station.scan("5*")
    station.scan(KNOWN)
    on = station.scan("SD-CMD.MINUS")
    assert (on.verdict, on.reason) == (Verdict.LOOK, "command.minus-on")
    answer = station.scan(KNOWN)
    assert (answer.verdict, answer.delta, answer.stock_after) == (Verdict.ACCEPTED, Decimal(-1), Decimal(14))
    station.scan("2*")
    assert station.scan(KNOWN).delta == -2
    station.clock.now += 1
    assert station.scan("SD-CMD.MINUS").reason == "command.minus-off"
    assert station.scan(KNOWN).delta == 1
    assert station.lines() == [(PEN, Decimal(3))]


def test_minus_that_leaves_nothing_takes_the_line_out_and_undo_brings_it_back(station: Station) -> None:
    station.scan(KNOWN)
    station.scan("SD-CMD.MINUS")
    answer = station.scan(KNOWN)
    assert (answer.verdict, answer.line and answer.line.amount) == (Verdict.ACCEPTED, Decimal(0))
    assert station.lines() == []
    station.document.undo()
    assert station.lines() == [(PEN, Decimal(1))]


def test_minus_below_zero_or_without_a_line_is_refused(station: Station) -> None:
    station.scan(KNOWN)
    station.scan("SD-CMD.MINUS")
    station.scan("3*")
    assert station.scan(KNOWN).reason == "minus.below-zero"
    assert station.scan("036000291452").reason == "minus.no-line"
    assert station.scan(UNKNOWN).reason == "minus.no-line"
    assert station.lines() == [(PEN, Decimal(1))]


def test_minus_works_on_a_code_that_nobody_knows(station: Station) -> None:
    station.scan(UNKNOWN)
    station.scan(UNKNOWN)
    station.scan("SD-CMD.MINUS")
    answer = station.scan(UNKNOWN)
    assert (answer.verdict, answer.delta) == (Verdict.ACCEPTED, Decimal(-1))
    assert station.lines() == [(None, Decimal(1))]


def test_minus_ends_by_itself(station: Station) -> None:
    station.scan(KNOWN)
    station.scan("SD-CMD.MINUS")
    station.clock.now += MINUS_SECONDS - 1
    assert station.scan("\x00").verdict is Verdict.REFUSED  # a scan all the same
    station.clock.now += MINUS_SECONDS - 1
    assert station.scan("2*").verdict is Verdict.ACCEPTED
    station.clock.now += MINUS_SECONDS + 1
    assert station.scan(KNOWN).delta == 2


def test_minus_lasts_while_products_are_picked_from_a_list(station: Station) -> None:
    station.scan("5*")
    station.scan(KNOWN)
    station.scan("SD-CMD.MINUS")
    for _ in range(3):
        station.clock.now += MINUS_SECONDS - 1
        station.scanning.pick(station.document, PRODUCTS[0], lambda _answer: None)
    assert station.lines() == [(PEN, Decimal(2))]


def test_minus_by_a_key_is_the_same_and_writes_nothing(station: Station) -> None:
    station.scan(KNOWN)
    assert station.scanning.toggle_minus(station.document).reason == "command.minus-on"
    assert station.scanning.modes.minus(station.document.document_id)
    assert station.document.scans == 1


def test_post_needs_a_second_scan_within_its_time(station: Station) -> None:
    station.scan(KNOWN)
    first = station.scan("SD-CMD.POST")
    assert (first.verdict, first.reason, first.command) == (Verdict.LOOK, "command.post-again", "")
    assert station.scan("SD-CMD.POST").command == ""  # read twice at one pull
    station.clock.now += 1
    second = station.scan("SD-CMD.POST")
    assert (second.verdict, second.command) == (Verdict.ACCEPTED, "post")
    station.scan("SD-CMD.POST")
    station.clock.now += POST_SECONDS + 1
    assert station.scan("SD-CMD.POST").command == ""


@pytest.mark.parametrize("between", [KNOWN, UNKNOWN, "\x00", "5*", "SD-CMD.UNDO", "SD-CMD.NEXT-ZONE", "SD-CMD.FIND"])
def test_any_other_scan_between_forgets_the_post(station: Station, between: str) -> None:
    station.scan(KNOWN)
    station.scan("SD-CMD.POST")
    station.clock.now += 1
    station.scan(between)
    station.clock.now += 1
    assert station.scan("SD-CMD.POST").command == ""


@pytest.mark.parametrize(("code", "command"), [("SD-CMD.NEXT-KIND", "next_kind"), ("SD-CMD.FIND", "find")])
def test_command_for_the_window_is_handed_on(station: Station, code: str, command: str) -> None:
    answer = station.scan(code)
    assert (answer.verdict, answer.command, answer.line) == (Verdict.ACCEPTED, command, None)


def test_command_typed_right_behind_other_keys_is_whole_by_its_prefix(station: Station) -> None:
    station.scan(KNOWN)
    assert station.take(RawScan("SD-CMD.UNDO", after=50)).reason == "scan.undone"


def test_ten_more_is_refused_while_scans_are_taken_off(station: Station) -> None:
    station.scan(KNOWN)
    station.scan("SD-CMD.MINUS")
    answer = station.scan("SD-CMD.QTY.+10")
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, "command.more-in-minus")
    assert station.lines() == [(PEN, Decimal(1))]
