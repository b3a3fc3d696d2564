"""The real demo service as a child process, and its truth for comparison."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCATION, OTHER_LOCATION = 4564, 4565
SHOP, ROOM, OTHER_SHOP = 51001, 51002, 51101
MASTER, TRAINEE_MASTER, FIRED_MASTER, REMOVED_MASTER = 61001, 61004, 61005, 61006
SUPPLIER = 71001
FIRST_GOOD = 440001
PARTNER_TOKEN, USER_TOKEN, TRAINEE_TOKEN = "demo-partner", "demo-user", "trainee-user"
ACCEPT = "application/vnd.api.v2+json"


@dataclass(frozen=True, slots=True)
class DemoService:
    """A running demo service. `base_url` has scheme, host and port and no path."""

    base_url: str
    process: subprocess.Popen[str]
    _levers: httpx.Client

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.base_url.rpartition(":")[2])

    def client(self, user_token: str = USER_TOKEN, **headers: str) -> httpx.Client:
        """A client for the contract's paths, signed in; close it."""
        signed = {"Authorization": f"Bearer {PARTNER_TOKEN}, User {user_token}", "Accept": ACCEPT} | headers
        return httpx.Client(base_url=self.base_url + "/api/v1", headers=signed, timeout=30, verify=False)

    def documents(self, *, seeded: bool = False, marker: str = "") -> list[dict[str, Any]]:
        """Every document with its lines, deleted ones too (flag `deleted`); without those of the start."""
        return cast("list[dict[str, Any]]", self._get("documents", seeded=int(seeded), marker=marker))

    def stock(self, good_id: int | None = None) -> dict[tuple[int, int], Decimal]:
        """(product, storage) -> amount in sale units; zeros are missing."""
        rows = self._get("stock", **({} if good_id is None else {"good_id": good_id}))
        return {(row["good_id"], row["storage_id"]): Decimal(row["amount"]) for row in rows}

    def requests(self, after: int = 0) -> list[dict[str, Any]]:
        """The requests to the contract's paths, each with n, method, path, query, status (0: broken), write, faults."""
        return cast("list[dict[str, Any]]", self._get("requests", after=after))

    def set_faults(
        self,
        faults: dict[str, float] | None = None,
        *,
        switches: dict[str, Any] | None = None,
        timings: dict[str, float] | None = None,
        scope: str | None = None,
        skip: int = 0,
        count: int | None = None,
        seed: int | None = None,
    ) -> dict[str, Any]:
        """Replace the faults (None: none) and change the switches and timings that are named."""
        body: dict[str, Any] = {"faults": faults or {}, "skip": skip, "count": count, "scope": scope}
        body |= {"switches": switches or {}, "timings": timings or {}}
        if seed is not None:
            body["seed"] = seed
        return cast("dict[str, Any]", self.post("faults", **body))

    def set_switches(self, **switches: int | bool | str) -> None:
        """Change switches and nothing else."""
        self.post("faults", switches=switches)

    def set_rights(self, flags: dict[str, Any], *, login: str = "demo", location_id: int = LOCATION) -> None:
        """Change flags of a user."""
        self.post("rights", login=login, location_id=location_id, flags=flags)

    def settle(self) -> int:
        """Do late commits and deletions now and make every row searchable; how many were done."""
        return int(self.post("settle")["done"])

    def reset(self) -> None:
        """Data, switches and faults as at the start."""
        self.post("reset")

    def post(self, what: str, **body: Any) -> Any:
        """`POST /_demo/{what}`."""
        return self._answer(self._levers.post(f"/_demo/{what}", json=body))

    def kill(self) -> None:
        """End the process at once, as a crash does."""
        self.process.kill()
        self.process.wait(timeout=10)

    def _get(self, what: str, **query: Any) -> Any:
        return self._answer(self._levers.get(f"/_demo/{what}", params=query))

    @staticmethod
    def _answer(response: httpx.Response) -> Any:
        assert response.status_code == 200, response.text
        return response.json()


def command() -> list[str]:
    """The start of the command line: the program's verb, or the package alone while there is no program."""
    verb = ["stockdesk", "demo-server"] if find_spec("stockdesk.__main__") else ["stockdesk.demo"]
    return [sys.executable, "-m", *verb]


@contextmanager
def running_demo(*options: str, port: int = 0) -> Iterator[DemoService]:
    """Start a demo service with these options on a free port; ended when the block ends.

    Raises `RuntimeError` with what it said if it does not start.
    """
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [*command(), "--port", str(port), *options], stdout=subprocess.PIPE, stderr=said, text=True
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if " on http://" not in line:
                process.wait(timeout=10)
                said.seek(0)
                raise RuntimeError(f"the demo service did not start: {said.read()}")
            base_url = line.split()[-1]
            # verify=False: there is no TLS here, and reading the certificates takes a tenth of a second.
            with httpx.Client(base_url=base_url, timeout=60, verify=False) as levers:
                yield DemoService(base_url, process, levers)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=10)
            process.stdout.close()
