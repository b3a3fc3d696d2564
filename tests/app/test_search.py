"""The search over movements: complete whatever the server does to filters, and no wider than it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stockdesk.app.approved import operation_of
from stockdesk.app.desk import Desk
from stockdesk.app.search import MovementSearch, Wanted, surely_foreign
from stockdesk.core.errors import StockdeskError
from stockdesk.core.movement import Movement
from stockdesk.core.operation import Kind
from stockdesk.core.outbox import OutboxRow
from tests.support.bench import Bench, posted
from tests.support.demo import FIRST_GOOD, LOCATION, ROOM, SHOP, DemoService

OLD = "2026-03-02T10:00:00+00:00"


def desk_of(bench: Bench) -> Desk:
    desk = bench.desk()
    assert desk is not None
    return desk


def wanted(bench: Bench, marker: str, **changes: object) -> Wanted:
    row = bench.row(marker)
    return Wanted(replace(row, **changes), operation_of(row.body))  # type: ignore[arg-type]


def commit(demo: DemoService, row: OutboxRow) -> int:
    """Post the approved bytes behind the poster's back; returns the document's id."""
    with demo.client() as client:
        client.post(f"/storage_operations/operation/{LOCATION}", content=row.body).raise_for_status()
    (document,) = posted(demo, row.marker)
    return int(document["id"])


def searched(
    bench: Bench, demo: DemoService, *looked_for: Wanted, days: bool = False
) -> tuple[list[set[int]], list[dict[str, str]]]:
    """Search; returns the candidates of each operation, and the filters of each request."""
    before = demo.requests()[-1]["n"]
    search = MovementSearch(desk_of(bench), bench.clock())
    search.run(looked_for)
    if days:
        search.run_days(looked_for)
    found = [{candidate.document_id for candidate in search.candidates(one)} for one in looked_for]
    asked = [request["query"] for request in demo.requests(before) if "/storages/transactions" in request["path"]]
    return found, [_filters(query) for query in asked]


def _filters(query: object) -> dict[str, str]:
    pairs = dict(part.split("=", 1) for part in str(query).split("&")) if isinstance(query, str) else query
    assert isinstance(pairs, dict)
    return {name: value for name, value in pairs.items() if name not in ("page", "count")}


def test_document_of_today_needs_one_search_for_what_changed_down_to_an_empty_page(
    bench: Bench, demo: DemoService
) -> None:
    marker = bench.approve()
    document = commit(demo, bench.row(marker))
    (found,), asked = searched(bench, demo, wanted(bench, marker))
    assert found == {document}
    assert [sorted(one) for one in asked] == [["changed_after"]] * 2


@pytest.mark.parametrize("days", [40, -6], ids=["back-dated", "dated ahead"])
def test_document_of_another_day_is_asked_for_by_its_own_date_too(bench: Bench, demo: DemoService, days: int) -> None:
    moment = bench.clock() - timedelta(days=days)
    marker = bench.approve(date=moment.isoformat())
    document = commit(demo, bench.row(marker))
    (found,), asked = searched(bench, demo, wanted(bench, marker), days=True)
    assert found == {document}
    day = moment.astimezone(desk_of(bench).zone).date()
    period = {"start_date": str(day - timedelta(days=1)), "end_date": str(day + timedelta(days=1))}
    assert period in asked


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("days", [0, 40])
def test_server_that_ignores_what_changed_is_asked_for_days_and_one_that_ignores_these_too_for_all(
    bench: Bench, demo: DemoService, days: int, newest_first: bool
) -> None:
    demo.post("movements", documents=30, lines=2, create_date=OLD)
    demo.set_switches(clock_skew=10 * 86_400)  # all that was there by now is old
    demo.set_switches(search_ignores_filters=1, search_newest_first=newest_first)
    marker = bench.approve(date=(bench.clock() - timedelta(days=days)).isoformat())
    document = commit(demo, bench.row(marker))
    seen = datetime.now(UTC) + timedelta(days=10)
    (found,), asked = searched(bench, demo, wanted(bench, marker, seen_before=seen), days=True)
    assert found == {document}
    assert "start_date" in asked[-1]
    assert not MovementSearch(desk_of(bench), bench.clock()).run([wanted(bench, marker, seen_before=seen)])


def test_days_are_asked_for_by_the_servers_clock_and_by_this_machines(bench: Bench, demo: DemoService) -> None:
    demo.set_switches(clock_skew=5 * 86_400)
    looked_for = wanted(bench, bench.approve(), seen_before=bench.clock() + timedelta(days=5))
    with demo.client() as client:
        client.get(f"/storages/transactions/{LOCATION}").raise_for_status()
    _, asked = searched(bench, demo, looked_for, days=True)
    here = bench.clock().astimezone(desk_of(bench).zone).date()
    there = (bench.clock() + timedelta(days=5)).astimezone(desk_of(bench).zone).date()
    for day in (here, there):
        assert any(one["start_date"] <= str(day - timedelta(days=1)) for one in asked if "start_date" in one)
        assert any(one["end_date"] >= str(day + timedelta(days=1)) for one in asked if "end_date" in one)
    assert not any(one["start_date"] <= str(here + timedelta(days=3)) <= one["end_date"] for one in asked[2:])


@pytest.mark.parametrize("hours", [0, 5, -5, 40])
def test_changes_are_asked_for_from_an_hour_before_the_earlier_of_two_clocks_that_differ_little(
    bench: Bench, demo: DemoService, hours: int
) -> None:
    desk_of(bench)
    demo.set_switches(date_ahead=hours * 3600)
    looked_for = wanted(bench, bench.approve(), seen_before=bench.clock() + timedelta(hours=hours))
    with demo.client() as client:
        client.get(f"/storages/transactions/{LOCATION}").raise_for_status()
    search = MovementSearch(desk_of(bench), bench.clock())
    search.run([looked_for])  # the first answer tells the difference
    _, asked = searched(bench, demo, looked_for)
    earlier = min(hours, 0) if abs(hours) < 12 else hours
    expected = bench.clock() + timedelta(hours=earlier) - timedelta(hours=1, minutes=10)
    told = datetime.fromisoformat(asked[-1]["changed_after"].replace("%3A", ":").replace("%2B", "+"))
    assert abs(told - expected) < timedelta(minutes=1)


def test_rows_that_name_no_document_are_told_where_they_may_be_ours(bench: Bench, demo: DemoService) -> None:
    marker = bench.approve()
    commit(demo, bench.row(marker))
    demo.post("movements", documents=2, good_ids=[FIRST_GOOD + 50])
    demo.set_switches(search_names_documents=0)
    search = MovementSearch(desk_of(bench), bench.clock())
    looked_for = wanted(bench, marker)
    search.run([looked_for])
    assert len(search.nameless(looked_for)) == 2
    assert not list(search.candidates(looked_for))
    later = replace(looked_for, row=replace(looked_for.row, seen_before=bench.clock() + timedelta(hours=3)))
    assert not search.nameless(later)


def test_clock_of_this_machine_that_is_days_ahead_hides_nothing(bench: Bench, demo: DemoService) -> None:
    demo.set_switches(clock_skew=-3 * 86_400)
    marker = bench.approve()
    document = commit(demo, bench.row(marker))
    looked_for = wanted(bench, marker)
    assert looked_for.row.seen_before is None
    (found,), _ = searched(bench, demo, looked_for)
    assert document in found


def test_operation_that_seems_to_be_made_in_the_future_is_searched_a_month_back(bench: Bench) -> None:
    marker = bench.approve()
    search = MovementSearch(desk_of(bench), bench.clock())
    row = bench.row(marker)
    assert search.since(row) == row.created - timedelta(days=1)
    assert search.since(replace(row, seen_before=row.created)) == row.created - timedelta(minutes=10)
    ahead = replace(row, created=row.created + timedelta(days=5))
    assert search.since(ahead) == bench.clock() - timedelta(days=31)


def test_hour_that_the_end_of_summer_time_repeats_is_searched_from_its_first_beginning(
    bench: Bench, demo: DemoService
) -> None:
    desk = desk_of(bench)
    zone = ZoneInfo("Europe/Berlin")
    berlin = Desk(desk.client, replace(desk.location, timezone=str(zone)), desk.rights)
    second_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    row = replace(bench.row(bench.approve()), seen_before=second_half_past_two + timedelta(hours=1, minutes=10))
    before = demo.requests()[-1]["n"]
    MovementSearch(berlin, bench.clock()).run([Wanted(row, operation_of(row.body))])
    first = _filters(demo.requests(before)[0]["query"])
    assert first["changed_after"].replace("%3A", ":").replace("%2B", "+") == "2026-10-25T02:30:00+02:00"


def test_several_operations_share_one_search(bench: Bench, demo: DemoService) -> None:
    markers = [bench.approve(lines={number: "1"}) for number in range(3)]
    documents = [commit(demo, bench.row(marker)) for marker in markers]
    found, asked = searched(bench, demo, *(wanted(bench, marker) for marker in markers))
    assert found == [{document} for document in documents]
    assert len(asked) == 2


def test_two_thousand_foreign_movements_are_filtered_before_any_document_is_read(
    bench: Bench, demo: DemoService
) -> None:
    demo.post("movements", documents=500, lines=4, good_ids=[FIRST_GOOD + number for number in range(50, 54)])
    demo.post("movements", documents=3, good_ids=[FIRST_GOOD], storage_id=ROOM)
    demo.post("movements", documents=3, good_ids=[FIRST_GOOD], type_id=4)
    demo.post("movements", documents=3, good_ids=[FIRST_GOOD], type_id=1)
    same = demo.post("movements", documents=2, good_ids=[FIRST_GOOD])["documents"]
    (found,), asked = searched(bench, demo, wanted(bench, bench.approve(lines={0: "1"})))
    assert found == set(same)
    assert len(asked) == 22


def test_more_than_two_hundred_pages_are_too_many(bench: Bench, demo: DemoService) -> None:
    demo.set_switches(transactions_count_max=50)  # more than that gives 20 rows a page
    demo.post("movements", documents=1001, good_ids=[FIRST_GOOD + number for number in range(4)])
    search = MovementSearch(desk_of(bench), bench.clock())
    with pytest.raises(StockdeskError, match=r"service\.too-many-pages"):
        search.run([wanted(bench, bench.approve())])
    assert search.rows == 4000


MOVEMENT = Movement(1, 5, type_id=3, product_id=FIRST_GOOD, storage_id=SHOP)


@pytest.mark.parametrize("kind", [Kind.USAGE, Kind.WRITEOFF, Kind.TRANSFER])
def test_kind_makes_nothing_foreign_that_moved_goods_the_same_way(bench: Bench, kind: Kind) -> None:
    row = bench.row(bench.approve(kind, to_storage=str(ROOM)))
    looked_for = Wanted(row, operation_of(row.body))
    foreign = {number for number in range(10) if surely_foreign(looked_for, replace(MOVEMENT, type_id=number))}
    assert foreign == ({1, 6, 9} if kind is Kind.TRANSFER else {1, 3, 6, 9})


@pytest.mark.parametrize(
    ("changes", "foreign"),
    [
        ({}, False),
        ({"type_id": None, "product_id": None, "storage_id": None}, False),
        ({"type_id": 0}, False),
        ({"type_id": 4}, True),
        ({"product_id": FIRST_GOOD + 7}, True),
        ({"storage_id": ROOM}, True),
        ({"comment": "[SD-2222222222] theirs"}, True),
        ({"comment": "by hand"}, False),
    ],
)
def test_movement_of_another_kind_product_storage_or_marker_is_foreign_and_what_is_left_out_proves_nothing(
    bench: Bench, changes: dict[str, object], foreign: bool
) -> None:
    row = bench.row(bench.approve())
    looked_for = Wanted(row, operation_of(row.body))
    assert surely_foreign(looked_for, replace(MOVEMENT, **changes)) is foreign  # type: ignore[arg-type]  # changes are of many types
    own = replace(MOVEMENT, comment=f"[{row.marker}] ours")
    assert not surely_foreign(looked_for, own)


def test_both_movements_of_a_transfer_may_be_its_own_whatever_their_kind(bench: Bench, demo: DemoService) -> None:
    for zero in (1, 0):
        demo.set_switches(transfer_lines_type_zero=zero)
        marker = bench.approve(Kind.TRANSFER, {0: "2"}, to_storage=str(ROOM))
        document = commit(demo, bench.row(marker))
        search = MovementSearch(desk_of(bench), bench.clock())
        looked_for = wanted(bench, marker)
        search.run([looked_for])
        rows: Sequence[Movement] = next(
            one.movements for one in search.candidates(looked_for) if one.document_id == document
        )
        assert {row.storage_id for row in rows} == {SHOP, ROOM}
        assert not any(surely_foreign(looked_for, row) for row in rows)
