"""The real program under a real X server: thirty real codes scanned fast, posted by key, found equal on the service."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from stockdesk.resources import resource_path
from tests.support.demo import FIRST_GOOD, LOCATION, PARTNER_TOKEN, USER_TOKEN, DemoService, running_demo
from tests.support.xserver import XServer, until, x_server

PRODUCTS = 60
SCANS = 30
AGAIN = (0, 3, 3, 7, 11)
"""Codes that are scanned once more, so that amounts above one are in the document too."""
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


def test_thirty_codes_scanned_fast_and_posted_by_key_are_on_the_service_as_scanned(tmp_path: Path) -> None:
    codes = real_codes()[: SCANS - len(AGAIN)]
    scanned = [*codes, *(codes[place] for place in AGAIN)]
    with running_demo("--products", str(PRODUCTS)) as demo, x_server() as screen:
        with window(screen, demo, tmp_path / "station"):
            screen.keys([" ".join([*code, "Return"]) for code, _ in scanned])
            screen.keys(["F9"])
            until(demo.documents, 30, "the document on the service")
            until(lambda: any(document["lines"] for document in demo.documents()), 10, "its lines")
        (document,) = demo.documents()
    amounts = {line["good_id"]: Decimal(str(line["amount"])) for line in document["lines"]}
    assert amounts == {product: Decimal(count) for product, count in Counter(good for _, good in scanned).items()}
    assert document["type_id"] == 3
