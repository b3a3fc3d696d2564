from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail, null

from stockdesk.core.errors import StockdeskError
from stockdesk.core.tokens import Tokens
from stockdesk.store.tokens import LONGEST_TOKEN, TokenStore, environment_user, is_environment, pasted_user
from tests.support.keyrings import MemoryKeyring

ACCOUNT = "https://api.alteg.io|4711"
TOKENS = Tokens("canary-partner", "canary-user")

IN_SESSION = """
import sys
from stockdesk.core.errors import StockdeskError
from stockdesk.core.tokens import Tokens
from stockdesk.store.tokens import TokenStore
store = TokenStore(environ={})
account, tokens = "https://api.alteg.io|4711", Tokens("canary-partner", "canary-ключ")
try:
    match sys.argv[1]:
        case "save":
            store.save(account, tokens)
            print(store.probe())
        case "load":
            print(store.load(account) == tokens, store.load("https://api.alteg.io|12"))
        case "forget":
            store.forget(account)
            store.forget(account)
            print(store.load(account))
except StockdeskError as error:
    print(error.code)
"""


class HangingKeyring(MemoryKeyring):
    """Waits, like one whose prompt nobody sees, until ``answers`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.answers.wait()
        return super().get_password(service, username)


class FailingKeyring(MemoryKeyring):
    """Fails with a text that quotes the secret."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot store {password}")


class ForgetfulKeyring(MemoryKeyring):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


@pytest.fixture
def session(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a desktop session of its own, with nothing stored in it yet."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "PYTHON_KEYRING"))
    }
    for name in ("XDG_DATA_HOME", "HOME"):
        place = tmp_path / name
        place.mkdir(mode=0o700)
        environment[name] = str(place)
    # Sockets come in here, whose paths may have 107 characters only.
    with tempfile.TemporaryDirectory(dir="/tmp") as runtime:
        yield environment | {"XDG_RUNTIME_DIR": runtime}


def in_session(environment: dict[str, str], what: str, password: str | None = "test") -> str:
    """Run a step under a D-Bus of its own, with a real keyring daemon unlocked by the password (none: not running)."""
    daemon = "gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1;" if password is not None else ""
    script = f'{daemon} exec "$0" -c "$1" "$2"'
    command = ["dbus-run-session", "--", "bash", "-c", script, sys.executable, IN_SESSION, what]
    done = subprocess.run(
        command, input=password or "", env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def code_of(store: TokenStore) -> str:
    with pytest.raises(StockdeskError) as caught:
        store.save(ACCOUNT, TOKENS)
    assert "canary" not in f"{caught.value!r} {caught.value}"
    assert caught.value.__cause__ is None
    return caught.value.code


def test_real_keyring_keeps_tokens_across_sessions(session: dict[str, str]) -> None:
    assert in_session(session, "save") == "keyring.backends.SecretService.Keyring"
    assert in_session(session, "load") == "True None"
    files = [path for path in Path(session["XDG_DATA_HOME"]).rglob("*") if path.is_file()]
    assert files
    assert all(b"canary" not in path.read_bytes() for path in files)
    assert in_session(session, "forget") == "None"
    assert in_session(session, "load") == "False None"


def test_real_keyring_that_is_locked_is_named(session: dict[str, str]) -> None:
    in_session(session, "save")
    assert in_session(session, "load", password="wrong") == "keyring.locked"
    assert in_session(session, "save", password="wrong") == "keyring.locked"


def test_session_without_a_keyring_is_named(session: dict[str, str]) -> None:
    environment = session | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", IN_SESSION, "save"], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "keyring.missing"


def test_each_value_is_one_entry(memory_keyring: MemoryKeyring) -> None:
    store = TokenStore(environ={})
    store.save(ACCOUNT, TOKENS)
    assert memory_keyring.entries == {
        ("stockdesk", f"{ACCOUNT}/partner"): "canary-partner",
        ("stockdesk", f"{ACCOUNT}/user"): "canary-user",
    }
    store.save(ACCOUNT, Tokens("other"))
    assert list(memory_keyring.entries) == [("stockdesk", f"{ACCOUNT}/partner")]
    assert TokenStore(environ={}).load(ACCOUNT) == Tokens("other")
    store.forget(ACCOUNT)
    store.forget(ACCOUNT)
    assert memory_keyring.entries == {}
    assert store.load(ACCOUNT) is None


def test_tokens_show_nothing_of_themselves() -> None:
    assert "canary" not in f"{TOKENS} {TOKENS!r}"


@pytest.mark.parametrize("name_of", [pasted_user, environment_user])
def test_each_token_is_a_person_of_its_own_by_a_name_that_does_not_give_it_away(
    name_of: Callable[[Tokens], str],
) -> None:
    name = name_of(TOKENS)
    assert name == name_of(Tokens("another partner", TOKENS.user))
    assert name != name_of(Tokens(TOKENS.partner, "canary-uses"))
    digest = hashlib.sha256(TOKENS.user.encode()).hexdigest()
    assert name.partition("-")[2] == digest[:8]
    assert "canary" not in name


def test_account_of_an_environment_is_known_by_its_name() -> None:
    accounts = [f"https://api.alteg.io|{user}" for user in (environment_user(TOKENS), "environment", "4711")]
    assert [is_environment(account) for account in accounts] == [True, True, False]
    assert not is_environment(f"https://environment-shop.example|{pasted_user(TOKENS)}")


def test_token_that_is_no_text_has_a_name_too() -> None:
    assert environment_user(Tokens("p", "\udcff")).startswith("environment-")


def test_environments_tokens_serve_the_person_they_are_named_after_alone(memory_keyring: MemoryKeyring) -> None:
    def store(token: str) -> TokenStore:
        return TokenStore(environ={"STOCKDESK_PARTNER_TOKEN": "canary-partner", "STOCKDESK_USER_TOKEN": token})

    anna = f"https://api.alteg.io|{environment_user(TOKENS)}"
    assert store("canary-user").load(anna) == TOKENS
    assert store("canary-of-vera").load(anna) is None
    assert store("canary-user").load("https://api.alteg.io|environment") is None
    memory_keyring.entries["stockdesk", f"{anna}/partner"] = "canary-partner"
    assert store("canary-of-vera").load(anna) is None


def test_environments_tokens_are_used_and_never_written(memory_keyring: MemoryKeyring) -> None:
    account = f"https://api.alteg.io|{environment_user(TOKENS)}"
    store = TokenStore(environ={"STOCKDESK_PARTNER_TOKEN": "canary-partner", "STOCKDESK_USER_TOKEN": "canary-user"})
    assert store.from_environment() == TOKENS
    assert store.load(account) == TOKENS
    store.save(account, TOKENS)
    store.forget(account)
    assert memory_keyring.entries == {}


def test_environments_tokens_are_nobody_elses(memory_keyring: MemoryKeyring) -> None:
    store = TokenStore(environ={"STOCKDESK_PARTNER_TOKEN": "canary-partner", "STOCKDESK_USER_TOKEN": "canary-user"})
    assert store.load(ACCOUNT) is None


@pytest.mark.parametrize("environ", [{}, {"STOCKDESK_PARTNER_TOKEN": "x"}, {"STOCKDESK_USER_TOKEN": "x"}])
def test_half_of_an_environment_is_none(environ: dict[str, str]) -> None:
    store = TokenStore(environ=environ)
    assert store.from_environment() is None
    assert store.load(f"https://api.alteg.io|{environment_user(TOKENS)}") is None


def test_token_of_the_greatest_length_is_kept_and_a_longer_one_refused(memory_keyring: MemoryKeyring) -> None:
    store = TokenStore(environ={})
    store.save(ACCOUNT, Tokens("p" * LONGEST_TOKEN, "u"))
    with pytest.raises(StockdeskError) as caught:
        store.save(ACCOUNT, Tokens("p", "😀" * (LONGEST_TOKEN // 2) + "u"))
    assert caught.value.code == "token.too-long"
    assert caught.value.arguments == {"token": "user", "length": 1281, "limit": 1280}
    assert store.load(ACCOUNT) == Tokens("p" * LONGEST_TOKEN, "u")


def test_tokens_of_this_run_are_in_memory_alone(memory_keyring: MemoryKeyring) -> None:
    store = TokenStore(environ={})
    store.remember_for_this_run(ACCOUNT, TOKENS)
    assert store.load(ACCOUNT) == TOKENS
    assert memory_keyring.entries == {}
    assert TokenStore(environ={}).load(ACCOUNT) is None
    store.forget(ACCOUNT)
    assert store.load(ACCOUNT) is None


@pytest.mark.parametrize("kind", [fail.Keyring, null.Keyring, ForgetfulKeyring])
def test_keyring_that_keeps_nothing_counts_as_none(kind: type[MemoryKeyring]) -> None:
    keyring.set_keyring(kind())
    assert code_of(TokenStore(environ={})) == "keyring.missing"


def test_keyring_of_plain_text_counts_as_none() -> None:
    plain = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file"})
    backend = plain()
    keyring.set_keyring(backend)
    assert code_of(TokenStore(environ={})) == "keyring.missing"
    assert backend.entries == {}


def test_fault_of_a_keyring_is_named_without_its_text() -> None:
    keyring.set_keyring(FailingKeyring())
    assert code_of(TokenStore(environ={})) == "keyring.failed"


def test_hanging_keyring_costs_the_deadline_once_and_is_asked_again_when_it_answers() -> None:
    backend = HangingKeyring()
    keyring.set_keyring(backend)
    store = TokenStore(environ={}, deadline=0.05)
    with pytest.raises(StockdeskError) as caught:
        store.load(ACCOUNT)
    assert (caught.value.code, caught.value.arguments) == ("keyring.silent", {"seconds": 0.05})
    (hanging,) = [thread for thread in threading.enumerate() if thread.name == "keyring"]
    assert hanging.daemon
    assert code_of(store) == "keyring.silent"
    assert [thread for thread in threading.enumerate() if thread.name == "keyring"] == [hanging]

    store.remember_for_this_run(ACCOUNT, TOKENS)
    assert store.load(ACCOUNT) == TOKENS

    backend.answers.set()
    hanging.join()
    TokenStore(environ={}).save(ACCOUNT, TOKENS)
    assert backend.entries["stockdesk", f"{ACCOUNT}/user"] == "canary-user"
