"""``stockdesk doctor``: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from stockdesk.commands.composition import print_json, workspace
from stockdesk.core.errors import StockdeskError
from stockdesk.store.folder import DataFolder
from stockdesk.ui import messages

if TYPE_CHECKING:
    import argparse

    from stockdesk.app.workspace import Workspace

OK, LOOK, FAILED = "ok", "look", "failed"
"""It works; it works but somebody should look; it does not work."""

SLOW_COMMIT_SECONDS = 0.016
"""A commit stands before each beep; above one frame of the screen the disk is named (design, section 3)."""
SMALL_DISK_BYTES = 200_000_000
"""Room for the database, its log and three copies of it with some to spare; the largest known here take a tenth."""
CLOCK_SECONDS = 120
"""Clocks of machines that ask a time server agree to a second; a document's date is shown to the minute."""
QT_SECONDS = 60.0
"""A window that has not opened, painted and closed by then hangs."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, how it stands, and a sentence with the next step where one is needed."""

    check: str
    state: str
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the way back from a damaged database."""
    parser.add_argument(
        "--restore",
        action="store_true",
        help="bring the last sound copy of a damaged or missing database back; the damaged files are kept",
    )


def run(args: argparse.Namespace) -> int:
    """Look at everything, tell it, and return 1 when something does not work; or restore."""
    if args.restore:
        from stockdesk.commands.repair import restore

        return restore(args)
    found: list[Finding] = []
    for finding in _findings(args):
        found.append(finding)
        if not args.json:
            print(f"{finding.state:<6} {finding.check:<9} {finding.text}", flush=True)
    works = all(finding.state != FAILED for finding in found)
    if args.json:
        print_json({"works": works, "checks": [_form(finding) for finding in found]})
    return 0 if works else 1


def _form(finding: Finding) -> dict[str, object]:
    return {"check": finding.check, "state": finding.state, "text": finding.text, **finding.facts}


def _findings(args: argparse.Namespace) -> Iterator[Finding]:
    from stockdesk.commands import machine

    yield _program()
    yield _window()
    yield machine.sound()
    yield _keyring()
    try:
        folder = DataFolder.prepare(args.data_dir)
    except StockdeskError as error:
        yield Finding("folder", FAILED, messages.sentence(error))
        return
    yield Finding("folder", OK, messages.words("doctor.folder", {"path": folder.path}))
    yield _disk(folder)
    yield _backups(folder)
    try:
        with workspace(args) as opened:
            for check in (_database, machine.scanners, _service, _clock, _catalogue, _outbox):
                yield check(opened)
    except StockdeskError as error:
        yield Finding("database", FAILED, messages.sentence(error))


def _program() -> Finding:
    import platform

    from stockdesk import __version__

    facts = {"version": __version__, "python": platform.python_version(), "system": platform.platform(terse=True)}
    return Finding("program", OK, messages.words("doctor.program", facts))


def _window() -> Finding:
    """Open, paint and close the real window in a process of its own: missing system parts can end a process."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory() as folder:
        command = [*_self(), "--smoke", "--data-dir", folder]
        try:
            done = subprocess.run(command, env=environment, capture_output=True, timeout=QT_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return Finding("window", FAILED, messages.words("doctor.window-hangs", {"seconds": int(QT_SECONDS)}))
    if done.returncode == 0:
        return Finding("window", OK, messages.words("doctor.window", {}))
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    detail = said[-1] if said else f"status {done.returncode}"
    return Finding("window", FAILED, messages.words("doctor.window-broken", {"detail": detail}))


def _self() -> list[str]:
    frozen = getattr(sys, "frozen", False)
    return [sys.executable] if frozen else [sys.executable, "-m", "stockdesk"]


def _keyring() -> Finding:
    from stockdesk.store.tokens import TokenStore

    store = TokenStore()
    if store.from_environment() is not None:
        return Finding("keyring", OK, messages.words("doctor.tokens-from-environment", {}))
    return _checked("keyring", lambda: messages.words("doctor.keyring", {"backend": store.probe()}), failing=LOOK)


def _checked(check: str, look: Callable[[], str], failing: str = FAILED) -> Finding:
    try:
        return Finding(check, OK, look())
    except StockdeskError as error:
        return Finding(check, failing, messages.sentence(error))


def _disk(folder: DataFolder) -> Finding:
    free = shutil.disk_usage(folder.path).free
    small = free < SMALL_DISK_BYTES
    told = {"megabytes": free // 1_000_000, "path": folder.path}
    code = "doctor.disk-small" if small else "doctor.disk"
    return Finding("disk", LOOK if small else OK, messages.words(code, told), {"free_bytes": free})


def _backups(folder: DataFolder) -> Finding:
    from stockdesk.commands.repair import backup_forms
    from stockdesk.store.backups import backups

    copies = [(copy, copy.sound()) for copy in backups(folder)]
    facts = {"backups": backup_forms(copies)}
    if not copies:
        return Finding("backups", LOOK, messages.words("doctor.no-backups", {}), facts)
    damaged = sum(1 for _, sound in copies if not sound)
    hours = max(0, int((datetime.now(UTC) - copies[0][0].taken).total_seconds() // 3600))
    code = "doctor.backups-damaged" if damaged else "doctor.backups"
    told = messages.words(code, {"count": len(copies), "hours": hours, "damaged": damaged})
    return Finding("backups", LOOK if damaged else OK, told, facts)


def _clock(opened: Workspace) -> Finding:
    """Compare the clocks by what the service's last answer said."""
    try:
        difference = opened.context.desk().client.clock_difference
    except StockdeskError:
        difference = None
    if difference is None:
        return Finding("clock", LOOK, messages.words("doctor.no-clock", {}))
    seconds = round(difference.total_seconds())
    off = abs(seconds) > CLOCK_SECONDS
    told = messages.words("doctor.clock-off" if off else "doctor.clock", {"seconds": abs(seconds)})
    return Finding("clock", LOOK if off else OK, told, {"seconds_behind": seconds})


def _database(opened: Workspace) -> Finding:
    database = opened.context.work
    try:
        database.check()
        seconds = database.commit_seconds()
    except StockdeskError as error:
        return Finding("database", FAILED, messages.sentence(error))
    slow = seconds > SLOW_COMMIT_SECONDS
    code = "doctor.slow-disk" if slow else "doctor.database"
    milliseconds = f"{seconds * 1000:.1f}"
    told = messages.words(code, {"milliseconds": milliseconds})
    return Finding("database", LOOK if slow else OK, told, {"commit_milliseconds": milliseconds})


def _service(opened: Workspace) -> Finding:
    from stockdesk.api import locations

    try:
        signed_in = opened.sign_in_now()
        # Being signed in can rest on what is stored here; only an answer proves that the service is there.
        locations.list_locations(opened.context.desk().client)
    except StockdeskError as error:
        signed_out = error.code.startswith("session.")
        return Finding("service", LOOK if signed_out else FAILED, messages.sentence(error))
    facts = {"server": signed_in.server, "location": signed_in.location.title}
    return Finding("service", OK, messages.words("doctor.service", facts))


def _catalogue(opened: Workspace) -> Finding:
    if opened.session.current is None:
        return Finding("catalogue", LOOK, messages.words("doctor.no-location", {}))
    age = opened.catalogue.age(datetime.now(UTC))
    if age is None:
        return Finding("catalogue", LOOK, messages.words("doctor.never-synced", {}))
    facts = {"products": opened.catalogue.count(), "minutes": int(age.total_seconds() // 60)}
    return Finding("catalogue", OK, messages.words("doctor.catalogue", facts))


def _outbox(opened: Workspace) -> Finding:
    from stockdesk.core.posting import State

    counts = opened.posting.counts()
    shown = [f"{number} {State(state).value}" for state, number in counts.items() if not state.final and number]
    problems = opened.attention.counts().problems
    if problems:
        shown.append(messages.words("doctor.outbox-problems", {"count": problems}))
    if not shown:
        return Finding("outbox", OK, messages.words("doctor.outbox", {}))
    return Finding("outbox", LOOK, messages.words("doctor.outbox-open", {"states": ", ".join(shown)}))
