"""Much to do: a long queue drained in order, large documents, one search for much of the work."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from stockdesk.app.documents import new_id
from stockdesk.core import document as rules
from stockdesk.core.ledger import Sheet
from stockdesk.core.operation import Kind
from stockdesk.core.posting import State
from tests.support.bench import Bench, posted, product
from tests.support.demo import LOCATION, SHOP, DemoService
from tests.support.sockets import closed_port

QUEUED = 1000


def test_thousand_documents_queued_offline_are_drained_in_order_though_the_service_throttles(
    bench: Bench, demo: DemoService
) -> None:
    markers = [bench.approve(lines={number % 100: "1"}) for number in range(QUEUED)]
    with closed_port() as port:
        away = bench.desk_at(f"http://127.0.0.1:{port}")
        poster = bench.poster(lambda _row: away)
        wait = poster.run()
        assert wait == pytest.approx(1.0)
        # One attempt that could not leave holds back all the others.
        assert Counter(row.attempts for row in bench.posting.rows()) == {1: 1, 0: QUEUED - 1}
    demo.set_faults({"throttle": 0.02}, scope="writes", seed=3)
    bench.clock.turn(1.0)
    bench.run_until_rest(bench.poster(), steps=400)
    rows = bench.posting.rows()
    assert Counter(row.state for row in rows) == {State.POSTED: QUEUED}
    documents = [document["id"] for document in demo.documents()]
    assert [row.document_id for row in rows if not row.ever_unknown] == sorted(
        row.document_id or 0 for row in rows if not row.ever_unknown
    )
    assert sorted(documents) == sorted(row.document_id or 0 for row in rows)
    assert [row.marker for row in rows] == markers


def test_queue_is_read_a_few_times_and_not_once_for_each_document(bench: Bench) -> None:
    for number in range(60):
        bench.approve(lines={number: "1"})
    statements: list[str] = []
    bench.context.work.connection.set_trace_callback(statements.append)
    bench.poster().run()
    bench.context.work.connection.set_trace_callback(None)
    assert len([one for one in statements if "FROM outbox" in one and "ORDER BY place" in one]) <= 6
    assert bench.posting.counts() == {State.POSTED: 60}


@pytest.mark.parametrize(("lines", "parts"), [(500, [500]), (2000, [500] * 4)])
def test_large_document_goes_out_in_parts_of_five_hundred_lines_each_read_back(
    bench: Bench, demo: DemoService, lines: int, parts: list[int]
) -> None:
    document = bench.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    # The demo has 130 products: each line has a cost of its own and stays apart.
    goods = [product(number % 130, cost=Decimal(number)) for number in range(lines)]
    document.do_all([(rules.scan_product(Sheet(""), one, Decimal(1), "x", new_id()), None) for one in goods])
    base = bench.posting.approve(document)
    demo.set_faults({"reset_after": 1.0}, count=1)
    bench.run_until_rest(bench.poster())
    rows = bench.posting.parts(base)
    assert [row.lines for row in rows] == parts
    assert bench.posting.whole(base) is State.POSTED
    assert [len(posted(demo, row.marker)) for row in rows[1:]] == [1] * (len(parts) - 1)
    assert sum(len(one["lines"]) for one in posted(demo, base)) == lines


def test_documents_that_wait_for_an_earlier_one_are_looked_at_once_in_a_while(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"alter_line": 1.0}, count=1)
    bench.approve(lines={0: "5"})
    waiting = [bench.approve(Kind.WRITEOFF, {0: "1"}) for _ in range(20)]
    assert bench.poster().run() == pytest.approx(30.0)
    assert {bench.row(marker).attempts for marker in waiting} == {0}
