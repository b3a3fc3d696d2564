"""The real program under a real X server: thirty real codes scanned fast, posted by key, found equal on the service."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

from tests.support.demo import running_demo
from tests.support.realwindow import PRODUCTS, real_codes, window
from tests.support.xserver import until, x_server

SCANS = 30
AGAIN = (0, 3, 3, 7, 11)
"""Codes that are scanned once more, so that amounts above one are in the document too."""


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
