"""The whole of ``api`` against the demo service: its own truth beside what the client understood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from stockdesk.api import categories, locations, operations, people, products, session, storages, transactions
from stockdesk.api.client import ServiceClient
from stockdesk.api.exchange import Timeouts
from stockdesk.core.errors import StockdeskError
from stockdesk.core.marker import markers_in
from stockdesk.core.operation import TYPE_IDS, Kind, Operation, OperationLine
from stockdesk.core.posting import Outcome, OutcomeKind
from stockdesk.core.product import UnitType
from stockdesk.core.tokens import Tokens
from tests.api.conftest import QUICK
from tests.support.demo import (
    FIRST_GOOD,
    LOCATION,
    MASTER,
    PARTNER_TOKEN,
    ROOM,
    SHOP,
    SUPPLIER,
    USER_TOKEN,
    DemoService,
    running_demo,
)

ZONE = ZoneInfo("Europe/Berlin")
MARKER = "SD-7F3K9QX2M4"
TIMES = Timeouts(connect=2, read=2, write_read=0.5, whole=20)


@pytest.fixture(scope="module")
def running() -> Iterator[DemoService]:
    """One demo service for this file."""
    with running_demo("--products", "230") as demo:
        yield demo


@pytest.fixture
def demo(running: DemoService) -> DemoService:
    """The demo service, as at its start."""
    running.reset()
    return running


@pytest.fixture
def client(demo: DemoService) -> Iterator[ServiceClient]:
    """A signed-in client."""
    made = ServiceClient(demo.base_url, Tokens(PARTNER_TOKEN, USER_TOKEN), timeouts=TIMES, retries=QUICK)
    yield made
    made.close()


def operation(kind: Kind = Kind.RECEIPT, *, lines: int = 3, member: int | None = MASTER) -> Operation:
    """Return an operation of the first products."""
    moved = tuple(
        OperationLine(
            product_id=FIRST_GOOD + number,
            amount=Decimal("2.5"),
            unit=UnitType.SALE,
            cost_per_unit=Decimal("1.20"),
            discount=Decimal(0),
            cost=Decimal("3.00"),
            comment=f"[{MARKER}]",
            supplier_id=SUPPLIER if kind is Kind.RECEIPT else None,
            storage_id=ROOM if kind is Kind.TRANSFER else None,
        )
        for number in range(lines)
    )
    return Operation(TYPE_IDS[kind], SHOP, datetime.now(ZONE), f"[{MARKER}] delivery", moved, member)


def post(client: ServiceClient, made: Operation) -> Outcome:
    """Post an operation at the demo's location."""
    return operations.post_operation(client, LOCATION, operations.encode_operation(made))


def test_sign_in_gives_the_demo_token_and_a_wrong_password_is_refused(demo: DemoService) -> None:
    client = ServiceClient(demo.base_url, Tokens(PARTNER_TOKEN), timeouts=TIMES)
    assert session.sign_in(client, "demo", "demo").user_token == USER_TOKEN
    with pytest.raises(StockdeskError) as raised:
        session.sign_in(client, "demo", "guess")
    client.close()
    assert raised.value.code == "session.refused"


def test_location_storages_people_rights_and_categories_are_read(client: ServiceClient) -> None:
    (location,) = (one for one in locations.list_locations(client) if one.location_id == LOCATION)
    assert location == locations.get_location(client, LOCATION)
    assert {storage.storage_id for storage in storages.list_storages(client, LOCATION)} == {SHOP, ROOM}
    assert MASTER in {member.member_id for member in people.list_members(client, LOCATION) if member.active}
    assert people.get_rights(client, LOCATION).transfers
    assert {category.parent_id for category in categories.walk_categories(client, LOCATION)} > {None}


def test_catalogue_is_read_whole_and_then_only_its_changes(client: ServiceClient) -> None:
    whole = [product for page in products.pages_of_products(client, LOCATION, ZONE) for product in page]
    assert len({product.product_id for product in whole}) == len(whole) == 230
    first = products.get_product(client, LOCATION, ZONE, FIRST_GOOD)
    products.update_product(client, LOCATION, ZONE, first)
    assert client.server_date is not None
    since = client.server_date - timedelta(seconds=2)
    changed = [one for page in products.pages_of_products(client, LOCATION, ZONE, changed_after=since) for one in page]
    assert [product.product_id for product in changed] == [FIRST_GOOD]


def test_product_is_found_by_its_barcode(client: ServiceClient) -> None:
    wanted = products.get_product(client, LOCATION, ZONE, FIRST_GOOD)
    found = products.find_products(client, LOCATION, ZONE, wanted.barcode)
    assert wanted in [product for product in found if product.barcode == wanted.barcode]


@pytest.mark.parametrize("kind", list(Kind))
def test_operation_of_each_kind_moves_stock_and_reads_back_equal(
    client: ServiceClient, demo: DemoService, kind: Kind
) -> None:
    before = demo.stock(FIRST_GOOD)
    outcome = post(client, operation(kind))
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.document_id is not None
    document = operations.read_document(client, LOCATION, ZONE, outcome.document_id)
    assert (document.number, document.storage_id) == (outcome.number, SHOP)
    assert markers_in(document.comment) == {MARKER}
    lines = operations.read_lines(client, ZONE, outcome.document_id)
    assert {abs(line.amount) for line in lines} == {Decimal("2.5")}
    assert {line.product_id for line in lines} == {FIRST_GOOD, FIRST_GOOD + 1, FIRST_GOOD + 2}
    moved = demo.stock(FIRST_GOOD).get((FIRST_GOOD, SHOP), Decimal(0)) - before.get((FIRST_GOOD, SHOP), Decimal(0))
    assert moved == (Decimal("2.5") if kind.adds else Decimal("-2.5"))


def test_flat_shape_and_numbers_as_text_read_the_same(client: ServiceClient, demo: DemoService) -> None:
    demo.set_faults({"flat_shape": 1.0, "string_numbers": 1.0})
    outcome = post(client, operation())
    assert outcome.kind is OutcomeKind.ACCEPTED
    assert outcome.document_id is not None
    read = operations.read_operation(client, LOCATION, ZONE, outcome.document_id)
    demo.set_faults()
    plain = operations.read_operation(client, LOCATION, ZONE, outcome.document_id)
    assert read.document == plain.document
    assert [(line.product_id, line.amount, line.cost) for line in read.lines] == [
        (line.product_id, line.amount, line.cost) for line in plain.lines
    ]


def test_posted_document_is_found_by_the_search_and_removed_lines_first(
    client: ServiceClient, demo: DemoService
) -> None:
    outcome = post(client, operation())
    assert outcome.document_id is not None
    assert client.server_date is not None
    since = client.server_date - timedelta(minutes=10)
    rows = [
        row
        for page in transactions.pages_of_movements(client, LOCATION, ZONE, changed_after=since)
        for row in page
        if row.document_id == outcome.document_id
    ]
    assert {(row.product_id, row.storage_id) for row in rows} == {(FIRST_GOOD + n, SHOP) for n in range(3)}
    for row in rows:
        assert operations.delete_line(client, LOCATION, row.movement_id).kind is OutcomeKind.ACCEPTED
        gone = operations.read_line(client, LOCATION, ZONE, row.movement_id)
        assert gone is None or gone.deleted
    removed = operations.delete_document(client, LOCATION, outcome.document_id)
    assert removed.kind is OutcomeKind.ACCEPTED
    assert all(document["deleted"] for document in demo.documents(marker=MARKER))


NOTHING_COMMITTED = {
    "reset_before": OutcomeKind.AMBIGUOUS,
    "timeout_before": OutcomeKind.AMBIGUOUS,
    "http500_before": OutcomeKind.AMBIGUOUS,
    "conflict_before": OutcomeKind.AMBIGUOUS,
    "late_commit": OutcomeKind.AMBIGUOUS,
    "throttle": OutcomeKind.THROTTLED,
    "unauthorized": OutcomeKind.AUTH,
}
COMMITTED = {
    "reset_after": OutcomeKind.AMBIGUOUS,
    "timeout_after": OutcomeKind.AMBIGUOUS,
    "http502_after": OutcomeKind.AMBIGUOUS,
    "cut_body": OutcomeKind.AMBIGUOUS,
    "redirect_after": OutcomeKind.AMBIGUOUS,
    "garbage": OutcomeKind.AMBIGUOUS,
    "half_then_4xx": OutcomeKind.REFUSED,
    "partial": OutcomeKind.ACCEPTED,
    "alter_line": OutcomeKind.ACCEPTED,
}


@pytest.mark.parametrize(("fault", "kind"), [*NOTHING_COMMITTED.items(), *COMMITTED.items()])
def test_every_fault_of_the_demo_is_classified_and_sent_once(
    client: ServiceClient, demo: DemoService, fault: str, kind: OutcomeKind
) -> None:
    demo.set_faults({fault: 1.0}, count=1, timings={"late_commit": 3600})
    assert post(client, operation()).kind is kind
    assert len(demo.documents(marker=MARKER)) == (1 if fault in COMMITTED else 0)


def test_success_false_is_ambiguous(client: ServiceClient, demo: DemoService) -> None:
    demo.set_faults({"success_false": 1.0}, count=1)
    outcome = post(client, operation())
    assert (outcome.kind, outcome.reason) == (OutcomeKind.AMBIGUOUS, "not-success")


def test_missing_team_member_and_unknown_product_are_refused_with_a_reason(
    client: ServiceClient, demo: DemoService
) -> None:
    outcome = post(client, operation(member=None))
    assert (outcome.kind, outcome.status) == (OutcomeKind.REFUSED, 400)
    assert outcome.detail
    wrong = Operation(3, 999, datetime.now(ZONE), "x", operation().lines, MASTER)
    assert post(client, wrong).kind is OutcomeKind.REFUSED


def test_wrong_token_and_expired_licence_ask_for_a_person(demo: DemoService) -> None:
    stranger = ServiceClient(demo.base_url, Tokens(PARTNER_TOKEN, "nobody"), timeouts=TIMES, retries=QUICK)
    assert post(stranger, operation()).reason == "unauthorized"
    with pytest.raises(StockdeskError) as raised:
        storages.list_storages(stranger, LOCATION)
    stranger.close()
    assert raised.value.code == "service.unauthorized"
    demo.set_switches(licence_expired=True)
    licensed = ServiceClient(demo.base_url, Tokens(PARTNER_TOKEN, USER_TOKEN), timeouts=TIMES, retries=QUICK)
    assert post(licensed, operation()).reason == "licence"
    licensed.close()
