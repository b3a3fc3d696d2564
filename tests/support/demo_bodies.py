"""Bodies that the tests send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.demo import FIRST_GOOD, MASTER, SHOP

if TYPE_CHECKING:
    import httpx

LINE: dict[str, Any] = {
    "good_id": FIRST_GOOD, "amount": 2, "cost_per_unit": 3, "discount": 0, "cost": 6, "operation_unit_type": 1,
}  # fmt: skip


def operation(type_id: int = 3, lines: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """An operation of one line, or of lines given as changes to it."""
    return {
        "type_id": type_id,
        "storage_id": SHOP,
        "create_date": "2026-11-24T10:00:00.000+01:00",
        "master_id": MASTER,
        "comment": "[SD-7F3K9QX2M4] test",
        "goods_transactions": [LINE | line for line in (lines if lines is not None else [{}])],
    } | changes


def post(client: httpx.Client, body: dict[str, Any], expected: int = 200) -> Any:
    """Post an operation and return the whole answer."""
    response = client.post("/storage_operations/operation/4564", json=body)
    assert response.status_code == expected, response.text
    return response.json()


def read(client: httpx.Client, path: str, expected: int = 200, **query: Any) -> Any:
    """Read a path and return the whole answer."""
    response = client.get(path, params=query)
    assert response.status_code == expected, response.text
    return response.json()
