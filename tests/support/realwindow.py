"""The real program on an X display, signed in at a demo service, and what its ledger says."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from stockdesk.resources import resource_path
from tests.support.demo import FIRST_GOOD, LOCATION, PARTNER_TOKEN, USER_TOKEN, DemoService
from tests.support.xserver import XServer, until

PRODUCTS = 60
ENVIRON = {"STOCKDESK_PARTNER_TOKEN": PARTNER_TOKEN, "STOCKDESK_USER_TOKEN": USER_TOKEN}


def real_codes() -> list[tuple[str, int]]:
    """Real barcodes of the demo catalogue, each with its product's id."""
    with resource_path("demo", "products.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["barcode"], FIRST_GOOD + place) for place, row in enumerate(csv.DictReader(file))]
    return [row for row in rows[:PRODUCTS] if len(row[0]) >= 12]


@contextmanager
def window(screen: XServer, demo: DemoService, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program, its catalogue already here, its window active."""
    environ = {**screen.environ, **ENVIRON}
    options = ["--data-dir", str(folder), "--server", demo.base_url, "--location", str(LOCATION)]
    program = [sys.executable, "-m", "stockdesk"]
    subprocess.run([*program, "sync", *options], env=environ, check=True, capture_output=True, timeout=60)
    process = subprocess.Popen([*program, *options], env=environ)
    try:
        until(lambda: screen.active_window_name() == "stockdesk", 30, "the window to get the keys")
        yield process
    finally:
        process.terminate()
        process.wait(timeout=10)


def scans_in_ledger(folder: Path) -> list[tuple[str, str]]:
    """Kind and text of every entry that came from a scan, in the order of their running numbers.

    The text is that by key positions, which a scanner set to a US keyboard sends rightly in every layout.
    """
    rows = _rows(folder, "SELECT kind, raw FROM entry WHERE raw IS NOT NULL ORDER BY number")
    return [(kind, raw[1] or raw[0]) for kind, raw in ((kind, json.loads(columns)) for kind, columns in rows)]


def entries_in_ledger(folder: Path) -> int:
    """How many entries there are beside those that open a document, whatever they came from."""
    ((count,),) = _rows(folder, "SELECT count(*) FROM entry WHERE kind <> 'open'")
    return int(count)


def _rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    (path,) = folder.rglob("work.db")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()
