"""What was refused comes back as a fresh draft, and nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from stockdesk.app.documents import OpenDocument, new_id
from stockdesk.core import document as rules
from stockdesk.core.entry import EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Sheet
from stockdesk.core.line import Line
from stockdesk.core.operation import Kind
from stockdesk.core.posting import State
from stockdesk.core.product import Unit, UnitType
from stockdesk.store.documents import DocumentStatus
from tests.support.bench import Bench, posted, product
from tests.support.demo import FIRST_GOOD, LOCATION, ROOM, SHOP, SUPPLIER, DemoService
from tests.support.outboxrows import outbox_row


def said(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    """What lines say, whatever their ids."""
    return [
        (one.product_id, one.title, one.code, one.amount, one.unit, one.cost, one.discount, one.comment, one.ratio)
        for one in lines
    ]


def refused(bench: Bench, demo: DemoService, document: OpenDocument) -> str:
    """Post a document that the service refuses."""
    demo.set_rights({"storages_create_transactions_access": False})
    base = bench.posting.approve(document)
    bench.poster().run()
    demo.set_rights({"storages_create_transactions_access": True})
    assert bench.posting.whole(base) is State.REJECTED
    return base


def test_refused_document_is_copied_line_by_line_with_its_header_and_can_be_mended_and_posted(
    bench: Bench, demo: DemoService
) -> None:
    document = bench.draft(lines={0: "2"}, supplier=str(SUPPLIER), comment="Monday")
    two_units = product(1, service_unit=Unit(302, "ml"), unit_equals=Decimal(250))
    document.do(rules.scan_product(document.sheet, two_units, Decimal(2), "x", new_id()))
    first, second = document.sheet.lines
    document.set_discount(first.line_id, Decimal(10))
    document.set_comment(first.line_id, "dented")
    document.set_unit(second.line_id, UnitType.SERVICE)
    base = refused(bench, demo, document)
    draft = bench.documents.open(bench.posting.copy_to_draft(base, "Vera"))
    assert (draft.status, draft.kind) == (DocumentStatus.DRAFT, Kind.RECEIPT)
    assert dict(draft.sheet.header) == dict(document.sheet.header)
    assert said(list(draft.sheet.lines)) == said(list(document.sheet.lines))
    for one, other in ((document.document_id, draft.document_id), (draft.document_id, document.document_id)):
        note = list(bench.documents.open(one).sheet.entries)[-1]
        assert (note.kind, note.person) == (EntryKind.NOTE, "Vera")
        assert note.data == {"code": "outbox.copied", "marker": base, "document": other}
    again = bench.posting.approve(draft)
    bench.poster().run()
    assert (bench.row(again).state, bench.row(base).state) == (State.POSTED, State.REJECTED)
    assert (len(posted(demo, again)), len(posted(demo, base))) == (1, 0)


def test_of_a_split_only_the_refused_part_is_copied(bench: Bench, demo: DemoService) -> None:
    document = bench.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    good = [product(number % 100, cost=Decimal(number)) for number in range(500)]
    lines = [*good, product(9_000_000)]
    document.do_all([(rules.scan_product(Sheet(""), one, Decimal(1), "x", new_id()), None) for one in lines])
    base = bench.posting.approve(document)
    bench.poster().run()
    assert [row.state for row in bench.posting.parts(base)] == [State.POSTED, State.REJECTED]
    assert bench.posting.whole(base) is State.PARTIAL
    draft = bench.documents.open(bench.posting.copy_to_draft(base, "Vera"))
    assert [line.product_id for line in draft.sheet.lines] == [FIRST_GOOD + 9_000_000]


def test_transfer_by_a_pair_of_which_half_went_through_is_not_copied(bench: Bench, demo: DemoService) -> None:
    bench.context.settings.set(f"location:{LOCATION}", "transfer-mode", "pair")
    demo.set_rights({"storages_create_transactions_buy_access": False})
    base = bench.approve(Kind.TRANSFER, {0: "2"}, to_storage=str(ROOM))
    bench.poster().run()
    with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
        bench.posting.copy_to_draft(base, "Vera")


def test_nothing_is_copied_of_what_waits_is_posted_or_has_twins_at_the_service(bench: Bench, demo: DemoService) -> None:
    base = bench.approve()
    for _ in range(2):
        with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
            bench.posting.copy_to_draft(base, "Vera")
        bench.poster().run()
    with pytest.raises(StockdeskError, match=r"outbox\.unknown-marker"):
        bench.posting.copy_to_draft(outbox_row("SD-2222222222").base, "Vera")
    gone = refused(bench, demo, bench.draft(lines={0: "1"}))
    row = bench.row(gone)
    bench.context.outbox.touch(row, reason="rejected.twins", reason_arguments={"documents": "5"})
    for speak in (bench.posting.copy_to_draft, bench.posting.requeue):
        with pytest.raises(StockdeskError, match=r"outbox\.twins-first"):
            speak(gone, "Vera")
    assert len(bench.documents.drafts()) == 0


def test_marked_piece_is_in_the_copy_once_though_its_product_has_two_lines(bench: Bench, demo: DemoService) -> None:
    document = bench.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    piece = {"gtin": "04006381333931", "serial": "s1"}
    document.do(rules.scan_product(document.sheet, product(0), Decimal(1), "x", new_id(), told=piece))
    line_id = new_id()
    document.do(rules.scan_unknown(document.sheet, "777", Decimal(2), line_id))
    document.set_cost(line_id, Decimal(90))
    document.resolve(line_id, product(0))
    draft = bench.documents.open(bench.posting.copy_to_draft(refused(bench, demo, document), "Vera"))
    assert len(list(draft.sheet.lines)) == 2
    draft.do(rules.scan_product(draft.sheet, product(0), Decimal(1), "x", new_id(), told=piece, off=True))
    assert draft.sheet.line_of_piece(*piece.values()) is None
