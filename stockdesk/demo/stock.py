"""Moving stock. Amounts are kept as exact fractions of the sale unit."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def in_sale_units(amount: Decimal, unit_type: int, unit_equals: Decimal) -> Fraction:
    """An amount in sale units; `unit_type` 2 counts write-off units, of which one sale unit has `unit_equals`."""
    exact = Fraction(amount)
    return exact / Fraction(unit_equals) if unit_type == 2 else exact


def as_decimal(amount: Fraction) -> Decimal:
    """A fraction as a decimal; exact where it is finite within 12 decimal places, else rounded to them."""
    with localcontext(prec=60):
        return (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(Decimal("1e-12")).normalize()


def move(db: sqlite3.Connection, good_id: int, storage_id: int, by: Fraction, now_ms: int) -> Fraction:
    """Add `by` (negative: take) to the stock and mark the product as changed; the new amount."""
    row = db.execute("SELECT amount FROM stock WHERE good_id = ? AND storage_id = ?", (good_id, storage_id)).fetchone()
    amount = (Fraction(row["amount"]) if row else Fraction(0)) + by
    db.execute("INSERT OR REPLACE INTO stock VALUES(?,?,?)", (good_id, storage_id, str(amount)))
    db.execute("UPDATE goods SET changed_ms = ? WHERE good_id = ?", (now_ms, good_id))
    return amount


def amounts(db: sqlite3.Connection, good_id: int) -> list[tuple[int, Fraction]]:
    """Stock of one product by storage id, in sale units."""
    rows = db.execute("SELECT storage_id, amount FROM stock WHERE good_id = ? ORDER BY storage_id", (good_id,))
    return [(row["storage_id"], Fraction(row["amount"])) for row in rows]
