"""Looking for an operation: found by its marker, absent only when everything was seen, else in doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest

from stockdesk.app.approved import operation_of
from stockdesk.app.desk import Desk
from stockdesk.app.finder import Finder
from stockdesk.app.search import Wanted
from stockdesk.app.sighting import Found
from stockdesk.core.location import Rights
from stockdesk.core.operation import Kind, Operation
from stockdesk.core.outbox import Attempt, OutboxRow
from stockdesk.core.posting import Finding, State
from tests.support.bench import Bench, posted
from tests.support.demo import FIRST_GOOD, LOCATION, ROOM, SHOP, DemoService
from tests.support.sockets import SocketServer, answer, closed_port
from tests.support.strictness import LogWatch


class Lost:
    """A document that was approved, and committed or not behind the poster's back."""

    def __init__(self, bench: Bench, demo: DemoService, *, committed: bool = True, kind: Kind = Kind.RECEIPT) -> None:
        self.bench = bench
        self.demo = demo
        self.marker = bench.approve(kind)
        if committed:
            self.commit(self.row.body)

    @property
    def row(self) -> OutboxRow:
        return self.bench.row(self.marker)

    @property
    def operation(self) -> Operation:
        return operation_of(self.row.body)

    def commit(self, body: bytes) -> None:
        with self.demo.client() as client:
            client.post(f"/storage_operations/operation/{LOCATION}", content=body).raise_for_status()

    def finder(self, rights: Rights | None = None, until: Callable[[], bool] = lambda: False, zone: str = "") -> Finder:
        desk = self.bench.desk()
        assert desk is not None
        location = replace(desk.location, timezone=zone or desk.location.timezone)
        return Finder(Desk(desk.client, location, rights or desk.rights), self.bench.clock, until=until)

    def look_up(self, rights: Rights | None = None) -> Found:
        return self.finder(rights).look_up(self.row, self.operation)


@pytest.fixture
def lost(bench: Bench, demo: DemoService) -> Lost:
    return Lost(bench, demo)


@pytest.fixture
def absent(bench: Bench, demo: DemoService) -> Lost:
    return Lost(bench, demo, committed=False)


def test_document_is_found_by_its_marker_and_compared(lost: Lost, demo: DemoService) -> None:
    found = lost.look_up()
    (document,) = posted(demo, lost.marker)
    assert (found.finding, found.document_id, found.number) == (Finding.EQUAL, document["id"], str(document["number"]))
    assert "read, 2 lines, equal" in found.proof


@pytest.mark.parametrize("kind", [Kind.USAGE, Kind.WRITEOFF])
def test_outgoing_amounts_come_back_negative_and_are_equal(bench: Bench, demo: DemoService, kind: Kind) -> None:
    assert Lost(bench, demo, kind=kind).look_up().finding is Finding.EQUAL


def test_document_that_is_not_there_is_absent_and_the_proof_says_what_was_asked(absent: Lost) -> None:
    found = absent.look_up()
    assert (found.finding, found.document_id) == (Finding.ABSENT, None)
    assert "documents examined, none bears the marker" in found.proof


def test_server_that_ignores_every_filter_of_the_search_changes_nothing(bench: Bench, demo: DemoService) -> None:
    demo.set_switches(search_ignores_filters=1)
    assert Lost(bench, demo).look_up().finding is Finding.EQUAL
    assert Lost(bench, demo, committed=False).look_up().finding is Finding.ABSENT


@pytest.mark.parametrize("fault", ["short_comments", "html_comments", "string_numbers", "flat_shape"])
def test_document_is_found_whatever_the_server_makes_of_comments_and_numbers(
    bench: Bench, demo: DemoService, fault: str
) -> None:
    demo.set_faults({fault: 1.0}, scope="all")
    assert Lost(bench, demo).look_up().finding is Finding.EQUAL


def test_comment_that_people_edited_is_replaced_by_the_lines_comments(lost: Lost, demo: DemoService) -> None:
    (document,) = posted(demo, lost.marker)
    demo.post("comments", document_id=document["id"], comment="checked by Anna")
    assert lost.look_up().finding is Finding.EQUAL


def test_equal_document_without_any_marker_keeps_absence_from_being_proven(lost: Lost, demo: DemoService) -> None:
    (document,) = posted(demo, lost.marker)
    demo.post("comments", document_id=document["id"], comment="", lines=True)
    found = lost.look_up()
    assert (found.finding, found.document_id) == (Finding.INCONCLUSIVE, None)
    assert f"document {document['id']} is equal but bears no marker" in found.proof


def test_equal_document_with_another_marker_is_another_document(absent: Lost, bench: Bench, demo: DemoService) -> None:
    Lost(bench, demo)
    assert absent.look_up().finding is Finding.ABSENT


def test_document_with_other_lines_is_different_with_both_sides(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"alter_line": 1.0}, count=1)
    found = Lost(bench, demo).look_up()
    assert found.finding is Finding.DIFFERENT
    assert found.comparison is not None
    assert len(found.comparison.missing) == len(found.comparison.surplus) == 1


def test_two_documents_with_one_marker_are_both_named(lost: Lost, demo: DemoService) -> None:
    lost.commit(lost.row.body)
    found = lost.look_up()
    assert {found.document_id, *found.twins} == {document["id"] for document in posted(demo, lost.marker)}


@pytest.mark.parametrize(
    ("rights", "doubt"),
    [
        (Rights(see_movements=False), "no right to see movements"),
        (Rights(limited=True, storage_ids=frozenset({ROOM})), "no right to see movements"),
        (Rights(see_days_back=0), "shown for 0 days only"),
    ],
    ids=["no movements", "another storage", "today only"],
)
def test_rights_that_hide_movements_keep_absence_from_being_proven(absent: Lost, rights: Rights, doubt: str) -> None:
    back_dated = replace(absent.row, operation_date=absent.row.operation_date - timedelta(days=2))
    found = absent.finder(rights).look_up(back_dated, absent.operation)
    assert found.finding is Finding.INCONCLUSIVE
    assert doubt in found.proof
    assert Lost(absent.bench, absent.demo).look_up(rights).finding is Finding.EQUAL


def test_search_that_fails_is_never_absence(absent: Lost, demo: DemoService) -> None:
    demo.set_faults({"http500_before": 1.0}, scope="reads")
    found = absent.look_up()
    assert (found.finding, found.refused) == (Finding.INCONCLUSIVE, "")
    assert "search failed" in found.proof
    demo.set_faults({"unauthorized": 1.0}, scope="reads")
    assert absent.look_up().refused == "service.unauthorized"


def test_candidate_that_cannot_be_read_keeps_absence_from_being_proven(
    absent: Lost, bench: Bench, demo: DemoService
) -> None:
    Lost(bench, demo)
    demo.set_faults({"http500_before": 1.0}, scope="reads", skip=2, count=2)
    found = absent.look_up()
    assert found.finding is Finding.INCONCLUSIVE
    assert "not read" in found.proof


def test_foreign_movements_of_other_products_and_storages_are_not_read(absent: Lost, demo: DemoService) -> None:
    other = [{"good_id": 440050 + number, "amount": 1} for number in range(3)]
    with demo.client() as client:
        for storage in (SHOP, ROOM):
            body = {
                "type_id": 3,
                "storage_id": storage,
                "create_date": absent.row.operation_date.isoformat(timespec="seconds"),
                "master_id": absent.operation.member_id,
                "goods_transactions": [
                    one | {"cost_per_unit": 1, "discount": 0, "cost": 1, "operation_unit_type": 1} for one in other
                ],
            }
            client.post(f"/storage_operations/operation/{LOCATION}", json=body).raise_for_status()
    after = demo.requests()[-1]["n"]
    assert absent.look_up().finding is Finding.ABSENT
    assert not [one for one in demo.requests(after) if "/documents/" in one["path"]]


def test_read_back_that_fails_is_inconclusive_and_never_a_difference(lost: Lost, bench: Bench) -> None:
    with closed_port() as port:
        finder = Finder(bench.desk_at(f"http://127.0.0.1:{port}"), bench.clock)
        found = finder.read_back(lost.operation, 5)
    assert (found.finding, found.document_id) == (Finding.INCONCLUSIVE, 5)
    assert found.proof == "document 5 not read: service.unreachable"


def test_read_back_compares_what_was_sent_with_what_is_there(lost: Lost, demo: DemoService) -> None:
    (document,) = posted(demo, lost.marker)
    assert lost.finder().read_back(lost.operation, document["id"]).finding is Finding.EQUAL
    fewer = replace(lost.operation, lines=lost.operation.lines[:1])
    more = replace(lost.operation, lines=(replace(lost.operation.lines[0], amount=Decimal(9)), *fewer.lines))
    for other in (fewer, more):
        assert lost.finder().read_back(other, document["id"]).finding is Finding.DIFFERENT


def test_document_that_is_equal_counts_and_the_broken_one_is_the_twin(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"alter_line": 1.0}, count=1)
    lost = Lost(bench, demo)
    (broken,) = posted(demo, lost.marker)
    lost.commit(lost.row.body)
    found = lost.look_up()
    assert (found.finding, found.twins) == (Finding.EQUAL, (broken["id"],))


def test_comment_that_was_cut_within_the_marker_keeps_absence_from_being_proven_though_the_goods_differ(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_switches(comment_limit=12)
    demo.set_faults({"alter_line": 1.0}, count=1)
    lost = Lost(bench, demo)
    found = lost.look_up()
    assert found.finding is Finding.INCONCLUSIVE
    assert "may be cut off within the marker" in found.proof
    demo.set_switches(comment_limit=0)
    absent = Lost(bench, demo, committed=False)
    assert absent.look_up().finding is Finding.ABSENT  # the cut comment begins with another marker


def test_equal_document_of_another_kind_or_storage_without_a_marker_is_not_ours(
    absent: Lost, demo: DemoService
) -> None:
    goods = {"good_ids": sorted(absent.row.products), "comment": "by hand"}
    demo.post("movements", **goods)  # one piece of each: other amounts
    demo.post("movements", **goods, storage_id=ROOM)
    assert absent.look_up().finding is Finding.ABSENT


def test_documents_of_others_are_read_once_and_not_again_for_each_look_up(absent: Lost, demo: DemoService) -> None:
    demo.post("movements", documents=40, good_ids=sorted(absent.row.products))
    finder = absent.finder()
    counts = []
    for _ in range(3):
        before = demo.requests()[-1]["n"]
        assert finder.look_up(absent.row, absent.operation).finding is Finding.ABSENT
        counts.append(len([one for one in demo.requests(before) if "/documents/" in one["path"]]))
    assert counts == [80, 0, 0]


def test_rights_that_were_taken_away_since_the_sign_in_keep_absence_from_being_proven(
    absent: Lost, demo: DemoService
) -> None:
    demo.set_rights({"storages_limited_access": True, "storages_ids": [ROOM]})
    found = absent.look_up()
    assert found.finding is Finding.INCONCLUSIVE
    assert "no right to see movements" in found.proof
    assert Lost(absent.bench, absent.demo, committed=False).look_up().finding is Finding.INCONCLUSIVE


def test_limit_to_storages_that_names_none_may_mean_none(absent: Lost) -> None:
    assert absent.look_up(Rights(limited=True)).finding is Finding.INCONCLUSIVE
    assert absent.look_up(Rights(limited=True, storage_ids=frozenset({SHOP}))).finding is Finding.ABSENT


def test_movements_of_today_only_are_enough_for_what_was_made_and_sent_today(absent: Lost) -> None:
    row = replace(absent.row, seen_before=absent.bench.clock())
    finding = absent.finder(Rights(see_days_back=0)).look_up(row, absent.operation).finding
    assert finding is Finding.ABSENT


def test_rights_that_cannot_be_read_keep_absence_from_being_proven(absent: Lost, demo: DemoService) -> None:
    demo.set_faults({"http500_before": 1.0}, scope="reads", skip=3)  # the pages of what changed and of days
    found = absent.look_up()
    assert found.finding is Finding.INCONCLUSIVE
    assert "rights not read: service.broken" in found.proof


def test_look_up_that_is_throttled_is_inconclusive_and_says_how_long_to_wait(absent: Lost) -> None:
    with SocketServer([answer(429, b"{}", {"Retry-After": "90"})]) as server:
        finder = Finder(absent.bench.desk_at(server.url), absent.bench.clock)
        found = finder.look_up(absent.row, absent.operation)
    assert (found.finding, found.wait) == (Finding.INCONCLUSIVE, 90.0)


def test_document_that_is_gone_though_its_rows_are_not_proves_nothing_unless_a_row_is_surely_foreign(
    absent: Lost, demo: DemoService
) -> None:
    demo.set_switches(delete_reverses_lines=0)
    foreign = demo.post("movements", good_ids=[FIRST_GOOD, FIRST_GOOD + 60])["documents"][0]
    possible = demo.post("movements", good_ids=[FIRST_GOOD])["documents"][0]
    with demo.client() as client:
        client.delete(f"/storage_operations/documents/{LOCATION}/{foreign}").raise_for_status()
        assert absent.look_up().finding is Finding.ABSENT
        client.delete(f"/storage_operations/documents/{LOCATION}/{possible}").raise_for_status()
    found = absent.look_up()
    assert found.finding is Finding.INCONCLUSIVE
    assert f"document {possible} not read: service.not-found" in found.proof


def test_document_that_does_not_exist_is_told_from_one_that_cannot_be_read(lost: Lost) -> None:
    found = lost.finder().read_back(lost.operation, 5)
    assert (found.finding, found.gone) == (Finding.INCONCLUSIVE, True)


def test_equal_document_is_read_again_after_a_person_wrote_the_marker_back(bench: Bench, demo: DemoService) -> None:
    lost = Lost(bench, demo)
    document_id = posted(demo, lost.row.marker)[0]["id"]
    demo.post("comments", document_id=document_id, comment="checked", lines=True)
    finder = lost.finder()
    assert finder.look_up(lost.row, lost.operation).finding is Finding.INCONCLUSIVE
    demo.post("comments", document_id=document_id, comment=f"ok [{lost.row.marker}]", lines=True)
    assert finder.look_up(lost.row, lost.operation).finding is Finding.EQUAL


# --- what changed_after does not show


def pages(demo: DemoService, after: int) -> list[str]:
    """The filters of each page of movements that was asked for."""
    return [one["query"] for one in demo.requests(after) if "/storages/transactions" in one["path"]]


def test_document_that_what_changed_shows_is_found_without_asking_for_days(lost: Lost, demo: DemoService) -> None:
    before = demo.requests()[-1]["n"]
    assert lost.look_up().finding is Finding.EQUAL
    assert len(pages(demo, before)) == 2
    assert all("changed_after" in query for query in pages(demo, before))


@pytest.mark.parametrize("hours", [0.5, 5, 20], ids=["half an hour", "five hours", "twenty hours"])
def test_date_that_runs_ahead_of_the_clock_behind_the_changes_hides_nothing(
    bench: Bench, demo: DemoService, hours: float
) -> None:
    demo.set_switches(date_ahead=round(hours * 3600))
    lost = Lost(bench, demo)
    row = replace(lost.row, seen_before=bench.clock() + timedelta(hours=hours))
    desk = bench.desk_at(demo.base_url)
    assert Finder(desk, bench.clock).look_up(row, lost.operation).finding is Finding.EQUAL
    absent = Lost(bench, demo, committed=False)
    assert Finder(desk, bench.clock).look_up(replace(row, marker=absent.marker), absent.operation).finding is (
        Finding.ABSENT
    )


def test_server_east_of_utc_that_takes_the_time_for_utc_hides_nothing(bench: Bench, demo: DemoService) -> None:
    demo.set_switches(search_changed_after_utc=1)
    lost = Lost(bench, demo)
    before = demo.requests()[-1]["n"]
    row = replace(lost.row, seen_before=bench.clock())
    assert lost.finder(zone="Asia/Tokyo").look_up(row, lost.operation).finding is Finding.EQUAL
    assert "start_date" in pages(demo, before)[-1]


def test_search_for_several_asks_for_days_once_and_only_for_what_it_did_not_find(
    bench: Bench, demo: DemoService
) -> None:
    there = [Lost(bench, demo) for _ in range(3)]
    away = [Lost(bench, demo, committed=False) for _ in range(3)]
    before = demo.requests()[-1]["n"]
    sightings = there[0].finder().sight([Wanted(one.row, one.operation) for one in (*there, *away)])
    assert [len(sighting.hits) for sighting in sightings] == [1, 1, 1, 0, 0, 0]
    assert not any(sighting.failed for sighting in sightings)
    assert len(pages(demo, before)) == 4


# --- other kinds, parts, other markers


@pytest.mark.parametrize("kind", [Kind.USAGE, Kind.WRITEOFF])
def test_document_that_reads_back_as_another_outgoing_kind_is_ours_by_its_marker(
    bench: Bench, demo: DemoService, kind: Kind
) -> None:
    demo.set_switches(outgoing_kinds_swapped=1)
    lost = Lost(bench, demo, kind=kind)
    assert lost.look_up().finding is Finding.EQUAL
    (document,) = posted(demo, lost.marker)
    assert lost.finder().read_back(lost.operation, document["id"]).finding is Finding.EQUAL
    demo.post("comments", document_id=document["id"], comment="", lines=True)
    assert "is equal but bears no marker" in lost.look_up().proof


def test_document_without_marker_that_has_a_part_of_the_lines_is_for_a_person(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"partial": 1.0}, count=1)
    lost = Lost(bench, demo)
    (document,) = posted(demo, lost.marker)
    demo.post("comments", document_id=document["id"], comment="", lines=True)
    found = lost.look_up()
    assert found.finding is Finding.INCONCLUSIVE
    assert f"document {document['id']} has a part of its lines and bears no marker" in found.proof
    later = replace(lost.row, seen_before=bench.clock() + timedelta(hours=3))
    assert lost.finder().look_up(later, lost.operation).finding is Finding.ABSENT


def test_document_that_bears_another_marker_is_not_taken_by_its_goods(lost: Lost, demo: DemoService) -> None:
    other = Lost(lost.bench, demo)
    (document,) = posted(demo, other.marker)
    found = lost.finder().read_back(lost.operation, document["id"])
    assert (found.finding, found.foreign, found.document_id) == (Finding.INCONCLUSIVE, True, None)
    assert other.marker in found.proof
    demo.post("comments", document_id=document["id"], comment="checked by Anna", lines=True)
    assert lost.finder().read_back(lost.operation, document["id"]).finding is Finding.EQUAL


def test_marker_in_the_lines_goes_before_another_one_that_a_person_wrote_on_the_head(
    lost: Lost, demo: DemoService
) -> None:
    (document,) = posted(demo, lost.marker)
    demo.post("comments", document_id=document["id"], comment="takes back [SD-7F3K9QX2M4]")
    assert lost.finder().read_back(lost.operation, document["id"]).finding is Finding.EQUAL


# --- reads that fail


def test_look_up_ends_after_three_documents_that_cannot_be_read(absent: Lost, demo: DemoService) -> None:
    demo.post("movements", documents=40, good_ids=sorted(absent.row.products))
    demo.set_faults({"http500_before": 1.0}, scope="reads", skip=2)  # a page of what changed, and the empty one
    before = demo.requests()[-1]["n"]
    found = absent.look_up()
    asked = {one["path"] for one in demo.requests(before) if "/documents/" in one["path"]}
    assert (found.finding, len(asked)) == (Finding.INCONCLUSIVE, 3)
    assert "37 documents not examined" in found.proof
    assert "not searched to the end" in found.proof


def test_documents_that_cannot_be_read_hold_up_no_others_in_the_next_look_up(lost: Lost, demo: DemoService) -> None:
    goods = sorted(lost.row.products)
    demo.set_switches(search_newest_first=1)
    demo.post("movements", documents=4, good_ids=goods)
    finder = lost.finder()
    demo.set_faults({"http500_before": 1.0}, scope="reads", skip=2, count=6)  # each is tried twice
    assert finder.look_up(lost.row, lost.operation).finding is Finding.INCONCLUSIVE
    before = demo.requests()[-1]["n"]
    assert finder.look_up(lost.row, lost.operation).finding is Finding.EQUAL
    documents = [one["path"] for one in demo.requests(before) if f"/documents/{LOCATION}/" in one["path"]]
    assert f"{posted(demo, lost.marker)[0]['id']}" in documents[1]  # the fourth of them, then ours


def test_look_up_ends_between_documents_when_its_time_is_up_and_the_next_one_gets_further(
    absent: Lost, demo: DemoService
) -> None:
    demo.post("movements", documents=10, good_ids=sorted(absent.row.products))
    asked = count(1)
    finder = absent.finder(until=lambda: next(asked) % 8 == 0)
    examined = []
    for _ in range(3):
        found = finder.look_up(absent.row, absent.operation)
        examined.append(found.finding)
        if found.finding is Finding.ABSENT:
            break
    assert examined[0] is Finding.INCONCLUSIVE
    assert examined[-1] is Finding.ABSENT


def test_row_without_a_document_is_a_doubt_where_it_may_be_ours(absent: Lost, demo: DemoService) -> None:
    demo.set_switches(search_names_documents=0)
    demo.post("movements", documents=2, good_ids=[FIRST_GOOD + 60])
    assert absent.look_up().finding is Finding.ABSENT
    demo.post("movements", documents=1, good_ids=[FIRST_GOOD])
    found = absent.look_up()
    assert found.finding is Finding.INCONCLUSIVE
    assert "names no document" in found.proof


# --- the whole way


def test_answer_that_names_a_document_with_another_marker_posts_nothing_as_that_one(
    bench: Bench, demo: DemoService
) -> None:
    poster = bench.poster()
    first = bench.approve()
    poster.run()
    demo.set_switches(repeats_answered=1)
    second = bench.approve()
    poster.run()
    row = bench.row(second)
    assert (row.state, row.document_id, row.number) == (State.UNKNOWN, None, None)
    demo.set_switches(repeats_answered=0)
    bench.run_until_rest(poster)
    row = bench.row(second)
    assert row.state is State.POSTED
    assert [one["id"] for one in posted(demo, second)] == [row.document_id]
    assert len(posted(demo, first)) == 1


def test_process_killed_before_it_saw_that_the_answer_named_another_document_searches_by_its_marker(
    bench: Bench, demo: DemoService, log_watch: LogWatch
) -> None:
    log_watch.allow("was in flight when its process ended")
    poster = bench.poster()
    bench.approve()
    poster.run()
    (other,) = [one["id"] for one in demo.documents() if not one["deleted"]]
    second = bench.approve()
    attempt = Attempt("a1", second, "send", bench.clock())
    row = bench.context.outbox.start_attempt(bench.row(second), attempt)
    bench.context.outbox.finish_attempt(row, attempt, document_id=other, number="1")
    bench.run_until_rest(bench.poster())
    row = bench.row(second)
    assert (row.state, [one["id"] for one in posted(demo, second)]) == (State.POSTED, [row.document_id])
    assert row.document_id != other
