"""``stockdesk sync``: bring the catalogue up to date, with progress."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from stockdesk.commands.composition import print_json, workspace
from stockdesk.core.errors import StockdeskError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from stockdesk.app.catalogue import SyncResult
    from stockdesk.app.events import SyncProgress
    from stockdesk.app.workspace import Workspace

REQUESTS_A_LINE = 20
"""Without a terminal a line of progress is printed for so many requests."""


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the verb's option."""
    parser.add_argument("--full", action="store_true", help="read the whole list again, also what did not change")


def run(args: argparse.Namespace) -> int:
    """Sync and print what it came to."""
    with workspace(args) as opened:
        opened.sign_in_now()
        result = _synced(opened, full=args.full, tell=progress_printer(args.json))
    if args.json:
        print_json(
            {
                "products": result.products,
                "changed": result.changed,
                "removed": result.removed,
                "requests": result.requests,
                "seconds": result.seconds,
            }
        )
    else:
        print(
            f"{result.products} products, {result.changed} changed, {result.removed} removed; "
            f"{result.requests} requests in {result.seconds:.1f} s"
        )
    return 0


def _synced(opened: Workspace, *, full: bool, tell: Callable[[SyncProgress], None]) -> SyncResult:
    """Sync; a catalogue that proves to be damaged is emptied and read whole."""
    desk = opened.context.desk()
    try:
        return opened.catalogue.sync(desk, full=full, progress=tell)
    except StockdeskError as error:
        if error.code != "catalogue.damaged":
            raise
    opened.context.catalogue_file.empty_catalogue()
    return opened.catalogue.sync(desk, full=True, progress=tell)


def progress_printer(as_json: bool) -> Callable[[SyncProgress], None]:
    """Return what tells progress on standard error: one changing line on a terminal, else now and then a line."""
    on_terminal = sys.stderr is not None and sys.stderr.isatty()

    def tell(progress: SyncProgress) -> None:
        of_all = f" of about {progress.total}" if progress.total else ""
        text = f"catalogue: {progress.products}{of_all} products, {progress.requests} requests"
        if on_terminal:
            print(f"\r\x1b[K{text}", end="\n" if progress.done else "", file=sys.stderr, flush=True)
        elif not as_json and (progress.done or progress.requests % REQUESTS_A_LINE == 0):
            print(text, file=sys.stderr, flush=True)

    return tell
