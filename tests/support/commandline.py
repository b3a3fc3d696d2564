"""The real program as a process: what it says, how it ends, what its last line is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from tests.support.demo import LOCATION, PARTNER_TOKEN, USER_TOKEN, DemoService

SECONDS = 120


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended."""

    status: int
    out: str
    said: str

    @property
    def form(self) -> dict[str, Any]:
        """The last line of standard output, as JSON."""
        return cast("dict[str, Any]", json.loads(self.out.splitlines()[-1]))


def run(*arguments: str, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> Ended:
    """Run ``stockdesk`` to its end; tokens of this machine's environment are never used."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STOCKDESK_")}
    done = subprocess.run(
        [sys.executable, "-m", "stockdesk", *arguments],
        env=environment | {"QT_QPA_PLATFORM": "offscreen"} | dict(env or {}),
        input=stdin,
        capture_output=True,
        timeout=SECONDS,
    )
    return Ended(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@dataclass(frozen=True, slots=True)
class Desk:
    """A data folder that is signed in at a demo service by the environment's tokens."""

    folder: Path
    server: str

    @classmethod
    def at(cls, demo: DemoService, folder: Path) -> Desk:
        """A desk at a demo service with its data in a folder."""
        return cls(folder, demo.base_url)

    def run(self, *arguments: str, **environ: str) -> Ended:
        """Run a verb at this desk."""
        tokens = {"STOCKDESK_PARTNER_TOKEN": PARTNER_TOKEN, "STOCKDESK_USER_TOKEN": USER_TOKEN}
        where = ("--data-dir", str(self.folder), "--server", self.server, "--location", str(LOCATION))
        return run(*where, *arguments, env=tokens | environ)
