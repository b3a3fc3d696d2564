"""Access tokens: in the operating system's keyring, in the environment, or in memory for this run; nowhere else."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

from stockdesk.core.errors import StockdeskError
from stockdesk.core.tokens import Tokens

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

ResultT = TypeVar("ResultT")

DEADLINE_SECONDS = 5.0
"""A keyring that says nothing this long waits for a prompt that nobody sees, or for a daemon that hangs."""
LONGEST_TOKEN = 1280
"""UTF-16 units of one value: Windows keeps 2,560 bytes (CRED_MAX_CREDENTIAL_BLOB_SIZE, wincred.h). The same limit
holds everywhere, so that a token which one workstation takes is taken by all. Real tokens have 20 to 64 characters."""
KEY_DIGITS = 8
"""Hex digits of SHA-256 over a user token that tell it apart in an account's name. A token is random and long (80 bits
and more), so 32 bits of its hash help nobody to guess it; two tokens share them once in 4 thousand million."""

_PARTNER, _USER = "STOCKDESK_PARTNER_TOKEN", "STOCKDESK_USER_TOKEN"
_PASTED, _ENVIRONMENT = "token", "environment"


def pasted_user(tokens: Tokens) -> str:
    """Return the user part of the account (``server|user``) of a pasted token: each token is a person of its own.

    Whose it is the service does not tell (altegio-v1, 2.1 and 9.3), and a document must not go out with the token of
    somebody who did not approve it.
    """
    return _user_of(_PASTED, tokens)


def environment_user(tokens: Tokens) -> str:
    """Return the user part of the account whose tokens come from the environment, by the token as for a pasted one."""
    return _user_of(_ENVIRONMENT, tokens)


def is_environment(account: str) -> bool:
    """Whether an account's tokens come from the environment, this run's or another's."""
    return account.rpartition("|")[2].partition("-")[0] == _ENVIRONMENT


def _user_of(kind: str, tokens: Tokens) -> str:
    # What is no text in an environment comes as lone surrogates.
    digest = hashlib.sha256(tokens.user.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}-{digest[:KEY_DIGITS]}"


class TokenStore:
    """The tokens of each account (``server|user``). Methods may wait ``deadline`` seconds: never on the GUI thread.

    They raise ``StockdeskError``: ``keyring.missing`` (there is none on this machine, or one that keeps nothing or
    keeps plain text), ``keyring.locked``, ``keyring.silent`` with ``seconds``, ``keyring.failed`` with the ``fault``'s
    name. The caller may then keep tokens with ``remember_for_this_run``, and says so.
    """

    def __init__(
        self,
        service_name: str = "stockdesk",
        deadline: float = DEADLINE_SECONDS,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._service = service_name
        self._deadline = deadline
        self._environ = os.environ if environ is None else environ
        self._this_run: dict[str, Tokens] = {}
        self._pending: threading.Thread | None = None
        self._one_at_a_time = threading.Lock()

    def from_environment(self) -> Tokens | None:
        """Return the tokens of the environment, None unless both are set."""
        partner, user = self._environ.get(_PARTNER, ""), self._environ.get(_USER, "")
        return Tokens(partner, user) if partner and user else None

    def load(self, account: str) -> Tokens | None:
        """Return an account's tokens, None when they are not here.

        The environment's tokens belong to the account named after them alone (``environment_user``).
        """
        if is_environment(account):
            tokens = self.from_environment()
            own = tokens is not None and account.rpartition("|")[2] == environment_user(tokens)
            return tokens if own else None
        remembered = self._this_run.get(account)
        return self._ask(lambda: self._read(account)) if remembered is None else remembered

    def save(self, account: str, tokens: Tokens) -> None:
        """Keep an account's tokens in the keyring and read them back; the environment's are never written anywhere.

        Raises also ``token.too-long`` with ``token`` (partner or user), ``length`` and ``limit``.
        """
        if is_environment(account):
            return
        _check_length("partner", tokens.partner)
        _check_length("user", tokens.user)
        self._ask(lambda: self._write(account, tokens))
        self._this_run.pop(account, None)

    def forget(self, account: str) -> None:
        """Remove an account's tokens from the keyring and from memory; nothing happens when there are none."""
        self._this_run.pop(account, None)
        if not is_environment(account):
            self._ask(lambda: self._delete(account))

    def remember_for_this_run(self, account: str, tokens: Tokens) -> None:
        """Keep an account's tokens in memory until the program ends, because the keyring cannot."""
        self._this_run[account] = tokens

    def probe(self) -> str:
        """Return the name of the keyring in use, for a diagnosis; raises what the other methods do."""
        return self._ask(lambda: _name_of(_backend()))

    def _read(self, account: str) -> Tokens | None:
        backend = _backend()
        partner = backend.get_password(self._service, f"{account}/partner")
        user = backend.get_password(self._service, f"{account}/user")
        return None if partner is None else Tokens(partner, user or "")

    def _write(self, account: str, tokens: Tokens) -> None:
        backend = _backend()
        for name, value in (("partner", tokens.partner), ("user", tokens.user)):
            if value:
                backend.set_password(self._service, f"{account}/{name}", value)
            else:
                _delete(backend, self._service, f"{account}/{name}")
        if self._read(account) != tokens:  # some keyrings take everything and keep nothing
            raise StockdeskError("keyring.missing", backend=_name_of(backend))

    def _delete(self, account: str) -> None:
        backend = _backend()
        for name in ("partner", "user"):
            _delete(backend, self._service, f"{account}/{name}")

    def _ask(self, question: Callable[[], ResultT]) -> ResultT:
        """Put a question to the keyring on a thread of its own, and wait for the answer no longer than the deadline.

        A thread that hangs in a keyring cannot be ended; it is left behind, and while it hangs nothing more is asked.
        """
        with self._one_at_a_time:
            if self._pending is not None and self._pending.is_alive():
                raise StockdeskError("keyring.silent", seconds=self._deadline)
            call = _Call(question)
            self._pending = call
            call.start()
            call.join(self._deadline)
            if call.is_alive():
                raise StockdeskError("keyring.silent", seconds=self._deadline)
            self._pending = None
        return call.answer()


class _Call(threading.Thread, Generic[ResultT]):
    """A question to the keyring under way."""

    def __init__(self, question: Callable[[], ResultT]) -> None:
        super().__init__(name="keyring", daemon=True)
        self._question = question
        self._answers: list[ResultT] = []
        self._fault: BaseException | None = None

    def run(self) -> None:
        with self:
            self._answers.append(self._question())

    def __enter__(self) -> None:
        """Begin to watch for a fault; keyrings raise whatever their system's libraries raise."""

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        self._fault = fault
        return True

    def answer(self) -> ResultT:
        """Return the answer, or raise what went wrong with a code."""
        if self._fault is not None:
            # Not chained: the log would get the text of a fault that may quote the secret.
            raise _known(self._fault)
        return self._answers[0]


def _known(fault: BaseException) -> StockdeskError:
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    if isinstance(fault, StockdeskError):
        return fault
    if isinstance(fault, NoKeyringError):
        return StockdeskError("keyring.missing", backend="")
    # A collection that was never made asks for a new password; without anybody to ask, that is a locked keyring too.
    if isinstance(fault, KeyringLocked | InitError):
        return StockdeskError("keyring.locked")
    # Only the kind of the fault: nobody knows what a keyring's library puts into its texts.
    return StockdeskError("keyring.failed", fault=type(fault).__name__)


def _backend() -> KeyringBackend:
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    plain_text = type(backend).__module__.startswith("keyrings.alt")
    if isinstance(backend, fail.Keyring | null.Keyring) or plain_text:
        raise StockdeskError("keyring.missing", backend=_name_of(backend))
    return backend


def _name_of(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _delete(backend: KeyringBackend, service: str, name: str) -> None:
    if backend.get_password(service, name) is not None:
        backend.delete_password(service, name)


def _check_length(name: str, value: str) -> None:
    length = len(value.encode("utf-16-le", "surrogatepass")) // 2
    if length > LONGEST_TOKEN:
        raise StockdeskError("token.too-long", token=name, length=length, limit=LONGEST_TOKEN)
