"""Check and post what the document screen shows, and tell what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence

from stockdesk.app.events import Link, OutboxChanged, Verdict
from stockdesk.app.workspace import Workspace
from stockdesk.core.document import Problem
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.ui import scanwords
from stockdesk.ui.banner import Message, Tone
from stockdesk.ui.documentview import DocumentView
from stockdesk.ui.postnews import PostNews
from stockdesk.ui.sounds import sound
from stockdesk.ui.words import counted, tr


class PostingDesk:
    """Works on the document that the view shows."""

    def __init__(self, workspace: Workspace, view: DocumentView) -> None:
        self._workspace = workspace
        self._view = view
        self._news = PostNews()

    def check(self) -> Sequence[Problem]:
        """Say that nothing stands in the way of posting, or return what does."""
        document = self._view.document
        if document is None or not self._view.commit():
            return ()
        found = self._workspace.posting.problems(document)
        if not found:
            lines = counted(document.sheet.totals.lines, tr("line"), tr("lines"))
            detail = tr("Nothing stands in the way. F9 posts it.")
            title = tr("Ready to post · {lines}").format(lines=lines)
            self._view.banner.show_message(Message(Tone.ACCEPTED, title, tr("Checked"), detail))
        return found

    def problems(self) -> Sequence[Problem] | None:
        """Return what stands in the way of posting; None when what is being typed cannot be taken over."""
        document = self._view.document
        if document is None or not self._view.commit():
            return None
        return self._workspace.posting.problems(document)

    def say_open(self, problems: Sequence[Problem]) -> None:
        """Say that the document is not posted yet, for what stands in the way."""
        count = counted(len(problems), tr("thing is"), tr("things are"))
        detail = tr("{count} still open; F8 lists them. Everything stays as it is.").format(count=count)
        self._view.banner.show_message(Message(Tone.LOOK, tr("Not posted yet"), tr("Look"), detail))
        sound(Verdict.LOOK)

    def approve(self) -> tuple[Kind, Message] | None:
        """Approve the document: it is safe here at once. Returns its kind and what to say, None when it was refused."""
        document = self._view.document
        assert document is not None  # its problems have just been asked for
        try:
            marker = self._workspace.posting.approve(document)
        except StockdeskError as error:
            self._view.refuse(error)
            return None
        lines = document.sheet.totals.lines
        offline = self._workspace.connection().link is not Link.ONLINE
        message = scanwords.sending_message(document.kind, lines, marker, offline=offline)
        self._news.approved(marker, document.kind, lines, message)
        return document.kind, message

    def outbox_changed(self, event: OutboxChanged) -> Message | None:
        """Say what a move in the outbox means for its document, never covering a later scan; returns the news."""
        row = event.row
        message = self._news.message(row, self._workspace.posting.parts(row.base))
        if message is not None and self._news.is_shown(self._view.banner.message, row.base):
            self._view.banner.show_message(message)
            self._news.shown(row.base, message)
        return message
