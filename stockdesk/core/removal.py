"""Taking a document back at the service: a spare twin, or what is partly there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """Why a document is removed: it is a spare with the marker of another, or its operation is taken back."""

    SPARE = "spare"
    TAKE_BACK = "take-back"


REMOVED = "removed"
"""The result of a removal that was read back as done."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A person's wish to have a document removed, and how far it has come.

    ``by`` and ``why`` are the person's name and words. ``requested`` holds what the service was asked to delete (the
    ids of lines, and the document as ``DOCUMENT``) with the time of asking: a deletion may lag, and is not asked for
    again too soon. ``ended`` is None while it is under way; ``result`` is then "", ``REMOVED``, or the code of what
    stands in the way, with ``detail`` for people. Times are UTC.
    """

    marker: str
    document_id: int
    purpose: Purpose
    by: str
    asked: datetime
    why: str = ""
    requested: Mapping[str, str] = field(default_factory=dict)
    failures: int = 0
    not_before: datetime | None = None
    ended: datetime | None = None
    result: str = ""
    detail: str = ""


DOCUMENT = "document"
"""The document itself among what was requested."""
