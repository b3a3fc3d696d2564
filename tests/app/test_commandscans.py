"""Command codes: an amount, undo, minus, post in two scans, and what is asked of the window."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.events import Verdict
from stockdesk.app.scanmodes import MINUS_SECONDS, POST_SECONDS
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


def test_minus_takes_scans_off_until_it_is_scanned_again(station: Station) -> None:
    station.scan("5*")
    station.scan(KNOWN)
    on = station.scan("SD-CMD.MINUS")
    assert (on.verdict, on.reason) == (Verdict.LOOK, "command.minus-on")
    answer = station.scan(KNOWN)
    assert (answer.verdict, answer.delta, answer.stock_after) == (Verdict.ACCEPTED, Decimal(-1), Decimal(14))
    station.scan("2*")
    assert station.scan(KNOWN).delta == -2
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
    station.clock.now += MINUS_SECONDS + 1
    assert station.scan(KNOWN).delta == 1


def test_minus_by_a_key_is_the_same_and_writes_nothing(station: Station) -> None:
    station.scan(KNOWN)
    assert station.scanning.toggle_minus(station.document).reason == "command.minus-on"
    assert station.scanning.modes.minus(station.document.document_id)
    assert station.document.scans == 1


def test_post_needs_a_second_scan_within_its_time(station: Station) -> None:
    station.scan(KNOWN)
    first = station.scan("SD-CMD.POST")
    assert (first.verdict, first.reason, first.command) == (Verdict.LOOK, "command.post-again", "")
    second = station.scan("SD-CMD.POST")
    assert (second.verdict, second.command) == (Verdict.ACCEPTED, "post")
    station.scan("SD-CMD.POST")
    station.clock.now += POST_SECONDS + 1
    assert station.scan("SD-CMD.POST").command == ""


@pytest.mark.parametrize("between", [KNOWN, UNKNOWN, "\x00", "5*", "SD-CMD.UNDO", "SD-CMD.NEXT-ZONE", "SD-CMD.FIND"])
def test_any_other_scan_between_forgets_the_post(station: Station, between: str) -> None:
    station.scan(KNOWN)
    station.scan("SD-CMD.POST")
    station.scan(between)
    assert station.scan("SD-CMD.POST").command == ""


@pytest.mark.parametrize(("code", "command"), [("SD-CMD.NEXT-KIND", "next_kind"), ("SD-CMD.FIND", "find")])
def test_command_for_the_window_is_handed_on(station: Station, code: str, command: str) -> None:
    answer = station.scan(code)
    assert (answer.verdict, answer.command, answer.line) == (Verdict.ACCEPTED, command, None)


def test_command_typed_right_behind_other_keys_is_whole_by_its_prefix(station: Station) -> None:
    station.scan(KNOWN)
    assert station.take(RawScan("SD-CMD.UNDO", after=50)).reason == "scan.undone"
