"""What set-up says while it works, and when it cannot go on."""

from __future__ import annotations

import sys


class SetupError(Exception):
    """Set-up cannot go on; the text says what is wrong and what to do next."""


def say(text: str) -> None:
    """Print a line on stderr: stdout belongs to the program that is started."""
    print(f"bootstrap: {text}", file=sys.stderr, flush=True)
