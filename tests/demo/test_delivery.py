"""Every fault, met over a real socket, and what is stored after it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.support.demo import FIRST_GOOD
from tests.support.demo_bodies import operation, post, read

if TYPE_CHECKING:
    from tests.support.demo import DemoService

TWO_LINES = operation(3, [{}, {"good_id": FIRST_GOOD + 1}])
PATH = "/storage_operations/operation/4564"


def lines(service: DemoService) -> list[list[tuple[int, str]]]:
    """Products and amounts of every document."""
    return [[(line["good_id"], line["amount"]) for line in one["lines"]] for one in service.documents()]


STORED = [[(FIRST_GOOD, "2"), (FIRST_GOOD + 1, "2")]]


@pytest.mark.parametrize(
    ("fault", "error", "stored"),
    [
        ("reset_before", httpx.ReadError, []),
        ("reset_after", httpx.ReadError, STORED),
        ("cut_body", httpx.RemoteProtocolError, STORED),
        ("late_commit", httpx.ReadError, []),
    ],
)
def test_broken_connection_leaves_the_document_stored_or_not(
    service: DemoService, client: httpx.Client, fault: str, error: type[Exception], stored: list[Any]
) -> None:
    service.set_faults({fault: 1}, timings={"late_commit": 600})
    with pytest.raises(error):
        client.post(PATH, json=TWO_LINES)
    assert lines(service) == stored


@pytest.mark.parametrize(("fault", "stored"), [("timeout_before", []), ("timeout_after", STORED)])
def test_silence_lasts_until_the_client_gives_up(
    service: DemoService, client: httpx.Client, fault: str, stored: list[Any]
) -> None:
    service.set_faults({fault: 1})
    with pytest.raises(httpx.ReadTimeout):
        client.post(PATH, json=TWO_LINES, timeout=0.3)
    assert lines(service) == stored


def test_late_commit_comes_after_the_connection_was_closed(service: DemoService, client: httpx.Client) -> None:
    service.set_faults({"late_commit": 1}, timings={"late_commit": 600})
    with pytest.raises(httpx.ReadError):
        client.post(PATH, json=TWO_LINES)
    assert (lines(service), service.settle(), lines(service)) == ([], 1, STORED)


@pytest.mark.parametrize(
    ("fault", "status", "stored"),
    [
        ("http500_before", 500, []),
        ("conflict_before", 409, []),
        ("unauthorized", 401, []),
        ("throttle", 429, []),
        ("http502_after", 502, STORED),
        ("redirect_after", 302, STORED),
        ("garbage", 200, STORED),
        ("half_then_4xx", 422, [STORED[0][:1]]),
        ("partial", 200, [STORED[0][:1]]),
        ("alter_line", 200, [[STORED[0][0], (FIRST_GOOD + 1, "3")]]),
        ("flat_shape", 200, STORED),
        ("string_numbers", 200, STORED),
    ],
)
def test_answer_and_store_differ_as_the_fault_says(
    service: DemoService, client: httpx.Client, fault: str, status: int, stored: list[Any]
) -> None:
    service.set_faults({fault: 1}, count=1)
    assert client.post(PATH, json=TWO_LINES).status_code == status
    assert lines(service) == stored
    assert service.requests()[-1]["faults"] == [fault]
    assert client.post(PATH, json=TWO_LINES).status_code == 200


def test_bodies_that_are_no_json_and_redirects_say_so(service: DemoService, client: httpx.Client) -> None:
    service.set_faults({"http502_after": 1}, count=1)
    assert client.post(PATH, json=TWO_LINES).headers["content-type"] == "text/html"
    service.set_faults({"garbage": 1}, count=1)
    with pytest.raises(ValueError, match=r"."):
        client.post(PATH, json=TWO_LINES).json()
    service.set_faults({"redirect_after": 1}, count=1)
    assert client.post(PATH, json=TWO_LINES).headers["location"] == "/api/v1" + PATH


def test_success_false_comes_with_and_without_a_commit(service: DemoService, client: httpx.Client) -> None:
    service.set_faults({"success_false": 1})
    answers = [client.post(PATH, json=TWO_LINES) for _ in range(20)]
    assert {(answer.status_code, answer.json()["success"]) for answer in answers} == {(200, False)}
    assert 0 < len(service.documents()) < 20


def test_throttling_comes_with_and_without_retry_after(service: DemoService, client: httpx.Client) -> None:
    service.set_faults({"throttle": 1})
    assert {client.get("/storages/4564").headers.get("retry-after") for _ in range(20)} == {None, "1"}
    service.set_switches(retry_after="off")
    assert {client.get("/storages/4564").headers.get("retry-after") for _ in range(20)} == {None}


def test_flat_shape_has_the_same_document_and_lines(service: DemoService, client: httpx.Client) -> None:
    service.set_faults({"flat_shape": 1})
    data = post(client, TWO_LINES)["data"]
    assert data["document_id"] == data["document"]["id"] == service.documents()[0]["id"]
    assert [line["amount"] for line in data["goods_transactions"]] == [2, 2]
    assert "transactions" not in data


def test_every_number_comes_as_text_by_fault(service: DemoService, client: httpx.Client) -> None:
    service.set_faults({"string_numbers": 1})
    product = read(client, f"/goods/4564/{FIRST_GOOD}")["data"]
    assert product["good_id"] == str(FIRST_GOOD)
    assert Decimal(product["cost"]) > 0
    assert all(isinstance(one["storage_id"], str) for one in product["actual_amounts"])


def test_new_rows_are_searchable_only_after_the_lag(service: DemoService, client: httpx.Client) -> None:
    service.set_faults({"search_lag": 1}, timings={"search_lag": 600})
    document = post(client, TWO_LINES)["data"]["document"]["id"]
    assert read(client, "/storages/transactions/4564", document_id=document)["data"] == []
    assert len(read(client, f"/storage_operations/documents/goods_transactions/{document}")["data"]) == 2
    service.settle()
    assert len(read(client, "/storages/transactions/4564", document_id=document)["data"]) == 2


@pytest.mark.parametrize(
    ("fault", "kept"),
    [
        ("short_comments", "[SD-7F3K9QX2M4] a & "),
        ("html_comments", "[SD-7F3K9QX2M4] a &amp; b &lt;c&gt; &quot;d&quot;"),
    ],
)
def test_comments_are_cut_or_escaped(service: DemoService, client: httpx.Client, fault: str, kept: str) -> None:
    service.set_faults({fault: 1})
    comment = '[SD-7F3K9QX2M4] a & b <c> "d"'
    data = post(client, operation(3, [{"comment": comment}], comment=comment))["data"]
    assert (data["document"]["comment"], data["transactions"][0]["comment"]) == (kept, kept)


def test_comment_limit_cuts_after_so_many_characters(service: DemoService, client: httpx.Client) -> None:
    service.set_switches(comment_limit=5)
    assert post(client, operation(comment="1234567"))["data"]["document"]["comment"] == "12345"


def test_slow_answers_are_whole(service: DemoService, client: httpx.Client) -> None:
    service.set_faults({"slow": 1}, timings={"slow": 0.1})
    with pytest.raises(httpx.ReadTimeout):
        client.get("/storages/4564", timeout=0.02)
    assert client.get("/storages/4564").json()["success"] is True


def test_refused_port_really_refuses_and_comes_back(service: DemoService, client: httpx.Client) -> None:
    service.set_faults({"refuse": 1}, count=1, timings={"refuse": 0.5})
    assert client.post(PATH, json=TWO_LINES).headers["connection"] == "close"
    with pytest.raises(httpx.ConnectError):
        client.get("/storages/4564")
    tries = 1
    while tries < 10_000:
        tries += 1
        try:
            assert client.get("/storages/4564").status_code == 200
            break
        except httpx.ConnectError:
            continue
    assert lines(service) == STORED


def test_faults_meet_reads_when_the_scope_says_so(service: DemoService, client: httpx.Client) -> None:
    service.set_faults({"http500_before": 1}, scope="reads")
    read(client, "/storages/4564", 500)
    post(client, TWO_LINES)


def test_deletion_lags_when_switched(service: DemoService, client: httpx.Client) -> None:
    data = post(client, TWO_LINES)["data"]
    service.set_switches(delete_lags="on")
    path = f"/storage_operations/documents/4564/{data['document']['id']}"
    line = f"/storage_operations/goods_transactions/4564/{data['transactions'][0]['id']}"
    assert client.delete(line).status_code == client.delete(path).status_code == 202
    assert read(client, line)["data"]["deleted"] is False
    read(client, path)
    assert service.settle() == 2
    read(client, path, 404)
    assert all(line["deleted"] for line in service.documents()[0]["lines"])
