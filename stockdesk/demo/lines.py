"""Lines of documents: checking them, storing them with their effect on the stock, and taking them back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stockdesk.demo import goods, stock
from stockdesk.demo.exchange import Call, RefusedError, not_found, plain

if TYPE_CHECKING:
    import sqlite3

OUTGOING = frozenset({1, 2, 4, 5, 7})
"""Kinds whose lines leave the storage."""


@dataclass(frozen=True, slots=True)
class Line:
    """A checked line. `amount` is positive, in the unit of `unit_type` (1 sale, 2 write-off); `cost` is the total."""

    good: sqlite3.Row
    amount: Decimal
    unit_type: int
    cost_per_unit: Decimal
    discount: Decimal
    cost: Decimal
    supplier_id: int
    client_id: int
    master_id: int
    comment: str
    special_number: str
    to_storage_id: int = 0

    @property
    def sale_amount(self) -> Fraction:
        """The amount in sale units, exact."""
        return stock.in_sale_units(self.amount, self.unit_type, Decimal(self.good["unit_equals"]))


def read(call: Call, body: dict[str, Any], master_id: int) -> Line:
    """A line of a request body. Raises 404 for an unknown product, supplier, client or team member."""
    good = goods.find(call, int(body["good_id"]))
    if good is None:
        raise not_found()
    ids = {name: int(body.get(name) or 0) for name in ("supplier_id", "client_id", "master_id")}
    for name, table in (("supplier_id", "suppliers"), ("client_id", "clients"), ("master_id", "staff")):
        if ids[name] and not known(call, table, ids[name]):
            raise not_found()
    return Line(
        good=good,
        amount=Decimal(body["amount"]),
        unit_type=int(body["operation_unit_type"]),
        cost_per_unit=Decimal(body["cost_per_unit"]),
        discount=Decimal(body["discount"]),
        cost=Decimal(body["cost"]),
        supplier_id=ids["supplier_id"],
        client_id=ids["client_id"],
        master_id=ids["master_id"] or master_id,
        comment=call.text(body.get("comment", ""), comment=True),
        special_number=call.text(body.get("good_special_number", "")),
        to_storage_id=int(body.get("storage_id") or 0),
    )


def known(call: Call, table: str, key: int) -> bool:
    """True if the location has such a row (removed team members do not count)."""
    alive = " AND status = 0" if table == "staff" else ""
    query = f"SELECT 1 FROM {table} WHERE id = ? AND location_id = ?{alive}"  # noqa: S608 - own table names
    return call.db.execute(query, (key, call.location_id)).fetchone() is not None


def transaction_type(call: Call, document_type: int) -> int:
    """The kind a line reads back with: write-off documents (7) hold write-offs (4), transfers hold 0 by a switch."""
    if document_type == 5 and call.on("transfer_lines_type_zero"):
        return 0
    return 4 if document_type == 7 else document_type


def store(call: Call, document: sqlite3.Row, line: Line, *, transaction_id: int | None = None) -> list[int]:
    """Store a line and move the stock; the ids of its transactions (a transfer has two).

    With `transaction_id` the row of that id is replaced. Raises 400 for too little stock (by a switch) and for a
    special number that is already used.
    """
    _check_special_number(call, line)
    type_id = document["type_id"]
    outgoing = type_id in OUTGOING
    ids = [_add(call, document, line, document["storage_id"], -1 if outgoing else 1, transaction_id)]
    if type_id == 5 and line.to_storage_id and not call.on("transfer_misread"):
        ids.append(_add(call, document, line, line.to_storage_id, 1, None))
    if type_id == 3:
        price = stock.as_decimal(Fraction(line.cost) / line.sale_amount).quantize(Decimal("0.01"))
        call.db.execute("UPDATE goods SET actual_cost = ? WHERE good_id = ?", (plain(price), line.good["good_id"]))
    return ids


def _check_special_number(call: Call, line: Line) -> None:
    if line.special_number:
        query = "SELECT 1 FROM transactions WHERE special_number = ? AND deleted = 0"
        if call.db.execute(query, (line.special_number,)).fetchone():
            raise RefusedError(400, {"message": "This number already exists"})


def _add(call: Call, document: sqlite3.Row, line: Line, storage_id: int, sign: int, transaction_id: int | None) -> int:
    good_id = line.good["good_id"]
    left = stock.move(call.db, good_id, storage_id, sign * line.sale_amount, call.now_ms)
    if sign < 0 and left < 0 and not call.on("negative_stock"):
        raise RefusedError(400, {"message": "There is not enough of the product in the storage"})
    lag = call.sim.faults.timings["search_lag"] if call.plan.has("search_lag") else 0
    row = (
        document["id"], document["location_id"], transaction_type(call, document["type_id"]), good_id, storage_id,
        plain(sign * line.amount), line.unit_type, str(sign * line.sale_amount), plain(line.cost_per_unit),
        plain(line.discount), plain(line.cost), line.supplier_id, line.client_id, line.master_id, line.comment,
        line.special_number, document["create_ms"], call.now_ms, call.now_ms, call.now_ms + int(lag * 1000), 0,
    )  # fmt: skip
    marks = ",".join("?" * (len(row) + 1))
    call.db.execute(f"INSERT OR REPLACE INTO transactions VALUES({marks})", (transaction_id, *row))
    return int(transaction_id or call.db.execute("SELECT last_insert_rowid()").fetchone()[0])


def take_back(call: Call, row: sqlite3.Row) -> None:
    """Reverse a transaction's effect on the stock and mark it deleted."""
    stock.move(call.db, row["good_id"], row["storage_id"], -Fraction(row["sale_amount"]), call.now_ms)
    call.db.execute("UPDATE transactions SET deleted = 1, changed_ms = ? WHERE id = ?", (call.now_ms, row["id"]))


def of_document(call: Call, document_id: int) -> list[sqlite3.Row]:
    """The living transactions of a document, oldest first."""
    return call.db.execute(
        "SELECT * FROM transactions WHERE document_id = ? AND deleted = 0 ORDER BY id", (document_id,)
    ).fetchall()
