"""A model of the service in memory: what it keeps of operations, who may see it, and how it answers, as JSON bytes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tests.soak.clock import Clock
from tests.soak.spelling import Dialect, Spelling
from tests.soak.stored import MARKER, StoredDocument, StoredLine

OUTGOING = (2, 4, 5)
Bend = Literal["", "last", "half", "alter"]


@dataclass(slots=True)
class Access:
    """What the user may see: movements at all, of which storages (None: all), of how many days back (None: all)."""

    movements: bool = True
    storages: frozenset[int] | None = None
    days: int | None = None


@dataclass(slots=True)
class Late:
    """Something still to come: a commit, or the removal of what a path names."""

    due: datetime
    body: bytes = b""
    bend: Bend = ""
    lag: float = 0.0
    removed: str = ""


@dataclass(slots=True)
class ModelService:
    """The server of one location."""

    clock: Clock
    zone: ZoneInfo
    dialect: Dialect = field(default_factory=Dialect)
    spelling: Spelling = field(init=False)
    access: Access = field(default_factory=Access)
    documents: list[StoredDocument] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)
    _next_id: int = 900_001

    def __post_init__(self) -> None:
        """Take the dialect up."""
        self.spelling = Spelling(self.dialect, self.zone)

    def commit(self, body: bytes, bend: Bend = "", lag: float = 0.0, at: datetime | None = None) -> StoredDocument:
        """Carry an operation out, as ``bend`` says: without its last line, half of it, or a line altered.

        ``at`` is when, by the true clock (None: now); the search shows it ``lag`` seconds later.
        """
        data = json.loads(body, parse_float=Decimal)
        origin = MARKER.match(data.get("comment", ""))
        return self._add(data, _bent(data["goods_transactions"], bend), origin[1] if origin else "", lag, at)

    def another(self, body: bytes) -> StoredDocument | None:
        """Return another document of this workstation that bears its marker, as like a request as there is."""
        data = json.loads(body, parse_float=Decimal)
        origin = MARKER.match(data["comment"])
        sent = Counter((row["good_id"], Decimal(row["amount"])) for row in data["goods_transactions"])

        def likeness(document: StoredDocument) -> tuple[bool, int]:
            goods = Counter((line.product_id, abs(line.amount)) for line in document.lines)
            return goods == sent, document.document_id

        others = [
            document
            for document in self.documents
            if document.readable
            and document.origin not in ("", origin and origin[1])
            and self.document(document.document_id) is not None
        ]
        return max(others, key=likeness, default=None)

    def _add(
        self, data: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], origin: str, lag: float, at: datetime | None
    ) -> StoredDocument:
        document = StoredDocument(
            document_id=self._number(),
            origin=origin,
            type_id=data["type_id"],
            storage_id=data["storage_id"],
            comment=self.spelling.kept(data.get("comment", "")),
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
                self.spelling.kept(row.get("comment", "")),
                row,
            )

    def _number(self) -> int:
        self._next_id += 1
        return self._next_id

    def add_foreign(self, data: Mapping[str, Any]) -> None:
        """Another person posts something."""
        document = self._add(data, data["goods_transactions"], "", 0.0, None)
        document.nameless = self.dialect.nameless

    def commit_later(self, seconds: float, body: bytes, bend: Bend = "", lag: float = 0.0) -> None:
        """Carry an operation out after a while."""
        self.late.append(Late(self.clock.true + timedelta(seconds=seconds), body, bend, lag))

    def catch_up(self) -> None:
        """Do what is due by now."""
        due = [late for late in self.late if late.due <= self.clock.true]
        self.late = [late for late in self.late if late.due > self.clock.true]
        for late in sorted(due, key=lambda one: one.due):
            if late.removed:
                self.remove(late.removed)
            else:
                self.commit(late.body, late.bend, late.lag, late.due)

    def holder(self, path: str) -> StoredDocument | None:
        """Return the document that a path names, or a line of which it names."""
        number = int(path.rpartition("/")[2])
        for document in self.documents:
            if number in (document.document_id, *(line.line_id for line in document.lines)):
                return document
        return None

    def remove(self, path: str) -> bool:
        """Remove a line or a document; whether it was there."""
        document, number = self.holder(path), int(path.rpartition("/")[2])
        if document is None or document.deleted:
            return False
        if number == document.document_id:
            document.deleted = True
        document.lines = [line for line in document.lines if line.line_id != number]
        return True

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
        return [self.spelling.movement(document, line) for document, line in found[start : start + count]]

    def _asked(self, document: StoredDocument, query: Mapping[str, str]) -> bool:
        """Whether a document passes the filters: entered since, or dated within days of the location."""
        if "changed_after" in query:
            asked = datetime.fromisoformat(query["changed_after"])
            if document.entered < (asked.replace(tzinfo=UTC) if self.dialect.changed_as_utc else asked):
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


def _bent(rows: Sequence[Mapping[str, Any]], bend: Bend) -> Sequence[Mapping[str, Any]]:
    if bend == "last":
        return rows[:-1]
    if bend == "half":
        return rows[: len(rows) // 2]
    if bend == "alter":
        return [*rows[:-1], {**rows[-1], "amount": Decimal(rows[-1]["amount"]) + 1}]
    return rows
