"""What may be done to a document: each decision turns a wish into one ledger entry, or refuses it with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from stockdesk.core.command import parse_command
from stockdesk.core.entry import Entry, EntryKind
from stockdesk.core.errors import StockdeskError
from stockdesk.core.ledger import Sheet
from stockdesk.core.line import Line, product_fields, resolved_amount
from stockdesk.core.misread import bare
from stockdesk.core.operation import Kind
from stockdesk.core.product import Product, UnitType
from stockdesk.core.quantity import (
    AMOUNT_DECIMALS,
    DISCOUNT_DECIMALS,
    LARGEST_AMOUNT,
    LARGEST_DISCOUNT,
    LARGEST_MONEY,
    UNIT_COST_DECIMALS,
    amount_text,
    check_range,
    plain,
    unit_cost,
)

HEADER_FIELDS = ("kind", "location", "storage", "to_storage", "supplier", "supplier_title", "member", "date", "comment")
"""Header fields by name; all hold text. ``date`` is an ISO time with offset, empty for "when it is posted"."""

SCAN, TYPED, FILE, COPY = "scan", "typed", "file", "copy"
"""Where an amount came from (``source`` of a scan entry)."""


@dataclass(frozen=True, slots=True)
class Intent:
    """An entry decided but not yet stored: the store adds id, time, station, person and number."""

    kind: EntryKind
    line_id: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    undoes: str = ""


def opening(kind: Kind, location_id: int, storage_id: int | None, **fields: str) -> Intent:
    """Begin a document with its first header fields."""
    data = {"kind": kind.value, "location": str(location_id), "storage": "" if storage_id is None else str(storage_id)}
    return Intent(EntryKind.OPEN, data=data | fields)


def kind_of(sheet: Sheet) -> Kind:
    """Return the kind of a document."""
    return Kind(sheet.header["kind"])


def storage_of(sheet: Sheet, name: str = "storage") -> int | None:
    """Return a storage of the header (``storage`` or ``to_storage``), None while none is chosen."""
    text = sheet.header.get(name, "")
    return int(text) if text else None


def scan_product(
    sheet: Sheet,
    product: Product,
    amount: Decimal,
    code: str,
    new_line_id: str,
    source: str = SCAN,
    told: Mapping[str, str] | None = None,
    *,
    off: bool = False,
) -> Intent:
    """Take a scan of a known product: it adds to the product's line, or makes one.

    ``amount`` is in sale units; on a line that counts in write-off units it is converted, since a scanned bottle is a
    bottle. With ``off`` it is taken off the line; ``minus.no-line`` and ``minus.below-zero`` say why it cannot be.
    ``code`` is what was scanned, ``told`` what it says of the piece (``gtin``, ``serial``, ``lot``, ``expiry``).
    """
    line = sheet.line_for_product(product.product_id)
    data = {"code": code, "source": source} | dict(told or {})
    _check_amount(amount)
    if line is None:
        if off:
            raise StockdeskError("minus.no-line", title=product.title)
        return Intent(EntryKind.SCAN, new_line_id, product_fields(product) | {"amount": amount_text(amount)} | data)
    if line.unit is UnitType.SERVICE:
        amount = plain(amount * line.ratio)
    return Intent(EntryKind.SCAN, line.line_id, {"amount": _moved(line, amount, off=off)} | data)


def check_piece(sheet: Sheet, gtin: str, serial: str, product_id: int | None, *, off: bool) -> None:
    """Refuse a marked piece (01 + 21) that is in the document already, or taken ``off`` one that is not.

    It may come again once its scan is undone or its line removed (barcode domain, 4.3). ``product_id`` is what its code
    names now, None for nothing: where a person or another catalogue has made another product of it, ``piece.elsewhere``
    says which line it is on.
    """
    line = sheet.line_of_piece(gtin, serial)
    if line is not None and not off:
        raise StockdeskError("piece.twice", serial=serial, line=line.number, title=line.title or line.code)
    if line is None and off:
        raise StockdeskError("piece.not-here", serial=serial)
    if line is not None and line.product_id != product_id:
        raise StockdeskError("piece.elsewhere", serial=serial, line=line.number, title=line.title or line.code)


def more(sheet: Sheet, amount: Decimal) -> Intent:
    """Add so many sale units to the line that was scanned last.

    ``command.more-of-what`` when there is none: nothing was scanned, or that scan was refused or is off the document
    again; another line is never meant. ``piece.once`` behind a marked piece.
    """
    if amount <= 0:
        raise StockdeskError("amount.zero", text=amount_text(amount))
    last = _last_scan(sheet)
    line = None if last is None else sheet.line(last.line_id)
    if last is None or line is None:
        raise StockdeskError("command.more-of-what", amount=amount_text(amount))
    if "serial" in last.data:
        raise StockdeskError("piece.once", amount=amount_text(amount))
    return add(line, plain(amount * line.ratio) if line.unit is UnitType.SERVICE else amount)


def _last_scan(sheet: Sheet) -> Entry | None:
    """Return the last scan of goods that stands, taken or refused; commands are none."""
    for entry in sheet.newest_first:
        scanned = entry.kind is EntryKind.SCAN and entry.data.get("source") in (SCAN, TYPED)
        refused = entry.kind is EntryKind.REFUSED and not is_command(entry.data.get("code", ""))
        if (scanned or refused) and not sheet.undone(entry.entry_id):
            return entry
    return None


def is_command(code: str) -> bool:
    """Whether a code in the ledger is one of the program's own commands, or begins like one."""
    return parse_command(bare(code)) is not None


def counts_as_scan(entry: Entry) -> bool:
    """Whether an entry takes a running number of the document's scans, as commands do that were scanned or typed."""
    return entry.kind in (EntryKind.SCAN, EntryKind.REFUSED) or entry.data.get("source") in (SCAN, TYPED)


def copied(line: Line, new_line_id: str, pieces: Iterable[tuple[str, str]] = ()) -> tuple[Intent, ...]:
    """Make a line anew in another document: its product, unit, amount and cost, and what else was said about it.

    ``pieces`` are the marked pieces on it, GTIN and serial: they are in the new document then, and count once there.
    """
    fields = {
        "product": "" if line.product_id is None else str(line.product_id),
        "title": line.title,
        "article": line.article,
        "unit": str(int(line.unit)),
        "cost": format(line.cost, "f"),
        "sale_unit": line.sale_unit,
        "service_unit": line.service_unit,
        "ratio": format(line.ratio, "f"),
        "amount": amount_text(line.amount),
        "code": line.code,
        "source": COPY,
    }
    rows = [f"{gtin} {serial}" for gtin, serial in pieces]
    if rows:
        fields["pieces"] = "\n".join(rows)
    intents = [Intent(EntryKind.SCAN, new_line_id, fields)]
    if line.discount:
        intents.append(Intent(EntryKind.DISCOUNT, new_line_id, {"value": amount_text(line.discount)}))
    if line.comment:
        intents.append(Intent(EntryKind.COMMENT, new_line_id, {"value": line.comment}))
    return tuple(intents)


def scan_unknown(
    sheet: Sheet,
    code: str,
    amount: Decimal,
    new_line_id: str,
    source: str = SCAN,
    told: Mapping[str, str] | None = None,
    *,
    off: bool = False,
    weight: Decimal = Decimal(0),
) -> Intent:
    """Take a scan of a code that nobody knows: it gets a line of its own, to be resolved or dropped later.

    ``weight`` is the kilograms that the code tells, for all of ``amount``: they are kept until its product is known.
    With ``off`` it is taken off its line, as with ``scan_product``; ``minus.other-weight`` says that no such weight is
    there.
    """
    line = sheet.line_for_code(code)
    data = {"amount": amount_text(amount), "code": code, "source": source} | dict(told or {})
    if weight:
        data["weight"] = amount_text(-weight if off else weight)
    _check_amount(amount)
    if line is None:
        if off:
            raise StockdeskError("minus.no-line", title=code)
        return Intent(EntryKind.SCAN, new_line_id, data | {"product": "", "unit": str(int(UnitType.SALE))})
    moved = _moved(line, amount, off=off)
    if off:
        _check_weight_off(line, amount, weight)
    return Intent(EntryKind.SCAN, line.line_id, data | {"amount": moved})


def _check_weight_off(line: Line, amount: Decimal, weight: Decimal) -> None:
    """Refuse to take off what would leave goods without their weight, or a weight without goods."""
    weighed, kept = (line.weighed - amount, line.weight - weight) if weight else (line.weighed, line.weight)
    bare_amount = line.amount - amount - weighed
    if weighed < 0 or kept < 0 or bare_amount < 0 or (weighed == 0) != (kept == 0):
        raise StockdeskError("minus.other-weight", title=line.code, weight=amount_text(weight))


def _moved(line: Line, amount: Decimal, *, off: bool) -> str:
    """Return what a scan adds to the amount of a line, as text; the line is taken out where ``off`` leaves nothing."""
    if not off:
        _check_amount(line.amount + amount)
        return amount_text(amount)
    if amount > line.amount:
        title, held = line.title or line.code, amount_text(line.amount)
        raise StockdeskError("minus.below-zero", title=title, amount=held, minus=amount_text(amount))
    return amount_text(-amount)


def _check_amount(amount: Decimal) -> None:
    if amount <= 0:
        raise StockdeskError("amount.zero", text=amount_text(amount))
    check_range(amount, AMOUNT_DECIMALS, LARGEST_AMOUNT, "amount", amount_text(amount))


def add(line: Line, delta: Decimal) -> Intent:
    """Add to a line or take from it; what would leave nothing removes the line."""
    if line.amount + delta <= 0:
        return remove(line)
    _check_amount(line.amount + delta)
    return Intent(EntryKind.ADD, line.line_id, {"amount": amount_text(delta)})


def set_amount(line: Line, amount: Decimal) -> Intent:
    """Set a line's amount, in the line's unit."""
    _check_amount(amount)
    return Intent(EntryKind.AMOUNT, line.line_id, {"amount": amount_text(amount)})


def set_unit(line: Line, unit: UnitType) -> Intent:
    """Count a line in its other unit: the same goods, said otherwise, and their cost per that unit.

    Refused with ``unit.inexact`` where three decimals cannot hold the converted amount: stock must not drift. The cost
    is rounded to four decimals, so the line's total may change a little, in plain sight.
    """
    if unit is line.unit or not line.has_two_units or line.ratio <= 0:
        raise StockdeskError("unit.single", title=line.title, unit=line.unit_title)
    if unit is UnitType.SERVICE:
        amount, cost = line.amount * line.ratio, line.cost / line.ratio
    else:
        amount, cost = line.amount / line.ratio, line.cost * line.ratio
    rounded = plain(amount.quantize(Decimal(1).scaleb(-AMOUNT_DECIMALS)))
    back = rounded / line.ratio if unit is UnitType.SERVICE else rounded * line.ratio
    if back != line.amount:
        raise StockdeskError("unit.inexact", title=line.title, amount=amount_text(line.amount), ratio=line.ratio)
    _check_amount(rounded)
    return Intent(
        EntryKind.UNIT,
        line.line_id,
        {"unit": str(int(unit)), "amount": amount_text(rounded), "cost": amount_text(unit_cost(cost))},
    )


def set_cost(line: Line, cost: Decimal) -> Intent:
    """Set the cost of one unit of the line; refused with ``money.…`` codes."""
    check_range(cost, UNIT_COST_DECIMALS, LARGEST_MONEY, "money", amount_text(cost))
    return Intent(EntryKind.COST, line.line_id, {"value": amount_text(cost)})


def set_discount(line: Line, discount: Decimal) -> Intent:
    """Set a line's discount in per cent, 0 to 100; refused with ``discount.…`` codes."""
    check_range(discount, DISCOUNT_DECIMALS, LARGEST_DISCOUNT, "discount", amount_text(discount))
    return Intent(EntryKind.DISCOUNT, line.line_id, {"value": amount_text(discount)})


def set_comment(line: Line, comment: str) -> Intent:
    """Set a line's comment."""
    return Intent(EntryKind.COMMENT, line.line_id, {"value": " ".join(comment.split())})


def remove(line: Line) -> Intent:
    """Take a line out of the document; undo brings it back."""
    return Intent(EntryKind.REMOVE, line.line_id)


def resolve(line: Line, product: Product, *, weighed: bool = True) -> Intent:
    """Say which product an unknown code is; a cost that a person has written already stays.

    Weights that its scans have told become the amount of a product that is counted by weight. Without ``weighed`` they
    were none: the number in which they stood is the product's own.
    """
    if line.product_id is not None:
        raise StockdeskError("line.already-known", title=line.title)
    fields = product_fields(product)
    per_kilogram = product.sale_unit.per_kilogram
    if weighed and line.weight and per_kilogram is not None:
        _check_amount(resolved_amount(line, per_kilogram))
        fields["per_kg"] = amount_text(per_kilogram)
    if line.cost:
        fields["cost"] = amount_text(line.cost)
    return Intent(EntryKind.RESOLVE, line.line_id, fields)


def set_header(name: str, value: str) -> Intent:
    """Set a field of the header; its name is one of ``HEADER_FIELDS``."""
    if name not in HEADER_FIELDS:
        raise ValueError(name)
    return Intent(EntryKind.HEADER, data={"field": name, "value": value})


def undo(sheet: Sheet) -> Intent:
    """Negate the last thing done; ``undo.nothing`` when there is none."""
    entry = sheet.to_undo()
    if entry is None:
        raise StockdeskError("undo.nothing")
    return Intent(EntryKind.UNDO, undoes=entry.entry_id)


def redo(sheet: Sheet) -> Intent:
    """Negate the last undo; ``redo.nothing`` when there is none."""
    entry = sheet.to_redo()
    if entry is None:
        raise StockdeskError("redo.nothing")
    return Intent(EntryKind.UNDO, undoes=entry.entry_id)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that stands in the way of posting. ``line_id`` names the line to jump to, "" for the header."""

    code: str
    line_id: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)


def problems(sheet: Sheet) -> tuple[Problem, ...]:
    """Return all that stands in the way of posting, header first, then line by line."""
    found = list(_header_problems(sheet))
    for line in sheet.lines:
        if line.product_id is None:
            found.append(Problem("post.unknown-code", line.line_id, {"code": line.code}))
        elif line.amount <= 0:
            found.append(Problem("post.no-amount", line.line_id, {"title": line.title}))
    return tuple(found)


def _header_problems(sheet: Sheet) -> list[Problem]:
    found: list[Problem] = []
    if sheet.totals.lines == 0:
        found.append(Problem("post.empty"))
    if storage_of(sheet) is None:
        found.append(Problem("post.no-storage"))
    if kind_of(sheet) is Kind.TRANSFER:
        destination = storage_of(sheet, "to_storage")
        if destination is None:
            found.append(Problem("post.no-destination"))
        elif destination == storage_of(sheet):
            found.append(Problem("post.same-storage"))
    return found
