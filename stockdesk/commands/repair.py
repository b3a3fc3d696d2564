"""``stockdesk doctor --restore``: the way back from a damaged database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stockdesk.commands.composition import print_json, time_form
from stockdesk.store.backups import Backup, backups
from stockdesk.store.folder import DataFolder
from stockdesk.ui import messages

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from stockdesk.store.restore import Restored


def restore(args: argparse.Namespace) -> int:
    """List the copies, put the newest sound one in place, and say what came of it."""
    from stockdesk.app.log import start_logging
    from stockdesk.store.restore import restore as bring_back

    folder = DataFolder.prepare(args.data_dir)
    start_logging(folder.logs)
    copies = [(copy, copy.sound()) for copy in backups(folder)]
    if not args.json:
        for copy, sound in copies:
            taken = copy.taken.astimezone().isoformat(sep=" ", timespec="minutes")
            print(f"{taken}  {'sound' if sound else 'damaged':<7}  {copy.path}", flush=True)
    came = bring_back(folder)
    if args.json:
        print_json(_form(came, copies))
    else:
        for sentence in _sentences(came):
            print(sentence)
    return 0


def _sentences(came: Restored) -> Iterator[str]:
    counts = {"entries": came.entries, "documents": came.documents, "operations": came.operations}
    read = came.found or any(counts.values())
    time = {"time": came.since.astimezone().isoformat(sep=" ", timespec="minutes")}
    if came.backup is not None:
        yield messages.words("restored.from", time)
    else:
        yield messages.words("restored.empty" if read else "restored.anew", {})
    if came.aside is not None:
        yield messages.words("restored.aside", {"aside": came.aside})
    if read:
        yield messages.words("restored.read", counts | {"unreadable": came.unreadable})
    if came.missing_pages:
        yield messages.words("restored.cut", {"missing": came.missing_pages, "pages": came.pages})
    if not came.opened:
        yield messages.words("restored.unopened", {})
    if came.lost:
        yield messages.words("restored.lost", {"markers": ", ".join(came.lost)})
    if came.drafts:
        yield messages.words("restored.drafts", {"drafts": came.drafts})
    if not came.whole:
        yield messages.words("restored.gaps" if came.backup is None else "restored.gaps-since", time)
    if came.under_way:
        yield messages.words("restored.under-way", {"count": came.under_way})


def _form(came: Restored, copies: list[tuple[Backup, bool]]) -> dict[str, object]:
    return {
        "restored": None if came.backup is None else time_form(came.backup.taken),
        "since": time_form(came.since),
        "backups": backup_forms(copies),
        "aside": None if came.aside is None else str(came.aside),
        "entries": came.entries,
        "documents": came.documents,
        "operations": came.operations,
        "unreadable": came.unreadable,
        "missing_pages": came.missing_pages,
        "pages": came.pages,
        "whole": came.whole,
        "under_way": came.under_way,
        "lost": list(came.lost),
        "drafts": came.drafts,
        "reason": None,
    }


def backup_forms(copies: list[tuple[Backup, bool]]) -> list[dict[str, object]]:
    """Return copies, each with whether it is sound, for JSON."""
    return [{"path": str(copy.path), "taken": time_form(copy.taken), "sound": sound} for copy, sound in copies]
