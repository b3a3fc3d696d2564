"""Approving a document freezes it and stores the exact bytes; what a person may do with the outbox after that."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from stockdesk.app.documents import new_id
from stockdesk.core import document as rules
from stockdesk.core.entry import EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.core.posting import Doubt, State
from stockdesk.store.documents import DocumentStatus
from tests.support.bench import Bench, posted, product
from tests.support.demo import FIRST_GOOD, LOCATION, MASTER, SHOP, SUPPLIER, DemoService
from tests.support.sockets import SocketServer, answer, closed_port


def test_stored_bytes_are_what_the_service_gets(bench: Bench) -> None:
    marker = bench.approve(comment="ümlaut 🙂")
    stored = bench.row(marker).body
    with SocketServer([answer(500)]) as server:
        desk = bench.desk_at(server.url)
        bench.poster(lambda _row: desk).run()
    (sent, *_) = [request for request in server.requests if request.method == "POST"]
    assert sent.body == stored
    assert bench.row(marker).body == stored


def test_stored_bytes_say_what_the_document_says(bench: Bench) -> None:
    document = bench.draft(lines={0: "2"}, supplier=str(SUPPLIER), comment="Monday")
    line = next(iter(document.sheet.lines))
    document.set_cost(line.line_id, Decimal("1.2345"))
    document.set_discount(line.line_id, Decimal(10))
    document.set_comment(line.line_id, "dented")
    marker = bench.posting.approve(document)
    body = json.loads(bench.row(marker).body, parse_float=Decimal)
    created = datetime.fromisoformat(body.pop("create_date"))
    assert created.utcoffset() is not None
    assert body == {
        "type_id": 3,
        "storage_id": SHOP,
        "comment": f"[{marker}] Monday",
        "master_id": MASTER,
        "goods_transactions": [
            {
                "good_id": FIRST_GOOD,
                "amount": 2,
                "cost_per_unit": Decimal("1.2345"),
                "discount": 10,
                "cost": Decimal("2.22"),
                "operation_unit_type": 1,
                "supplier_id": SUPPLIER,
                "comment": f"[{marker}] dented",
                "master_id": MASTER,
            }
        ],
    }


def test_approved_document_is_frozen_and_tells_so(bench: Bench) -> None:
    document = bench.draft()
    line = next(iter(document.sheet.lines))
    marker = bench.posting.approve(document)
    row = bench.row(marker)
    assert (row.state, row.lines, row.products) == (State.QUEUED, 2, frozenset({FIRST_GOOD, FIRST_GOOD + 1}))
    assert (row.person, row.approved_by) == ("Anna", bench.account)
    assert bench.woken == [None]
    for still_open in (document, bench.documents.open(document.document_id)):
        with pytest.raises(StockdeskError) as raised:
            still_open.add(line.line_id, Decimal(1))
        assert (raised.value.code, raised.value.arguments["status"]) == ("document.closed", "queued")
    reopened = bench.documents.open(document.document_id)
    assert [one.amount for one in reopened.sheet.lines] == [Decimal(2), Decimal("3.5")]
    note = list(reopened.sheet.entries)[-1]
    assert (note.kind, note.data) == (EntryKind.NOTE, {"code": "queued", "marker": marker})


def test_document_that_was_posted_from_another_window_is_not_queued_twice(bench: Bench) -> None:
    document = bench.draft()
    twin = bench.documents.open(document.document_id)
    bench.posting.approve(document)
    with pytest.raises(StockdeskError, match=r"document\.closed"):
        bench.posting.approve(twin)
    assert len(bench.posting.rows()) == 1


def test_markers_are_never_the_same(bench: Bench) -> None:
    assert len({bench.approve(lines={0: "1"}) for _ in range(20)}) == 20


PROBLEMS = ["post.empty", "post.no-storage", "post.unknown-code", "post.signed-out", "post.no-member"]


@pytest.mark.parametrize("code", [*PROBLEMS, "post.other-location", "post.no-destination"])
def test_document_with_a_problem_stays_a_draft_and_nothing_is_queued(bench: Bench, code: str) -> None:
    kind = Kind.TRANSFER if code == "post.no-destination" else Kind.RECEIPT
    location = LOCATION + 1 if code == "post.other-location" else LOCATION
    document = bench.documents.new(kind, location, None if code == "post.no-storage" else SHOP)
    if code == "post.unknown-code":
        document.do(rules.scan_unknown(document.sheet, "nobody-knows", Decimal(1), new_id()))
    elif code != "post.empty":
        document.do(rules.scan_product(document.sheet, product(), Decimal(1), "x", new_id()))
    signed_in = bench.session.current
    assert signed_in is not None
    if code == "post.signed-out":
        bench.session.current = None
    if code == "post.no-member":
        bench.session.current = replace(signed_in, team=())
    before = list(document.sheet.entries)
    assert [problem.code for problem in bench.posting.problems(document)] == [code]
    with pytest.raises(StockdeskError) as raised:
        bench.posting.approve(document)
    assert raised.value.code == code
    assert (document.status, bench.posting.rows(), bench.woken) == (DocumentStatus.DRAFT, [], [])
    assert list(bench.documents.open(document.document_id).sheet.entries) == before


def test_chosen_member_is_named_and_one_who_left_is_not(bench: Bench) -> None:
    signed_in = bench.session.current
    assert signed_in is not None
    other = next(one.member_id for one in signed_in.team if one.active and one.member_id != MASTER)
    gone = next(one.member_id for one in signed_in.team if not one.active)
    for chosen, named in ((other, other), (gone, MASTER)):
        body = json.loads(bench.row(bench.approve(member=str(chosen))).body)
        assert body["master_id"] == named


def test_501_lines_are_two_operations_with_one_marker_for_people(bench: Bench) -> None:
    document = bench.documents.new(Kind.RECEIPT, LOCATION, SHOP)
    intents = [
        (rules.scan_product(document.sheet, product(number), Decimal(1), "x", new_id()), None) for number in range(501)
    ]
    document.do_all(intents)
    base = bench.posting.approve(document)
    assert [(row.marker, row.base, row.lines) for row in bench.posting.parts(base)] == [
        (f"{base}-1", base, 500),
        (f"{base}-2", base, 1),
    ]


def test_withdrawn_document_is_a_draft_again_and_can_be_posted_under_a_new_marker(
    bench: Bench, demo: DemoService
) -> None:
    document = bench.draft(lines={0: "1"})
    first = bench.posting.approve(document)
    assert bench.posting.withdraw(first, "Anna") == document.document_id
    assert bench.row(first).state is State.WITHDRAWN
    again = bench.documents.open(document.document_id)
    assert again.status is DocumentStatus.DRAFT
    again.add(next(iter(again.sheet.lines)).line_id, Decimal(1))
    second = bench.posting.approve(again)
    assert second != first
    bench.poster().run()
    assert bench.row(second).state is State.POSTED
    assert (len(posted(demo, first)), len(posted(demo, second))) == (0, 1)


def test_document_that_never_left_this_machine_can_be_withdrawn_after_many_tries(bench: Bench) -> None:
    marker = bench.approve()
    with closed_port() as port:
        desk = bench.desk_at(f"http://127.0.0.1:{port}")
        bench.poster(lambda _row: desk).run()
    assert (bench.row(marker).attempts, bench.row(marker).doubt) == (1, Doubt.NONE)
    bench.posting.withdraw(marker, "Anna")
    assert bench.row(marker).state is State.WITHDRAWN


@pytest.mark.parametrize("fault", ["reset_before", "throttle", ""])
def test_document_that_may_have_arrived_is_never_withdrawn(bench: Bench, demo: DemoService, fault: str) -> None:
    marker = bench.approve()
    if fault:
        demo.set_faults({fault: 1.0}, count=1, scope="writes")
    bench.poster().run()
    state = bench.row(marker).state
    with pytest.raises(StockdeskError, match=r"outbox\.already-sent"):
        bench.posting.withdraw(marker, "Anna")
    assert bench.row(marker).state is state
    assert bench.documents.open(bench.row(marker).local_document).status is not DocumentStatus.DRAFT


def test_word_of_a_person_is_kept_in_the_ledger(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()
    bench.poster().run()
    bench.posting.settle_by_hand(marker, posted=False, by="Boris", reason="not in the list")
    row = bench.row(marker)
    assert (row.state, row.doubt, row.reason) == (State.QUEUED, Doubt.NONE, "")
    note = list(bench.documents.open(row.local_document).sheet.entries)[-1]
    assert (note.person, note.data["before"], note.data["after"]) == ("Boris", "unknown", "queued")
    assert note.data["reason"] == "not in the list"
    assert len(bench.woken) == 2


def test_rejected_operation_can_be_sent_again_as_it_is(bench: Bench, demo: DemoService) -> None:
    demo.set_switches(usage_type_2=0)
    marker = bench.approve(Kind.USAGE)
    bench.poster().run()
    assert bench.row(marker).state is State.REJECTED
    demo.set_switches(usage_type_2=1)
    bench.posting.requeue(marker, "Anna", "the right was given")
    bench.poster().run()
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)


def test_partial_operation_that_was_taken_back_by_hand_is_rejected_and_not_sent_again(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_faults({"alter_line": 1.0}, count=1)
    marker = bench.approve()
    bench.poster().run()
    assert bench.posting.settle_by_hand(marker, posted=False, by="Anna").state is State.REJECTED
    assert bench.poster().run() is None
    assert len(posted(demo, marker)) == 1


def test_word_about_a_posted_operation_or_an_unknown_marker_is_refused(bench: Bench) -> None:
    marker = bench.approve()
    bench.poster().run()
    with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
        bench.posting.settle_by_hand(marker, posted=False, by="Anna")
    with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
        bench.posting.requeue(marker, "Anna")
    for ask in (
        lambda: bench.posting.requeue("SD-2222222222", "Anna"),
        lambda: bench.posting.settle_by_hand("SD-2222222222", posted=True, by="Anna"),
        lambda: bench.posting.withdraw("SD-2222222222", "Anna"),
    ):
        with pytest.raises(StockdeskError, match=r"outbox\.unknown-marker"):
            ask()
    assert bench.posting.counts() == {State.POSTED: 1}


@pytest.mark.parametrize("state", [State.POSTED, State.PARTIAL, State.QUEUED, State.REJECTED])
def test_what_is_unknown_may_become_anything_by_a_persons_word(bench: Bench, demo: DemoService, state: State) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()
    bench.poster().run()
    assert bench.posting.word(marker, state, "Vera", "seen").state is state
    note = list(bench.documents.open(bench.row(marker).local_document).sheet.entries)[-1]
    assert (note.person, note.station, note.data["after"], note.data["reason"]) == (
        "Vera",
        "station-1",
        state.value,
        "seen",
    )
    with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
        bench.posting.word(marker, State.WITHDRAWN, "Vera")


def test_only_what_is_partly_there_is_accepted(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"partial": 1.0}, count=1)
    marker, other = bench.approve(lines={0: "1", 1: "1"}), bench.approve(lines={2: "1"})
    bench.poster().run()
    assert bench.posting.accept(marker, "Vera", "the rest is lost").state is State.POSTED
    for refused in (marker, other):
        with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
            bench.posting.accept(refused, "Vera")


def test_refused_operation_is_looked_up_once_more_before_a_person_sends_it_again(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_switches(usage_type_2=0)
    marker = bench.approve(Kind.USAGE)
    poster = bench.poster()
    poster.run()
    demo.set_switches(usage_type_2=1)
    with demo.client() as client:
        client.post(f"/storage_operations/operation/{LOCATION}", content=bench.row(marker).body).raise_for_status()
    assert bench.posting.requeue(marker, "Anna").doubt is Doubt.RESEND
    poster.run()
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)


def test_document_of_somebody_who_is_away_is_taken_over_and_the_ledger_says_so(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve()
    bench.context.outbox.touch(bench.row(marker), approved_by=f"{demo.base_url}|4711", person="Boris")
    poster = bench.poster(lambda row: bench.desk() if row.approved_by == bench.account else None)
    poster.run()
    assert bench.row(marker).reason == "token.missing"
    bench.posting.take_over(marker, "Vera")
    row = bench.row(marker)
    assert (row.approved_by, row.person, row.reason) == (bench.account, "Vera", "")
    note = list(bench.documents.open(row.local_document).sheet.entries)[-1]
    assert (note.person, note.data["code"], note.data["before"], note.data["after"]) == (
        "Vera",
        "outbox.taken-over",
        "Boris",
        "Vera",
    )
    assert poster.run() is None
    assert (bench.row(marker).state, len(posted(demo, marker))) == (State.POSTED, 1)


def test_nobody_takes_over_what_is_final_their_own_or_elsewhere(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve()
    for _ in range(2):
        with pytest.raises(StockdeskError, match=r"outbox\.not-open"):
            bench.posting.take_over(marker, "Vera")
        bench.poster().run()
    signed_in = bench.session.current
    assert signed_in is not None
    bench.session.current = replace(signed_in, location=replace(signed_in.location, location_id=LOCATION + 1))
    with pytest.raises(StockdeskError, match=r"post\.other-location"):
        bench.posting.take_over(marker, "Vera")
    bench.session.current = None
    with pytest.raises(StockdeskError, match=r"post\.signed-out"):
        bench.posting.take_over(marker, "Vera")
