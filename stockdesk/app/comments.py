"""Comments already read: a busy location's documents are examined once, not again for each look-up."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from stockdesk.core.movement import PostedDocument, PostedLine

MOST_DOCUMENTS = 5000
"""Documents that are remembered: more than a busy location makes in a day."""

Stamp = tuple[int, datetime | None]


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it was read, with the markers it bears; ``lines`` are read only where its head has none."""

    document: PostedDocument
    marked: frozenset[str]
    lines: tuple[PostedLine, ...] = ()


class Comments:
    """Remembers documents by location and id, with the stamp of the search that named them.

    A document counts as unchanged while its stamp is the same; where the search tells no change, only within one run.
    """

    def __init__(self, most: int = MOST_DOCUMENTS) -> None:
        self._most = most
        self._run = 0
        self._failed: set[tuple[int, int]] = set()
        self._kept: OrderedDict[tuple[int, int], tuple[int, Stamp, ReadDocument]] = OrderedDict()

    def begin(self) -> None:
        """Begin another run of the poster."""
        self._run += 1

    def known(self, location_id: int, document_id: int, stamp: Stamp) -> ReadDocument | None:
        """Return a document that needs no reading again, None for any other."""
        run, seen, read = self._kept.get((location_id, document_id), (0, None, None))
        if read is None or seen != stamp or (run != self._run and stamp[1] is None):
            return None
        self._kept.move_to_end((location_id, document_id))
        return read

    def keep(self, location_id: int, document_id: int, stamp: Stamp, read: ReadDocument) -> None:
        """Remember a document, and forget the one not asked for longest when there are too many."""
        self._failed.discard((location_id, document_id))
        self._kept[location_id, document_id] = (self._run, stamp, read)
        self._kept.move_to_end((location_id, document_id))
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, location_id: int, document_id: int) -> None:
        """Have a document read again next time, whatever the search tells: a person may write the marker back."""
        self._kept.pop((location_id, document_id), None)

    def failed(self, location_id: int, document_id: int) -> bool:
        """Whether the last reading of a document failed: others go first, a look-up does not bear many failures."""
        return (location_id, document_id) in self._failed

    def note_failure(self, location_id: int, document_id: int) -> None:
        """Remember that a document could not be read."""
        self._failed.add((location_id, document_id))
