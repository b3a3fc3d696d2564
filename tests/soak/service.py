"""A model of the service in memory: what it keeps of operations, who may see it, and how it answers, as JSON bytes."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from tests.soak.clock import Clock

MARKER = re.compile(r"\[(SD-[0-9A-Z]+(?:-[0-9]+)?)\]")
OUTGOING = (2, 4, 5)
Bend = Literal["", "last", "half", "alter"]
Goods = Counter[tuple[int, Decimal, int, int]]
"""Product, amount without sign, unit and storage of each line."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How this server speaks: the open questions of the contract, settled at random for one history.

    ``comment_limit`` cuts comments. ``escapes`` is how they are escaped. ``page`` is the largest page it gives.
    ``storage`` is how a row names its storage.
    """

    comment_limit: int | None = None
    escapes: Literal["", "html", "brackets"] = ""
    ignores_filters: bool = False
    newest_first: bool = True
    page: int = 100
    strings: bool = False
    flat: bool = False
    naive: bool = False
    storage: Literal["id", "nested", "none"] = "id"
    shows_unit: bool = True
    shows_changed: bool = True
    writeoff_as_7: bool = False
    usage_as_8: bool = False

    @property
    def keeps_markers(self) -> bool:
        """Whether the longest marker outlives the cut."""
        return self.comment_limit is None or self.comment_limit >= 18


@dataclass(slots=True)
class StoredLine:
    """A line as the service keeps it; ``amount`` is negative where stock leaves."""

    line_id: int
    product_id: int
    amount: Decimal
    unit: int
    storage_id: int
    comment: str
    body: Mapping[str, Any]


@dataclass(slots=True)
class StoredDocument:
    """A document. ``origin`` is the marker it was sent with, whatever became of its comment since; "" for others'.

    ``visible`` is when the search shows it, by the true clock.
    """

    document_id: int
    origin: str
    type_id: int
    storage_id: int
    comment: str
    created: datetime
    entered: datetime
    visible: datetime
    lines: list[StoredLine]
    deleted: bool = False

    @property
    def goods(self) -> Goods:
        """What it moved."""
        return Counter((line.product_id, abs(line.amount), line.unit, line.storage_id) for line in self.lines)

    @property
    def readable(self) -> bool:
        """Whether any comment of it still bears a whole marker, by a rule of our own."""
        texts = [self.comment, *(line.comment for line in self.lines)]
        return any(MARKER.search(text.replace("&#91;", "[")) for text in texts)


@dataclass(slots=True)
class Access:
    """What the user may see: movements at all, of which storages (None: all), of how many days back (None: all)."""

    movements: bool = True
    storages: frozenset[int] | None = None
    days: int | None = None


@dataclass(slots=True)
class Late:
    """A commit still to come."""

    due: datetime
    body: bytes
    bend: Bend
    lag: float


@dataclass(slots=True)
class ModelService:
    """The server of one location."""

    clock: Clock
    zone: ZoneInfo
    dialect: Dialect = field(default_factory=Dialect)
    access: Access = field(default_factory=Access)
    documents: list[StoredDocument] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)
    _next_id: int = 900_001

    def commit(self, body: bytes, bend: Bend = "", lag: float = 0.0, at: datetime | None = None) -> StoredDocument:
        """Carry an operation out, as ``bend`` says: without its last line, half of it, or a line altered.

        ``at`` is when, by the true clock (None: now); the search shows it ``lag`` seconds later.
        """
        data = json.loads(body, parse_float=Decimal)
        origin = MARKER.match(data.get("comment", ""))
        return self._add(data, _bent(data["goods_transactions"], bend), origin[1] if origin else "", lag, at)

    def _add(
        self, data: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], origin: str, lag: float, at: datetime | None
    ) -> StoredDocument:
        document = StoredDocument(
            document_id=self._number(),
            origin=origin,
            type_id=data["type_id"],
            storage_id=data["storage_id"],
            comment=self._kept(data.get("comment", "")),
            created=datetime.fromisoformat(data["create_date"]).astimezone(UTC),
            entered=(at or self.clock.true) + self.clock.server_error,
            visible=(at or self.clock.true) + timedelta(seconds=lag),
            lines=[line for row in rows for line in self._lines(data, row)],
        )
        self.documents.append(document)
        return document

    def _lines(self, data: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[StoredLine]:
        sign = -1 if data["type_id"] in OUTGOING else 1
        places = [(sign, data["storage_id"])]
        if row.get("storage_id"):
            places.append((1, row["storage_id"]))
        for direction, storage_id in places:
            yield StoredLine(
                self._number(),
                row["good_id"],
                direction * Decimal(row["amount"]),
                row["operation_unit_type"],
                storage_id,
                self._kept(row.get("comment", "")),
                row,
            )

    def _number(self) -> int:
        self._next_id += 1
        return self._next_id

    def _kept(self, comment: str) -> str:
        cut = comment if self.dialect.comment_limit is None else comment[: self.dialect.comment_limit]
        if self.dialect.escapes == "html":
            return html.escape(cut)
        return cut.replace("[", "&#91;").replace("]", "&#93;") if self.dialect.escapes == "brackets" else cut

    def add_foreign(self, data: Mapping[str, Any]) -> None:
        """Another person posts something."""
        self._add(data, data["goods_transactions"], "", 0.0, None)

    def commit_later(self, seconds: float, body: bytes, bend: Bend = "", lag: float = 0.0) -> None:
        """Carry an operation out after a while."""
        self.late.append(Late(self.clock.true + timedelta(seconds=seconds), body, bend, lag))

    def catch_up(self) -> None:
        """Do what is due by now."""
        due = [late for late in self.late if late.due <= self.clock.true]
        self.late = [late for late in self.late if late.due > self.clock.true]
        for late in sorted(due, key=lambda one: one.due):
            self.commit(late.body, late.bend, late.lag, late.due)

    def search(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        """Answer the search over movements, one page."""
        found = [
            (document, line) for document in self.documents for line in document.lines if self._shown(document, line)
        ]
        if not self.dialect.ignores_filters:
            found = [(document, line) for document, line in found if self._asked(document, query)]
        if self.dialect.newest_first:
            found.reverse()
        count = min(int(query["count"]), self.dialect.page)
        start = (int(query["page"]) - 1) * count
        return [self._movement(document, line) for document, line in found[start : start + count]]

    def _asked(self, document: StoredDocument, query: Mapping[str, str]) -> bool:
        """Whether a document passes the filters: entered since, or dated within days of the location."""
        if "changed_after" in query and document.entered < datetime.fromisoformat(query["changed_after"]):
            return False
        day = document.created.astimezone(self.zone).date().isoformat()
        return query.get("start_date", day) <= day <= query.get("end_date", day)

    def _shown(self, document: StoredDocument, line: StoredLine) -> bool:
        if document.deleted or document.visible > self.clock.true:
            return False
        if self.access.storages is not None and line.storage_id not in self.access.storages:
            return False
        return self.access.days is None or document.created >= self._first_day(self.access.days)

    def _first_day(self, days: int) -> datetime:
        """Local midnight so many days back."""
        day = (self.clock.server().astimezone(self.zone) - timedelta(days=days)).date()
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)

    def document(self, document_id: int) -> StoredDocument | None:
        """Return a document that the user may see."""
        found = next((one for one in self.documents if one.document_id == document_id), None)
        if found is None or found.deleted or not self.access.movements:
            return None
        if self.access.storages is not None and found.storage_id not in self.access.storages:
            return None
        return found

    # -- spelling ---------------------------------------------------------------------------------------------------

    def head(self, document: StoredDocument) -> dict[str, Any]:
        """Return a document as the service shows it."""
        return {
            "id": self._digits(document.document_id),
            "type_id": self._type(document.type_id),
            "storage_id": document.storage_id,
            "number": str(document.document_id - 900_000),
            "comment": document.comment,
            "create_date": self._moment(document.created),
        }

    def rows(self, document: StoredDocument) -> list[dict[str, Any]]:
        """Return a document's lines as the service shows them."""
        return [
            self._row(document, line) | {"comment": line.comment, "amount": self._digits(line.amount), "deleted": False}
            for line in document.lines
        ]

    def _movement(self, document: StoredDocument, line: StoredLine) -> dict[str, Any]:
        changed = {"last_change_date": self._moment(document.entered)} if self.dialect.shows_changed else {}
        return self._row(document, line) | changed

    def _row(self, document: StoredDocument, line: StoredLine) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": self._digits(line.line_id),
            "document_id": document.document_id,
            "type_id": 0 if document.type_id == 5 else self._type(document.type_id),
            "good_id": self._digits(line.product_id),
            "create_date": self._moment(document.created),
            "supplier": [],
        }
        if self.dialect.shows_unit:
            row["operation_unit_type"] = line.unit
        if self.dialect.storage == "id":
            row["storage_id"] = line.storage_id
        elif self.dialect.storage == "nested":
            row["storage"] = {"id": line.storage_id, "title": "a storage"}
        return row

    def _type(self, type_id: int) -> int:
        if type_id == 4 and self.dialect.writeoff_as_7:
            return 7
        return 8 if type_id == 2 and self.dialect.usage_as_8 else type_id

    def _digits(self, value: int | Decimal) -> object:
        digits = format(value, "f") if isinstance(value, Decimal) else str(value)
        return digits if self.dialect.strings else msgspec.Raw(digits.encode())

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        return local.strftime("%Y-%m-%d %H:%M:%S" if self.dialect.naive else "%Y-%m-%dT%H:%M:%S%z")


def _bent(rows: Sequence[Mapping[str, Any]], bend: Bend) -> Sequence[Mapping[str, Any]]:
    if bend == "last":
        return rows[:-1]
    if bend == "half":
        return rows[: len(rows) // 2]
    if bend == "alter":
        return [*rows[:-1], {**rows[-1], "amount": Decimal(rows[-1]["amount"]) + 1}]
    return rows


def enveloped(data: object) -> bytes:
    """Return an answer's body."""
    return msgspec.json.encode({"success": True, "data": data, "meta": []})
