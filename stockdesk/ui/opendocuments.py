"""Which document of each kind is open at this window."""

from __future__ import annotations

from stockdesk.app.documents import OpenDocument
from stockdesk.app.session import SignedIn, default_storage
from stockdesk.app.workspace import Workspace
from stockdesk.core.operation import Kind
from stockdesk.store.documents import DocumentRow


class OpenDocuments:
    """One open document a kind; drafts are taken up where they were left."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._open: dict[Kind, OpenDocument] = {}

    def of_kind(self, kind: Kind, signed_in: SignedIn) -> OpenDocument:
        """Return the open document of a kind: the draft touched last, or a new one."""
        document = self._open.get(kind)
        if document is None:
            document = self._workspace.documents.resume(kind, signed_in.location.location_id)
        return document or self.new(kind, signed_in)

    def new(self, kind: Kind, signed_in: SignedIn) -> OpenDocument:
        """Begin a document with the storages that are most likely right."""
        storage = default_storage(self._workspace.shelf, signed_in, kind)
        header: dict[str, str] = {}
        others = [each.storage_id for each in signed_in.storages if each.storage_id != storage]
        if kind is Kind.TRANSFER and len(others) == 1:
            header["to_storage"] = str(others[0])
        return self._workspace.documents.new(kind, signed_in.location.location_id, storage, **header)

    def by_id(self, document_id: str) -> OpenDocument:
        """Return a document that is open already, or open it; ``document.unknown`` when there is none."""
        shown = next((each for each in self._open.values() if each.document_id == document_id), None)
        return shown or self._workspace.documents.open(document_id)

    def keep(self, document: OpenDocument) -> None:
        """Remember a document as the open one of its kind."""
        self._open[document.kind] = document

    def clear(self) -> None:
        """Forget what is open: somebody else is at work, or at another place. Everything is on disk."""
        self._open.clear()

    def drafts(self, signed_in: SignedIn) -> list[DocumentRow]:
        """List this location's drafts that have lines, the one touched last first."""
        here = signed_in.location.location_id
        return [row for row in self._workspace.documents.drafts() if row.location_id == here and row.totals.lines]
