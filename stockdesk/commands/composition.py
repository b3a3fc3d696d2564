"""What verbs share: the workspace they work in, and how they end with one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

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


def print_json(form: dict[str, object]) -> None:
    """Print one JSON object as a line; programs that call stockdesk read the last one."""
    print(json.dumps(form, ensure_ascii=False), flush=True)


def time_form(moment: datetime | None) -> str | None:
    """Return a time as ISO 8601 with its offset, None for never."""
    return None if moment is None else moment.isoformat()
