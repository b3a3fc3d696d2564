"""The search over all goods transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.demo import FIRST_GOOD
from tests.support.demo_bodies import operation, post, read

if TYPE_CHECKING:
    import httpx

    from tests.support.demo import DemoService

SEARCH = "/storages/transactions/4564"


def rows(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(client, SEARCH, **query)["data"]
    return found


def test_row_has_no_amount_comment_or_deleted_until_switched(service: DemoService, client: httpx.Client) -> None:
    post(client, operation())
    assert not {"amount", "comment", "deleted"} & rows(client)[0].keys()
    service.set_switches(search_shows_amount=1, search_shows_comment=1, search_shows_deleted=1)
    assert (rows(client)[0]["amount"], rows(client)[0]["comment"], rows(client)[0]["deleted"]) == (2, "", False)


def test_pages_go_on_until_an_empty_one(client: httpx.Client) -> None:
    ids: list[int] = []
    page = 1
    while found := rows(client, page=page, count=50):
        ids += [row["id"] for row in found]
        page += 1
    assert len(ids) == len(set(ids)) > 200
    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize(("count", "given"), [(None, 20), (7, 7), (100, 100), (101, 20), (1000, 20), ("x", 20)])
def test_count_above_the_limit_falls_back_to_twenty(client: httpx.Client, count: Any, given: int) -> None:
    assert len(rows(client, **({} if count is None else {"count": count}))) == given


def test_rows_of_one_document_are_found(client: httpx.Client) -> None:
    document = post(client, operation(3, [{}, {"good_id": FIRST_GOOD + 1}]))["data"]["document"]["id"]
    assert len(rows(client, document_id=document)) == 2


def test_period_means_the_documents_own_day_and_changed_after_the_entry(
    service: DemoService, client: httpx.Client
) -> None:
    document = post(client, operation(create_date="2026-03-05 23:30:00"))["data"]["document"]["id"]
    period = {"start_date": "2026-03-05", "end_date": "2026-03-05"}
    assert [row["document_id"] for row in rows(client, **period)] == [document]
    assert document in {row["document_id"] for row in rows(client, changed_after="2026-11-01T00:00:00+0100")}
    service.set_switches(search_end_date_inclusive="off")
    assert rows(client, **period) == []
    service.set_switches(search_end_date_inclusive="on", search_period_by_entry="on")
    assert rows(client, **period) == []
    service.set_switches(search_ignores_filters="on")
    assert len(rows(client, **period)) == 20


def test_dates_come_with_an_offset_without_colon(client: httpx.Client) -> None:
    post(client, operation(create_date="2026-07-05 10:00:00"))
    assert rows(client)[0]["create_date"] == "2026-07-05T10:00:00+0200"


def test_deleted_rows_leave_the_search_unless_switched(service: DemoService, client: httpx.Client) -> None:
    line = post(client, operation())["data"]["transactions"][0]["id"]
    client.delete(f"/storage_operations/goods_transactions/4564/{line}")
    assert line not in {row["id"] for row in rows(client)}
    service.set_switches(search_shows_deleted=1)
    assert line in {row["id"] for row in rows(client)}


def test_oldest_rows_come_first_when_switched(service: DemoService, client: httpx.Client) -> None:
    newest = rows(client)[0]["id"]
    service.set_switches(search_newest_first=0)
    assert rows(client)[0]["id"] < newest


def test_rows_can_name_no_document(service: DemoService, client: httpx.Client) -> None:
    post(client, operation())
    service.set_switches(search_names_documents="off")
    assert rows(client)[0]["document_id"] == 0


def test_time_of_the_change_can_be_read_as_utc_without_its_offset(service: DemoService, client: httpx.Client) -> None:
    post(client, operation())
    before = rows(client)[0]["last_change_date"]
    assert before.endswith("+0100")
    assert rows(client, changed_after=before)
    service.set_switches(search_changed_after_utc="on")
    assert rows(client, changed_after=before) == []
