"""Could a document that was read be an operation of ours, though it does not bear its marker?"""

from __future__ import annotations

from collections.abc import Sequence

from stockdesk.app.comments import ReadDocument
from stockdesk.app.search import Wanted
from stockdesk.core.comparison import akin, alike, remainder
from stockdesk.core.marker import markers_in, may_be_cut
from stockdesk.core.movement import PostedLine


def markers_of(lines: Sequence[PostedLine]) -> frozenset[str]:
    """Return all markers in the comments of lines."""
    return frozenset[str]().union(*(markers_in(line.comment) for line in lines))


def doubt_of(wanted: Wanted, read: ReadDocument, is_new: bool) -> str:
    """Return why a document without a marker known here may be ours all the same, "" when it is not.

    Under a lost marker some of the goods are enough: the draft may have been gone on with before it was posted. Without
    one, a part of the goods is, where it ``is_new``: an operation may have been carried out in part.
    """
    operation, document = wanted.operation, read.document
    if read.marked:
        bears = f"bears {', '.join(sorted(read.marked))}, which is not known here"
        if is_equal(wanted, read):
            return f"is equal and {bears}"
        related = akin(operation, document.type_id, document.storage_id, read.lines)
        return f"has goods of it and {bears}" if related else ""
    if is_equal(wanted, read):
        return "is equal but bears no marker"
    if is_new and remainder(operation, document.type_id, document.storage_id, read.lines):
        return "has a part of its lines and bears no marker"
    comments = (document.comment, *(line.comment for line in read.lines))
    if any(may_be_cut(wanted.row.marker, comment) for comment in comments):
        return "has a comment that may be cut off within the marker"
    return ""


def is_equal(wanted: Wanted, read: ReadDocument) -> bool:
    """Whether a document is the operation by everything but its marker."""
    return alike(wanted.operation, read.document.type_id, read.document.storage_id, read.lines)
