"""How a server speaks: the open questions of the contract, and documents as it would show them."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from tests.soak.stored import StoredDocument, StoredLine


@dataclass(frozen=True, slots=True)
class Dialect:
    """How this server speaks: the open questions of the contract, settled at random for one history.

    ``comment_limit`` cuts comments. ``escapes`` is how they are escaped. ``page`` is the largest page it gives.
    ``storage`` is how a row names its storage. ``ahead`` is how far ``Date`` runs ahead of the clock behind
    the changes, in seconds; ``changed_as_utc`` drops the offset of ``changed_after`` and takes it for UTC.
    ``writeoff_as`` and ``usage_as`` are the kinds that these read back as. Rows of others' documents are ``nameless``
    where they name no document.
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
    writeoff_as: int = 4
    usage_as: int = 2
    ahead: float = 0.0
    changed_as_utc: bool = False
    nameless: bool = False

    @property
    def keeps_markers(self) -> bool:
        """Whether the longest marker outlives the cut."""
        return self.comment_limit is None or self.comment_limit >= 18


@dataclass(frozen=True, slots=True)
class Spelling:
    """Writes documents as one server does, whose location is in a zone."""

    dialect: Dialect
    zone: ZoneInfo

    def kept(self, comment: str) -> str:
        """Return what the server keeps of a comment."""
        cut = comment if self.dialect.comment_limit is None else comment[: self.dialect.comment_limit]
        if self.dialect.escapes == "html":
            return html.escape(cut)
        return cut.replace("[", "&#91;").replace("]", "&#93;") if self.dialect.escapes == "brackets" else cut

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

    def movement(self, document: StoredDocument, line: StoredLine) -> dict[str, Any]:
        """Return a row of the search over movements."""
        changed = {"last_change_date": self._moment(document.entered)} if self.dialect.shows_changed else {}
        nameless = {"document_id": 0} if document.nameless else {}
        return self._row(document, line) | changed | nameless

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
        return {4: self.dialect.writeoff_as, 2: self.dialect.usage_as}.get(type_id, type_id)

    def _digits(self, value: int | Decimal) -> object:
        digits = format(value, "f") if isinstance(value, Decimal) else str(value)
        return digits if self.dialect.strings else msgspec.Raw(digits.encode())

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        return local.strftime("%Y-%m-%d %H:%M:%S" if self.dialect.naive else "%Y-%m-%dT%H:%M:%S%z")


def enveloped(data: object) -> bytes:
    """Return an answer's body."""
    return msgspec.json.encode({"success": True, "data": data, "meta": []})
