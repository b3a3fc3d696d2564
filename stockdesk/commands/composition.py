"""What verbs share: the workspace they work in, and how they end with one JSON object."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from stockdesk.app.workspace import Workspace


@contextmanager
def workspace(args: argparse.Namespace) -> Iterator[Workspace]:
    """Open the workspace that the global options name, and close it whatever happens."""
    from stockdesk.app.workspace import Options, Workspace

    opened = Workspace.open(Options(args.data_dir, args.server, args.location))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def outbox_workspace(args: argparse.Namespace) -> Iterator[Workspace]:
    """Open the workspace for a verb that writes to the outbox: at its end the database is copied where that is due.

    Where nobody ever opens the window there would be no copy else. What stands in its way is said on standard error
    and changes nothing of what the verb came to.
    """
    with workspace(args) as opened:
        yield opened
        _copy_if_due(opened)


def _copy_if_due(opened: Workspace) -> None:
    from stockdesk.app.upkeep import Upkeep
    from stockdesk.core.errors import StockdeskError
    from stockdesk.store.folder import folder_fault
    from stockdesk.ui import messages

    try:
        Upkeep(opened.folder, lambda: datetime.now(UTC), time.monotonic).copy_if_due(opened.context)
    except (StockdeskError, OSError) as error:
        known = error if isinstance(error, StockdeskError) else folder_fault(error, opened.folder.backups)
        print(f"stockdesk: {messages.words('backup.failed', {})} {messages.sentence(known)}", file=sys.stderr)


def print_json(form: dict[str, object]) -> None:
    """Print one JSON object as a line; programs that call stockdesk read the last one."""
    print(json.dumps(form, ensure_ascii=False), flush=True)


def time_form(moment: datetime | None) -> str | None:
    """Return a time as ISO 8601 with its offset, None for never."""
    return None if moment is None else moment.isoformat()
