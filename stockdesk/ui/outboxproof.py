"""The proof of an operation in words: what was asked and found, and both sides of what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from zoneinfo import ZoneInfo

from stockdesk.app.approved import operation_of
from stockdesk.core.comparison import expected_goods
from stockdesk.core.outbox import Attempt, OutboxRow, told_reason
from stockdesk.core.product import Product, UnitType
from stockdesk.core.quantity import amount_text
from stockdesk.core.removal import REMOVED, Removal
from stockdesk.ui import theme
from stockdesk.ui.messages import words
from stockdesk.ui.words import tr

FindProduct = Callable[[int], Product | None]
"""The product of an id, for its name; None when it is not in the catalogue here."""

_GOODS = re.compile(
    r"(?P<product>[0-9]+): (?P<amount>[0-9.]+)(?: (?P<unit>sale|service))? @(?P<storage>[0-9]+|\?)", re.ASCII
)
"""How a side of a difference is written down (``stockdesk.core.comparison.Goods``)."""
_MOST_SAME = 6
"""Lines shown that are alike on both sides; the rest is counted."""


@dataclass(slots=True)
class Side:
    """One product in one unit: what was sent and what is there."""

    sent: Decimal = Decimal(0)
    there: Decimal = Decimal(0)

    @property
    def differs(self) -> bool:
        """Whether the two amounts are not the same."""
        return self.sent != self.there


@dataclass(frozen=True, slots=True)
class _Place:
    product_id: int
    unit: UnitType | None
    storage_id: int | None


def reason_text(row: OutboxRow) -> str:
    """Return why an operation stands as it does; where both sides are shown beside it, their ids are left out."""
    if row.reason == "posted.different":
        return tr("It arrived, but not as sent. Both sides are in the outbox: compare them, then decide.")
    return words(told_reason(row), row.reason_arguments) if row.reason else ""


def sides_of(row: OutboxRow) -> dict[_Place, Side]:
    """Return what was sent and what the service holds, by product, unit and storage; what differs comes first."""
    sides: dict[_Place, Side] = {}
    for goods in expected_goods(operation_of(row.body)):
        side = sides.setdefault(_Place(goods.product_id, goods.unit, goods.storage_id), Side())
        side.sent += goods.amount
        if row.reason != "readback.gone":
            side.there += goods.amount
    for name, sign in (("missing", -1), ("surplus", 1)):
        for found in _GOODS.finditer(row.reason_arguments.get(name, "")):
            unit = UnitType[found["unit"].upper()] if found["unit"] else None
            storage = None if found["storage"] == "?" else int(found["storage"])
            side = sides.setdefault(_Place(int(found["product"]), unit, storage), Side())
            side.there += sign * Decimal(found["amount"])
    return dict(sorted(sides.items(), key=lambda entry: not entry[1].differs))


def sides_html(row: OutboxRow, find_product: FindProduct) -> str:
    """Return both sides as a table: the product, what was sent, what is there; differences stand out."""
    sides = sides_of(row)
    shown = [entry for entry in sides.items() if entry[1].differs]
    same = [entry for entry in sides.items() if not entry[1].differs]
    rows = [_side_row(place, side, find_product) for place, side in (*shown, *same[:_MOST_SAME])]
    rest = len(same) - _MOST_SAME
    more = tr("{count} more are alike on both sides").format(count=rest) if rest > 0 else ""
    head = "".join(
        f'<td align="{align}"><span style="color:{theme.QUIET.name()};font-size:12px">{title}</span></td>'
        for title, align in ((tr("Product"), "left"), (tr("Sent"), "right"), (tr("There"), "right"))
    )
    table = f'<table width="100%" cellspacing="0" cellpadding="4"><tr>{head}</tr>{"".join(rows)}</table>'
    return table + (f'<span style="color:{theme.QUIET.name()}">{more}</span>' if more else "")


def _side_row(place: _Place, side: Side, find_product: FindProduct) -> str:
    product = find_product(place.product_id)
    title = str(place.product_id) if product is None else product.title
    unit = "" if product is None or place.unit is None else product.unit(place.unit).title
    colour = theme.AMBER.name() if side.differs else theme.INK.name()
    weight = 600 if side.differs else 400
    style = f'style="color:{colour};font-weight:{weight}"'
    cells = (
        f"<td><span {style}>{escape(title)}</span></td>",
        f'<td align="right"><span {style}>{_amount(side.sent, unit)}</span></td>',
        f'<td align="right"><span {style}>{_amount(side.there, unit)}</span></td>',
    )
    return f"<tr>{''.join(cells)}</tr>"


def _amount(amount: Decimal, unit: str) -> str:
    return escape(f"{amount_text(amount)} {unit}".strip()).replace(" ", "&nbsp;") if amount else "–"


def proof_html(attempts: Sequence[Attempt], removals: Sequence[Removal], zone: str) -> str:
    """Return what happened, the newest first, times in the location's zone."""
    here = ZoneInfo(zone)
    told = [(each.started, _attempt_words(each), each.detail) for each in attempts]
    told += [(each.asked, _removal_words(each), _removal_detail(each)) for each in removals]
    told.sort(key=lambda entry: entry[0], reverse=True)
    quiet = theme.QUIET.name()
    entries = [
        f'<p style="margin:0 0 10px 0"><span style="color:{quiet}">{moment.astimezone(here):%d %b %H:%M:%S}</span> '
        f'<span style="font-weight:600">{escape(head)}</span><br>'
        f'<span style="color:{quiet}">{escape(detail)}</span></p>'
        for moment, head, detail in told
    ]
    return "".join(entries) or f'<span style="color:{quiet}">{tr("nothing yet")}</span>'


def _attempt_words(attempt: Attempt) -> str:
    what = {
        "send": tr("Sending"),
        "read": tr("Read back"),
        "look-up": tr("Looked for"),
        "twin-watch": tr("Looked for twins"),
    }.get(attempt.what, attempt.what)
    result = {
        "accepted": tr("accepted"),
        "not-sent": tr("did not go out"),
        "auth": tr("sign-in not accepted"),
        "throttled": tr("told to slow down"),
        "refused": tr("refused"),
        "ambiguous": tr("the answer got lost"),
        "equal": tr("all of it is there"),
        "different": tr("something differs"),
        "absent": tr("not found"),
        "inconclusive": tr("not sure"),
        "": tr("under way"),
    }.get(attempt.result, attempt.result)
    return f"{what} · {result}"


def _removal_words(removal: Removal) -> str:
    head = tr("Removal of document {document}").format(document=removal.document_id)
    if removal.ended is None:
        return f"{head} · {tr('under way')}"
    return f"{head} · {tr('done') if removal.result == REMOVED else tr('not done')}"


def _removal_detail(removal: Removal) -> str:
    asked = tr("asked for by {person}").format(person=removal.by)
    asked += f": {removal.why}" if removal.why else ""
    if removal.result and removal.result != REMOVED:
        return f"{asked}. {words(removal.result, {'detail': removal.detail, 'document': str(removal.document_id)})}"
    return f"{asked}. {removal.detail}".rstrip(" .")
