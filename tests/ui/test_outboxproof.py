"""The proof in words: both sides of a difference, and what was asked and found."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from PySide6.QtWidgets import QApplication

from stockdesk.api.operations import encode_operation
from stockdesk.core.comparison import Comparison, compare
from stockdesk.core.operation import Kind, Operation
from stockdesk.core.outbox import Attempt, OutboxRow
from stockdesk.core.posting import State
from stockdesk.core.product import Product, Unit, UnitType
from stockdesk.core.removal import REMOVED, Purpose, Removal
from stockdesk.ui.outboxproof import proof_html, reason_text, sides_html, sides_of
from tests.support.answers import DESTINATION, answer, line, operation
from tests.support.outboxrows import NOON, outbox_row

MARKER = "SD-2222222222"


def partial(sent: Operation, comparison: Comparison) -> OutboxRow:
    """The row as the poster stores it."""
    sides = {
        "missing": "; ".join(str(goods) for goods in comparison.missing),
        "surplus": "; ".join(str(goods) for goods in comparison.surplus),
    }
    row = replace(outbox_row(MARKER, State.PARTIAL), body=encode_operation(sent))
    return replace(row, reason="posted.different", reason_arguments=sides)


def amounts(row: OutboxRow) -> list[tuple[int, str, str]]:
    return [(place.product_id, str(side.sent), str(side.there)) for place, side in sides_of(row).items()]


def test_line_that_is_not_there_stands_first() -> None:
    sent = operation(line(11, "2"), line(12, "3"))
    row = partial(sent, compare(sent, 1, answer(sent)[:1]))
    assert amounts(row) == [(12, "3", "0"), (11, "2", "2")]


def test_line_with_another_amount_shows_both() -> None:
    sent = operation(line(11, "2"))
    there = [replace(found, amount=Decimal(5)) for found in answer(sent)]
    assert amounts(partial(sent, compare(sent, 1, there))) == [(11, "2", "5")]


def test_line_that_nobody_sent_is_shown() -> None:
    sent = operation(line(11, "2"))
    more = operation(line(11, "2"), line(13, "0.125", UnitType.SERVICE))
    assert amounts(partial(sent, compare(sent, 1, answer(more)))) == [(13, "0", "0.125"), (11, "2", "2")]


def test_two_places_of_a_transfer_are_two_sides() -> None:
    sent = operation(line(11, "2", destination=DESTINATION), kind=Kind.TRANSFER)
    assert amounts(partial(sent, compare(sent, 1, answer(sent)[:1]))) == [(11, "2", "0"), (11, "2", "2")]


def test_document_that_is_gone_has_nothing_there() -> None:
    sent = operation(line(11, "2"))
    row = replace(partial(sent, Comparison(compare(sent, 1, answer(sent)).finding)), reason="readback.gone")
    assert amounts(row) == [(11, "2", "0")]


def test_sides_name_products_and_units_and_take_no_markup_from_them(dressed: QApplication) -> None:
    sent = operation(line(11, "2"), line(12, "3"))
    row = partial(sent, compare(sent, 1, answer(sent)[:1]))
    found = {12: Product(12, "<b>Soap</b> & oil", sale_unit=Unit(1, "pc"))}
    html = sides_html(row, found.get)
    assert "&lt;b&gt;Soap&lt;/b&gt; &amp; oil" in html
    assert "3&nbsp;pc" in html
    assert ">11<" in html


def test_reason_leaves_ids_to_the_sides() -> None:
    sent = operation(line(11, "2"))
    assert "11" not in reason_text(partial(sent, compare(sent, 1, [])))
    assert reason_text(outbox_row(MARKER)) == ""


def test_proof_is_told_newest_first_in_the_locations_zone(dressed: QApplication) -> None:
    attempts = [
        Attempt("a", MARKER, "send", NOON, NOON, "ambiguous", "read-timeout"),
        Attempt("b", MARKER, "look-up", NOON + timedelta(seconds=5), NOON, "absent", "2 pages <1>"),
    ]
    removal = Removal(
        MARKER, 9, Purpose.SPARE, "Anna", NOON + timedelta(minutes=1), "twice", ended=NOON, result=REMOVED
    )
    html = proof_html(attempts, [removal], "Europe/Berlin")
    told = ["Removal of document 9 · done", "Looked for · not found", "Sending · the answer got lost"]
    places = [html.index(text) for text in told]
    assert places == sorted(places)
    assert "22 Nov 15:05:05" in html
    assert "asked for by Anna: twice" in html
    assert "2 pages &lt;1&gt;" in html
