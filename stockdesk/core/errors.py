"""Errors that a person can do something about.

An error carries a code and arguments, never prose: the sentence, the answer to "is my work safe?" and the next step are
written in one place (``stockdesk.ui.messages``), so that they can be translated and tested.
"""

from __future__ import annotations


class StockdeskError(Exception):
    """A refusal or fault with a known cause.

    ``code`` is a dotted lower-case name such as ``"storage.unknown"``; ``args`` name the things concerned (the storage,
    the file, the row). Anything else that is raised is a bug and gets a report.
    """

    def __init__(self, code: str, /, **arguments: object) -> None:
        super().__init__(code, arguments)
        self.code = code
        self.arguments: dict[str, object] = arguments

    def __str__(self) -> str:
        """Return the code and its arguments, for the log only."""
        named = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.code}({named})"
