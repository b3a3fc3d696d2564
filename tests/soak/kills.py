"""The real program as processes against the demo service, killed at random instants; then ledger, outbox and server."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.soak.reckoning import Reckoning, reckon
from tests.support.commandline import Desk
from tests.support.demo import LOCATION, PARTNER_TOKEN, ROOM, SHOP, USER_TOKEN, DemoService

FAULTS = {
    "reset_before": 0.06, "reset_after": 0.06, "timeout_before": 0.03, "timeout_after": 0.03, "late_commit": 0.06,
    "http500_before": 0.05, "http502_after": 0.05, "cut_body": 0.05, "throttle": 0.03, "partial": 0.03,
    "redirect_after": 0.03, "garbage": 0.04, "success_false": 0.05, "conflict_before": 0.04, "half_then_4xx": 0.03,
    "alter_line": 0.02, "search_lag": 0.15, "flat_shape": 0.2, "string_numbers": 0.2, "html_comments": 0.1,
    "short_comments": 0.1, "slow": 0.15, "refuse": 0.01,
}  # fmt: skip
SETTLE = 1.0
TIMINGS = {"hang": 0.8, "late_commit": 1.6, "slow": 0.1, "search_lag": 1.3, "refuse": 0.2}
"""Seconds. Lateness beyond the settle time makes real twins."""
LONGEST_LIFE = 4.0
"""Seconds after which a process that was not killed before is."""
BATCH = 25
"""Kills on one data folder, between two reckonings."""
RUNS_TO_REST = 40


@dataclass(slots=True)
class Figures:
    """What the kills came to."""

    kills: int = 0
    processes: int = 0
    operations: int = 0
    twins: int = 0
    violations: list[str] = field(default_factory=list)


def kill_at_random(demo: DemoService, place: Path, kills: int, seed: int, settle: float = SETTLE) -> Figures:
    """Start the program again and again and kill it, until ``kills`` kills met a living process; then compare."""
    figures = Figures()
    for batch, start in enumerate(range(0, kills, BATCH)):
        demo.reset()
        desk = Desk(place / f"station-{seed}-{batch}", demo.base_url)
        battered = _Battered(demo, desk, random.Random(f"{seed}/{batch}"), settle)
        battered.batter(min(BATCH, kills - start), figures)
        result = battered.come_to_rest()
        figures.operations += result.operations
        figures.twins += result.twins
        figures.violations += [f"kills, seed {seed}, batch {batch}: {text}" for text in result.violations]
    return figures


class _Battered:
    """One data folder whose processes are killed."""

    def __init__(self, demo: DemoService, desk: Desk, dice: random.Random, settle: float) -> None:
        self._demo = demo
        self._desk = desk
        self._dice = dice
        self._settle = settle
        self._file = desk.folder.with_suffix(".csv")
        ended = desk.run("sync")
        if ended.status != 0:
            raise RuntimeError(f"the catalogue could not be read: {ended.said}")
        self._codes = [barcode for barcode in self._barcodes() if barcode][:6]

    def _barcodes(self) -> list[str]:
        with self._demo.client() as client:
            rows: list[dict[str, Any]] = client.get(f"/goods/{LOCATION}", params={"count": 30}).json()["data"]
        return [str(row["barcode"] or "") for row in rows]

    def batter(self, kills: int, figures: Figures) -> None:
        """Start and kill."""
        self._demo.set_faults(FAULTS, timings=TIMINGS, seed=self._dice.randrange(1 << 30))
        met = 0
        while met < kills:
            figures.processes += 1
            if self._start_and_kill():
                met += 1
                figures.kills += 1

    def _start_and_kill(self) -> bool:
        words = self._post() if self._dice.random() < 0.75 else ["outbox", "run"]
        process = subprocess.Popen(
            [sys.executable, "-m", "stockdesk", *self._where(), *words],
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait(process)
        finally:
            process.kill()
            process.wait()
        return process.returncode < 0

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for a random instant: after the start, or around the moment when something is sent."""
        ends = time.monotonic() + self._dice.uniform(0.4, LONGEST_LIFE)
        if self._dice.random() < 0.3:
            _until(ends, lambda: process.poll() is not None)
            return
        before = self._writes()
        _until(ends, lambda: process.poll() is not None or self._writes() > before)
        _until(time.monotonic() + self._dice.uniform(0.0, 0.12), lambda: process.poll() is not None)

    def _writes(self) -> int:
        try:
            return sum(1 for request in self._demo.requests() if request["write"])
        except OSError:
            return 0
        except Exception as error:
            if type(error).__name__ in ("ConnectError", "ReadError", "RemoteProtocolError"):
                return 0
            raise

    def _post(self) -> list[str]:
        kind = self._dice.choice(("receipt", "usage", "writeoff", "transfer"))
        codes = self._dice.sample(self._codes, self._dice.choice((1, 2, 3)))
        with self._file.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["code", "amount", "cost"], *([code, self._amount(), "1.5"] for code in codes)])
        words = ["post", str(self._file), "--kind", kind, "--storage", str(SHOP), "--comment", "a killed one"]
        return [*words, "--to-storage", str(ROOM)] if kind == "transfer" else words

    def _amount(self) -> str:
        return self._dice.choice(("1", "2", "0.5"))

    def _where(self) -> Sequence[str]:
        return ("--data-dir", str(self._desk.folder), "--server", self._demo.base_url, "--location", str(LOCATION))

    def _environment(self) -> Mapping[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("STOCKDESK_")}
        return own | self._settings() | {"QT_QPA_PLATFORM": "offscreen"}

    def _settings(self) -> dict[str, str]:
        return {
            "STOCKDESK_PARTNER_TOKEN": PARTNER_TOKEN,
            "STOCKDESK_USER_TOKEN": USER_TOKEN,
            "STOCKDESK_SETTLE_SECONDS": str(self._settle),
        }

    def come_to_rest(self) -> Reckoning:
        """End the faults, run the outbox until nothing moves, also past the watch for late twins, and compare.

        A person accepts what is partial: later documents may wait for that word.
        """
        time.sleep(TIMINGS["refuse"] + 0.1)
        self._demo.set_faults()
        self._demo.settle()
        accepted: set[str] = set()
        for _ in range(RUNS_TO_REST):
            states = self._run_outbox()
            partial = [marker for marker, state in states.items() if state == "partial"]
            if not partial and not {"queued", "sending", "unknown"} & set(states.values()):
                break
            for marker in partial:
                self._desk.run("outbox", "resolve", marker, "--as", "posted", "--by", "Vera", **self._settings())
            accepted.update(partial)
            time.sleep(self._settle)
        time.sleep(10 * self._settle)
        # Whatever is posted brings the watch for late twins along.
        self._desk.run(*self._post(), **self._settings())
        self._run_outbox()
        return reckon(self._desk.folder, self._demo.documents(), accepted)

    def _run_outbox(self) -> dict[str, str]:
        """Run the outbox once; returns how each operation stands after it."""
        self._desk.run("outbox", "run", **self._settings())
        listed = self._desk.run("--json", "outbox", "list", **self._settings()).form["operations"]
        return {row["marker"]: row["state"] for row in listed}


def _until(ends: float, over: Any) -> None:
    """Wait until it is over, or the time is."""
    while time.monotonic() < ends and not over():
        time.sleep(0.004)
