"""The demo service as a child process: it never shares the window's interpreter and never outlives it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stockdesk.core.errors import StockdeskError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stockdesk.app.workspace import Options, Workspace

LOCATION: Final = 4564
"""The demo's location, and the tokens it knows (design, section 8)."""
TOKENS: Final = {"STOCKDESK_PARTNER_TOKEN": "demo-partner", "STOCKDESK_USER_TOKEN": "demo-user"}
LOGIN: Final = "demo"
"""Login and password of the person to whom the user token belongs."""
_ANNOUNCED: Final = "stockdesk demo service on "
_STOP_SECONDS: Final = 5.0
_LEVER_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class DemoService:
    """A running demo service and a data folder of its own, both gone at the end."""

    url: str
    folder: Path
    process: subprocess.Popen[str]

    @classmethod
    @contextlib.contextmanager
    def started(cls, arguments: Sequence[str] = ()) -> Iterator[DemoService]:
        """Start the service on a free port; ``demo.not-started`` when it says nothing."""
        with tempfile.TemporaryDirectory(prefix="stockdesk-demo-", ignore_cleanup_errors=True) as folder:
            process = _start(arguments)
            try:
                yield cls(_address(process), Path(folder), process)
            finally:
                _stop(process)

    def options(self, data_dir: Path | None = None) -> Options:
        """Return the options of a workspace that is signed in at the demo."""
        from stockdesk.app.workspace import Options

        return Options(data_dir or self.folder, self.url, LOCATION, {**os.environ, **TOKENS})

    def stop(self) -> None:
        """End the service before its time."""
        _stop(self.process)

    def tell(self, lever: str, **body: object) -> None:
        """Pull a lever of the demo service; ``demo.lever`` when it does not move."""
        import http.client
        import json
        from urllib.parse import urlsplit

        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_LEVER_SECONDS)
        try:
            connection.request("POST", f"/_demo/{lever}", json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            said = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise StockdeskError("demo.lever", lever=lever, message=said)

    def sign_in(self, workspace: Workspace) -> None:
        """Sign in at the demo with its tokens, which land in no keyring; whose they are only a login tells."""
        from stockdesk.api import session
        from stockdesk.api.client import ServiceClient
        from stockdesk.core.tokens import Tokens

        client = ServiceClient(self.url, Tokens(TOKENS["STOCKDESK_PARTNER_TOKEN"]))
        try:
            person = session.sign_in(client, LOGIN, LOGIN)
        finally:
            client.close()
        workspace.session.introduce(workspace.shelf, person.user_id, person.name)
        workspace.sign_in_now()


def _start(arguments: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "stockdesk.commands.demo_child", "--port", "0", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None  # a pipe was asked for
    for line in process.stdout:
        if line.startswith(_ANNOUNCED):
            return line.removeprefix(_ANNOUNCED).strip()
    raise StockdeskError("demo.not-started", status=process.wait())


def _stop(process: subprocess.Popen[str]) -> None:
    """End the child in order, by force when it does not answer; a second time it does nothing."""
    assert process.stdin is not None  # pipes were asked for
    assert process.stdout is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()


def _end_with_parent() -> None:
    """End this process when its standard input ends: the window has closed, or was killed."""
    import _thread
    import threading

    def watch() -> None:
        # Past Python's buffer: its lock must not be held by a thread that still waits when the program ends.
        while os.read(sys.stdin.fileno(), 4096):
            pass
        # Wakes the main thread as Ctrl+C would, on every system; the service then ends in order.
        _thread.interrupt_main()

    threading.Thread(target=watch, name="parent", daemon=True).start()


def main() -> int:
    """Serve as a child of the window."""
    import argparse

    from stockdesk.demo import options

    parser = argparse.ArgumentParser()
    options.add_arguments(parser)
    args = parser.parse_args()
    _end_with_parent()
    return options.run(args)


if __name__ == "__main__":
    sys.exit(main())
