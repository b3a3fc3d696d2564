"""A keyring that lives and dies with the test: no test may touch the one of the person who runs it."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Keeps secrets in ``entries``, by service and name. ``fault`` is raised instead of any answer while it is set."""

    # Never chosen by itself.
    priority = -1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.fault: KeyringError | None = None

    def _speak(self) -> None:
        if self.fault is not None:
            raise self.fault

    def get_password(self, service: str, username: str) -> str | None:
        self._speak()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._speak()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._speak()
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError(username)
