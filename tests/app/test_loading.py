"""A file's rows become a document's lines: the right product, unit and cost, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.catalogue import Catalogue
from stockdesk.app.loading import Resolver, load, lost_zeros
from stockdesk.app.workspace import Options, Workspace
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product, Unit, UnitType
from stockdesk.files.lines import FileLine

LOCATION, STORAGE = 1, 5
SHAMPOO = Product(
    1, "Shampoo", "4006381333931", "HC-1", sale_unit=Unit(1, "pc"), service_unit=Unit(2, "ml"),
    unit_equals=Decimal(250), cost=Decimal(10),
)  # fmt: skip
GLOVES = Product(2, "Gloves", "0036800054417", "G-1", sale_unit=Unit(1, "pc"), cost=None)
TWIN = Product(3, "Gloves again", "96385074", "G-1", sale_unit=Unit(1, "pc"), cost=Decimal(1))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.open(Options(tmp_path, environ={}))
    opened.shelf.catalogue.upsert(LOCATION, [SHAMPOO, GLOVES, TWIN])
    yield opened
    opened.close()


@pytest.fixture
def resolver(workspace: Workspace) -> Resolver:
    return Resolver(Catalogue(workspace.shelf.catalogue, lambda: LOCATION), None)


def line(code: str, amount: str = "1", row: int = 2, **fields: object) -> FileLine:
    return FileLine(row, f"{code} | {amount}", code, Decimal(amount), **fields)  # type: ignore[arg-type]


def refused(resolver: Resolver, *lines: FileLine) -> list[tuple[int, str]]:
    return [(problem.row, problem.error.code) for problem in resolver.resolve(lines)[1]]


def test_cost_of_the_file_goes_before_the_products_own(resolver: Resolver) -> None:
    loaded, problems = resolver.resolve([line("HC-1", cost=Decimal("7.5")), line("4006381333931")])
    assert problems == []
    assert [(row.product.product_id, row.cost) for row in loaded] == [(1, Decimal("7.5")), (1, Decimal(10))]


def test_product_without_a_cost_costs_nothing(resolver: Resolver) -> None:
    assert resolver.resolve([line("0036800054417")])[0][0].cost == 0


def test_unit_is_named_by_its_kind_or_its_title(resolver: Resolver) -> None:
    rows = [
        line("HC-1", "250", unit=UnitType.SERVICE, unit_text="service", comment="a"),
        line("HC-1", "250", unit=None, unit_text="ML", comment="b"),
        line("HC-1", "1", unit=None, unit_text="pc", comment="c"),
    ]
    loaded, problems = resolver.resolve(rows)
    assert problems == []
    assert [(row.unit, row.cost) for row in loaded] == [
        (UnitType.SERVICE, Decimal("0.04")),
        (UnitType.SERVICE, Decimal("0.04")),
        (UnitType.SALE, Decimal(10)),
    ]


def test_unit_that_the_product_has_not_is_refused(resolver: Resolver) -> None:
    assert refused(
        resolver,
        line("HC-1", row=2, unit=None, unit_text="barrel"),
        line("0036800054417", row=3, unit=UnitType.SERVICE, unit_text="service"),
    ) == [(2, "unit.unknown"), (3, "unit.single")]


def test_code_of_several_products_is_refused_with_their_titles(resolver: Resolver) -> None:
    _, (problem,) = resolver.resolve([line("G-1")])
    assert problem.error.code == "code.several"
    assert problem.error.arguments["titles"] == "Gloves; Gloves again"


def test_every_unknown_code_is_told_and_lost_zeros_are_suspected(resolver: Resolver) -> None:
    rows = [line("NOSUCH", row=2), line("325039259557", row=3), line("HC-1", row=4)]
    assert refused(resolver, *rows) == [(2, "code.unknown"), (3, "code.unknown")]
    assert refused(resolver, line("7484414", row=2)) == [(2, "code.zeros-lost")]


@pytest.mark.parametrize(
    ("code", "lost"),
    [("36800054417", True), ("7484414", True), ("4006381333931", False), ("NOSUCH", False), ("325039259557", False)],
)
def test_zeros_are_lost_only_where_they_make_a_right_number(code: str, lost: bool) -> None:
    assert lost_zeros(code) is lost


def test_rows_that_differ_in_amount_only_are_one_line(resolver: Resolver) -> None:
    rows = [line("HC-1", "1"), line("4006381333931", "2"), line("HC-1", "4", discount=Decimal(5))]
    assert [row.amount for row in resolver.resolve(rows)[0]] == [Decimal(3), Decimal(4)]


def test_sum_that_is_too_large_is_refused_at_its_row(resolver: Resolver) -> None:
    assert refused(resolver, line("HC-1", "900000", 2), line("HC-1", "900000", 3)) == [(3, "amount.too-large")]


def test_loaded_lines_stand_in_the_document_and_survive_a_restart(workspace: Workspace, resolver: Resolver) -> None:
    document = workspace.documents.new(Kind.RECEIPT, LOCATION, STORAGE)
    rows = [
        line("HC-1", "500", unit=UnitType.SERVICE, discount=Decimal(10), comment="dented"),
        line("0036800054417", "2", cost=Decimal("3.5")),
    ]
    load(document, resolver.resolve(rows)[0])
    again = workspace.documents.open(document.document_id)
    assert [
        (one.product_id, one.code, one.amount, one.unit, one.cost, one.discount, one.comment, one.total)
        for one in again.sheet.lines
    ] == [
        (1, "HC-1", Decimal(500), UnitType.SERVICE, Decimal("0.04"), Decimal(10), "dented", Decimal("18.00")),
        (2, "0036800054417", Decimal(2), UnitType.SALE, Decimal("3.5"), Decimal(0), "", Decimal("7.00")),
    ]
