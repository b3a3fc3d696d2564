"""Could a document be an operation of ours, though it does not bear its marker?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from stockdesk.app.comments import ReadDocument
from stockdesk.app.likeness import doubt_of, is_equal, markers_of
from stockdesk.app.search import Wanted
from stockdesk.core.marker import markers_in
from stockdesk.core.movement import PostedDocument, PostedLine
from stockdesk.core.outbox import Known
from tests.support.answers import SOURCE, answer, line, operation
from tests.support.outboxrows import outbox_row

MARKER, UNKNOWN = "SD-7F3K9QX2M4", "SD-2222222222"
SENT = operation(line(11, "2"), line(12, "1"), line(13, "5"))
OURS = answer(SENT)
WANTED = Wanted(outbox_row(MARKER), SENT)
RESTORED = replace(WANTED, known=Known(frozenset({MARKER}), {}))


def read(lines: Sequence[PostedLine], comment: str = "", type_id: int = 3) -> ReadDocument:
    """A document as it was read."""
    return ReadDocument(PostedDocument(900, type_id, SOURCE, comment=comment), markers_in(comment), tuple(lines))


@pytest.mark.parametrize(
    ("wanted", "document", "is_new", "doubt"),
    [
        (WANTED, read(OURS), False, "is equal but bears no marker"),
        (WANTED, read(OURS, type_id=4), True, ""),
        (WANTED, read(OURS[:2]), True, "has a part of its lines and bears no marker"),
        (WANTED, read(OURS[:2]), False, ""),
        (WANTED, read(answer(operation(line(11, "9"))), "[SD-7F3"), True, "may be cut off within the marker"),
        (WANTED, read(answer(operation(line(11, "9"))), "by hand"), True, ""),
        (RESTORED, read(OURS, f"[{UNKNOWN}]"), False, f"is equal and bears {UNKNOWN}, which is not known here"),
        (RESTORED, read(OURS[:1], f"[{UNKNOWN}]"), False, f"has goods of it and bears {UNKNOWN}"),
        (RESTORED, read(answer(operation(line(14))), f"[{UNKNOWN}]"), True, ""),
    ],
    ids=["equal", "other way", "part", "old part", "cut", "by hand", "lost marker", "gone on with", "other goods"],
)
def test_document_that_may_be_ours_is_a_doubt_that_says_why(
    wanted: Wanted, document: ReadDocument, is_new: bool, doubt: str
) -> None:
    found = doubt_of(wanted, document, is_new)
    assert (doubt in found) if doubt else not found


def test_document_is_equal_by_its_goods_whatever_its_marker() -> None:
    assert is_equal(WANTED, read(OURS, f"[{UNKNOWN}]"))
    assert not is_equal(WANTED, read(OURS[1:]))


def test_markers_of_all_lines_are_told() -> None:
    lines = [replace(OURS[0], comment=f"[{MARKER}] first"), replace(OURS[1], comment=f"[{UNKNOWN}]"), OURS[2]]
    assert markers_of(lines) == {MARKER, UNKNOWN}
