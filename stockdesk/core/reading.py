"""One reading of a code: what it may name and what else it says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from stockdesk.core.gs1content import Element, gs1_date
from stockdesk.core.remark import Remark

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

Kind = Literal["gtin", "gs1", "rcn", "house", "command"]
"""Trade item number, GS1 data, number of the shop's own range, any other text, command of the program."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a code.

    ``code`` is the text to look up among barcodes and articles (for a command its action), ``gtin14`` the number to
    compare with other numbers. ``weight`` is in kilograms, ``price`` in the currency of the shop or of the code,
    ``count`` in pieces. ``expiry`` is the use-by date or, where the code has none, the best-before date. ``reason`` and
    ``warnings`` are sentences.
    """

    kind: Kind
    code: str
    reason: Remark
    gtin14: str | None = None
    symbol: str | None = None
    elements: tuple[Element, ...] = ()
    weight: Decimal | None = None
    price: Decimal | None = None
    count: Decimal | None = None
    lot: str | None = None
    expiry: dt.date | None = None
    serial: str | None = None
    warnings: tuple[Remark, ...] = ()

    @classmethod
    def house(cls, text: str, symbol: str | None = None, *warnings: Remark) -> Reading:
        """Return ``text`` as an article or code of the house."""
        return cls(kind="house", code=text, symbol=symbol, reason=Remark.of("is_house"), warnings=warnings)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form of ``decode``: decimals as strings without exponent, the date as ISO 8601."""
        return {
            "kind": self.kind,
            "gtin14": self.gtin14,
            "symbol": self.symbol,
            "code": self.code,
            "elements": [{"ai": element.ai, "value": element.value} for element in self.elements],
            "weight": _decimal_text(self.weight),
            "price": _decimal_text(self.price),
            "count": _decimal_text(self.count),
            "lot": self.lot,
            "expiry": None if self.expiry is None else self.expiry.isoformat(),
            "serial": self.serial,
            "reason": self.reason,
            "warnings": list(self.warnings),
        }


def _decimal_text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def from_elements(
    elements: Sequence[Element], warnings: Sequence[Remark], year: int, *, symbol: str | None, text: str, reason: str
) -> Reading:
    """Return the reading of GS1 ``elements``; ``text`` is looked up when they name neither a trade item nor a unit.

    The piece is told by GTIN and serial number (01 + 21); the keys 91 to 93 of marking codes are never part of it.
    """
    values = {element.ai: element.value for element in elements}
    # 8006 and 8026 name a piece of a trade item: its number and which piece of how many.
    gtin14 = next((values[ai][:14] for ai in ("01", "02", "03", "8006", "8026") if ai in values), None)
    remarks = list(warnings)
    weight = _measure(values, "310")
    count = values.get("37") or values.get("30")
    if gtin14 and gtin14[0] == "9" and not count and not any(ai[:2] in _MEASURES and len(ai) == 4 for ai in values):
        remarks.append(Remark.of("gs1_variable"))
    use_by = values.get("17") or values.get("7003", "")[:6] or values.get("15")
    return Reading(
        kind="gs1",
        code=gtin14.removeprefix("0") if gtin14 else values.get("00", text),
        reason=Remark.of(reason),
        gtin14=gtin14,
        symbol=symbol,
        elements=tuple(elements),
        weight=weight,
        price=_measure(values, "392") or _measure(values, "393", skip=3),
        count=Decimal(count) if count else None,
        lot=values.get("10"),
        expiry=gs1_date(use_by, year) if use_by else None,
        serial=values.get("21"),
        warnings=tuple(remarks),
    )


_MEASURES = frozenset(("31", "32", "33", "34", "35", "36"))


def _measure(values: dict[str, str], family: str, skip: int = 0) -> Decimal | None:
    """Return the amount of the first element of ``family`` (its fourth digit counts the decimals), in its own unit."""
    for ai, value in values.items():
        if len(ai) == 4 and ai.startswith(family):
            return Decimal(value[skip:]).scaleb(-int(ai[3]))
    return None
