"""Scans at rates no person reaches, by real keys into the real window: each is in the ledger, once and in order."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import pytest

from tests.support.demo import running_demo
from tests.support.realwindow import PRODUCTS, entries_in_ledger, real_codes, scans_in_ledger, window
from tests.support.xkeys import XKeys, x_keys
from tests.support.xserver import until, x_server


def scan_at_rate(keys: XKeys, codes: list[str], per_second: int) -> None:
    """Send codes one after another, each at its time; one that is late for its time goes out at once.

    The keys of a code go out together: the X server of a busy machine would not keep pauses of a millisecond.
    """
    pause, begin = threading.Event(), time.monotonic()
    for place, code in enumerate(codes):
        pause.wait(max(0.0, begin + place / per_second - time.monotonic()))
        keys.scan(code)


@pytest.mark.parametrize(("per_second", "seconds"), [(20, 60), (50, 10)])
def test_every_scan_of_a_long_burst_is_in_the_ledger(tmp_path: Path, per_second: int, seconds: int) -> None:
    dice = random.Random(per_second)
    folder, known = tmp_path / "station", [code for code, _ in real_codes()]
    codes = [dice.choice(known) for _ in range(per_second * seconds)]
    with running_demo("--products", str(PRODUCTS)) as demo, x_server() as screen, x_keys(screen.display) as keys:
        with window(screen, demo, folder):
            scan_at_rate(keys, codes, per_second)
            until(lambda: len(scans_in_ledger(folder)) >= len(codes), 60, "the last scan in the ledger")
        assert scans_in_ledger(folder) == [("scan", code) for code in codes]
        # A key that had gone to a cell or to the finder would have made an entry of its own.
        assert entries_in_ledger(folder) == len(codes)
