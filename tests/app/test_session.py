"""Who works at this station: signed in, taken up again without a network, signed out; tokens nowhere on the disk."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import keyring.errors
import pytest

from stockdesk.api import people
from stockdesk.app import log
from stockdesk.app.connections import Connections
from stockdesk.app.context import Context
from stockdesk.app.session import (
    DEFAULT_SERVER,
    Session,
    SignedIn,
    default_storage,
    remember_storage,
    transfer_mode,
)
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Location, Rights, Storage, TeamMember
from stockdesk.core.operation import Kind
from stockdesk.core.plan import TransferMode
from stockdesk.core.tokens import Tokens
from stockdesk.store.folder import DataFolder
from stockdesk.store.tokens import TokenStore, environment_user, pasted_user
from tests.support.bench import ENVIRON
from tests.support.demo import (
    LOCATION,
    MASTER,
    OTHER_LOCATION,
    PARTNER_TOKEN,
    ROOM,
    SHOP,
    TRAINEE_TOKEN,
    USER_TOKEN,
    DemoService,
)
from tests.support.front import FORBIDDEN, front
from tests.support.keyrings import MemoryKeyring
from tests.support.sockets import SeenRequest, closed_port
from tests.support.strictness import LogWatch

ENVIRONMENT = environment_user(Tokens(PARTNER_TOKEN, USER_TOKEN))


class Station:
    """Sessions on one data folder, each as a new start of the program makes it."""

    def __init__(self, folder: DataFolder, stack: ExitStack) -> None:
        self.folder = folder
        self._stack = stack

    def start(
        self, server: str | None = None, location: int | None = None, environ: dict[str, str] | None = None
    ) -> tuple[Session, Context]:
        """Start anew."""
        tokens = TokenStore(environ=environ or {})
        connections = Connections(tokens)
        session = Session(connections, tokens, server, location)
        context = Context(self.folder, session)
        self._stack.callback(context.close)
        self._stack.callback(connections.close)
        return session, context

    def sign_in(self, demo: DemoService, location: int = LOCATION) -> tuple[Session, Context, SignedIn]:
        """Sign in as a person does and choose a location."""
        session, context = self.start()
        session.sign_in(context.shelf, server=demo.base_url, partner=PARTNER_TOKEN, login="demo", password="demo")
        return session, context, session.choose(context.shelf, location)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with ExitStack() as stack:
        yield Station(DataFolder.prepare(tmp_path / "data"), stack)


def test_person_signs_in_with_login_and_password_and_chooses_among_the_locations(
    station: Station, demo: DemoService, memory_keyring: MemoryKeyring
) -> None:
    session, context = station.start()
    found = session.sign_in(context.shelf, server=demo.base_url, partner=PARTNER_TOKEN, login="demo", password="demo")
    assert LOCATION in [location.location_id for location in found]
    before = session.current
    assert before is None
    signed_in = session.choose(context.shelf, LOCATION)
    assert session.current == signed_in
    assert (signed_in.server, signed_in.location.location_id) == (demo.base_url, LOCATION)
    assert {storage.storage_id for storage in signed_in.storages} >= {SHOP, ROOM}
    assert signed_in.user_id is not None
    assert signed_in.user_name
    assert signed_in.account == f"{demo.base_url}|{signed_in.user_id}"
    assert sorted(memory_keyring.entries.values()) == [PARTNER_TOKEN, USER_TOKEN]
    assert session.warnings == ()
    desk = session.needed_desk(context.shelf)
    assert (desk.location, desk.rights) == (signed_in.location, signed_in.rights)


def test_wrong_password_is_refused_and_leaves_nothing_behind(
    station: Station, demo: DemoService, memory_keyring: MemoryKeyring
) -> None:
    session, context = station.start()
    with pytest.raises(StockdeskError) as raised:
        session.sign_in(
            context.shelf, server=demo.base_url, partner=PARTNER_TOKEN, login="demo", password="wrong-canary"
        )
    assert raised.value.code == "session.refused"
    assert "wrong-canary" not in str(raised.value)
    assert (session.account(context.shelf), memory_keyring.entries) == (None, {})


def test_pasted_token_that_does_not_work_takes_no_working_ones_place(
    station: Station, demo: DemoService, memory_keyring: MemoryKeyring
) -> None:
    session, context = station.start()
    shelf = context.shelf
    session.sign_in_with_token(shelf, server=demo.base_url, partner=PARTNER_TOKEN, user_token=USER_TOKEN)
    signed_in = session.choose(shelf, LOCATION)
    assert signed_in.account == f"{demo.base_url}|{pasted_user(Tokens(PARTNER_TOKEN, USER_TOKEN))}"
    kept = dict(memory_keyring.entries)
    with pytest.raises(StockdeskError, match=r"service\.unauthorized"):
        session.sign_in_with_token(shelf, server=demo.base_url, partner=PARTNER_TOKEN, user_token="mistyped")
    assert memory_keyring.entries == kept
    assert session.choose(shelf, LOCATION) == signed_in


def test_two_people_who_paste_their_tokens_are_two_accounts_each_with_its_own_token(
    station: Station, demo: DemoService, memory_keyring: MemoryKeyring
) -> None:
    session, context = station.start()
    shelf = context.shelf
    accounts = []
    for token in (USER_TOKEN, TRAINEE_TOKEN):
        session.sign_in_with_token(shelf, server=demo.base_url, partner=PARTNER_TOKEN, user_token=token)
        accounts.append(session.choose(shelf, LOCATION).account)
    assert len(set(accounts)) == 2
    again, context = station.start()
    again.restore(context.shelf)
    rights = []
    for account in accounts:
        desk = again.desk(context.shelf, account, LOCATION)
        assert desk is not None
        rights.append(people.get_rights(desk.client, LOCATION).delete)
    assert rights == [True, False]  # the trainee's token may not delete


def test_another_token_in_the_environment_is_another_person(station: Station, demo: DemoService) -> None:
    session, context = station.start(demo.base_url, LOCATION, ENVIRON)
    anna = session.ensure(context.shelf)
    other, context = station.start(demo.base_url, LOCATION, ENVIRON | {"STOCKDESK_USER_TOKEN": TRAINEE_TOKEN})
    vera = other.ensure(context.shelf)
    assert anna.account != vera.account
    assert other.desk(context.shelf, anna.account, LOCATION) is None  # what Anna approved waits for her token
    assert other.desk(context.shelf, vera.account, LOCATION) is not None


def test_person_whom_the_tokens_do_not_name_can_be_introduced(station: Station, demo: DemoService) -> None:
    session, context = station.start(demo.base_url, LOCATION, ENVIRON)
    assert session.ensure(context.shelf).user_name == ""
    session.introduce(context.shelf, 4711, "Anna")
    signed_in = session.ensure(context.shelf)
    assert (signed_in.user_id, signed_in.user_name) == (4711, "Anna")
    nobody, context = station.start()
    nobody.introduce(context.shelf, 1, "nobody is signed in")
    assert nobody.account(context.shelf) is None


def test_next_start_takes_the_session_up_without_the_network(station: Station, demo: DemoService) -> None:
    *_, signed_in = station.sign_in(demo)
    requests = len(demo.requests())
    session, context = station.start()
    assert session.restore(context.shelf) == signed_in
    assert len(demo.requests()) == requests
    desk = session.desk(context.shelf)
    assert desk is not None
    assert desk.client.server == demo.base_url


def test_person_whose_tokens_were_missing_works_again_after_signing_in(
    station: Station, demo: DemoService, memory_keyring: MemoryKeyring
) -> None:
    *_, signed_in = station.sign_in(demo)
    memory_keyring.entries.clear()
    session, context = station.start()
    assert session.restore(context.shelf) == signed_in
    assert session.desk(context.shelf) is None
    session.sign_in(context.shelf, server=demo.base_url, partner=PARTNER_TOKEN, login="demo", password="demo")
    assert session.choose(context.shelf, LOCATION) == signed_in
    assert session.desk(context.shelf) is not None


def test_first_start_has_nobody_to_take_up(station: Station) -> None:
    session, context = station.start()
    assert session.restore(context.shelf) is None
    assert session.desk(context.shelf) is None
    for ask in (lambda: session.needed_desk(context.shelf), lambda: session.choose(context.shelf, LOCATION)):
        with pytest.raises(StockdeskError, match=r"session\.signed-out"):
            ask()


def test_session_of_another_server_is_not_taken_up(station: Station, demo: DemoService) -> None:
    station.sign_in(demo)
    session, context = station.start(server="https://api.alteg.io")
    assert session.restore(context.shelf) is None


def test_sign_out_forgets_the_tokens_and_keeps_the_work(
    station: Station, demo: DemoService, memory_keyring: MemoryKeyring
) -> None:
    session, context, signed_in = station.sign_in(demo)
    session.sign_out(context.shelf)
    assert (session.current, memory_keyring.entries, session.account(context.shelf)) == (None, {}, None)
    assert session.desk(context.shelf, signed_in.account, LOCATION) is None
    again, context = station.start()
    assert again.restore(context.shelf) is None
    assert context.shelf.catalogue.storages(LOCATION) == list(signed_in.storages)


def test_keyring_that_will_not_forget_does_not_keep_anybody_signed_in(
    station: Station, demo: DemoService, memory_keyring: MemoryKeyring
) -> None:
    session, context, _ = station.sign_in(demo)
    memory_keyring.fault = keyring.errors.KeyringLocked("locked")
    with pytest.raises(StockdeskError, match=r"keyring\.locked"):
        session.sign_out(context.shelf)
    assert (session.current, session.account(context.shelf)) == (None, None)


def test_without_a_keyring_tokens_serve_for_this_run_only_and_that_is_said(
    station: Station, demo: DemoService, memory_keyring: MemoryKeyring, log_watch: LogWatch
) -> None:
    log_watch.allow("tokens are kept for this run only")
    memory_keyring.fault = keyring.errors.NoKeyringError("none")
    session, context, signed_in = station.sign_in(demo)
    assert [warning.code for warning in session.warnings] == ["keyring.missing"]
    assert session.desk(context.shelf) is not None
    again, context = station.start()
    assert again.restore(context.shelf) == signed_in
    assert again.desk(context.shelf) is None  # documents wait for the tokens


def test_tokens_of_the_environment_sign_in_by_themselves(station: Station, demo: DemoService) -> None:
    session, context = station.start(demo.base_url, LOCATION, ENVIRON)
    signed_in = session.ensure(context.shelf)
    assert signed_in.account == f"{demo.base_url}|{ENVIRONMENT}"
    again, context = station.start(demo.base_url, None, ENVIRON)
    assert again.ensure(context.shelf) == signed_in


def test_environment_without_a_server_means_the_services_own(station: Station) -> None:
    session, context = station.start(environ=ENVIRON)
    assert str(session.account(context.shelf)) == f"{DEFAULT_SERVER}|{ENVIRONMENT}"


def test_several_locations_have_to_be_chosen_from(station: Station, demo: DemoService) -> None:
    demo.set_rights({"storages_access": True}, location_id=OTHER_LOCATION)
    session, context = station.start(demo.base_url, None, ENVIRON)
    with pytest.raises(StockdeskError) as raised:
        session.ensure(context.shelf)
    assert raised.value.code == "session.several-locations"
    for location in (LOCATION, OTHER_LOCATION):
        assert str(location) in str(raised.value.arguments["locations"])


def test_only_location_is_taken_and_none_is_told(station: Station, demo: DemoService) -> None:
    session, context = station.start(demo.base_url, None, ENVIRON)
    assert session.ensure(context.shelf).location.location_id == LOCATION
    demo.post("rights", login="demo", location_id=LOCATION, flags=None)
    other, context = station.start(demo.base_url, None, ENVIRON)
    context.shelf.settings.delete("station", "location")
    with pytest.raises(StockdeskError, match=r"session\.no-location"):
        other.ensure(context.shelf)


def test_verb_without_the_network_works_from_what_is_stored(station: Station, demo: DemoService) -> None:
    session, context = station.start(demo.base_url, LOCATION, ENVIRON)
    online = session.ensure(context.shelf)
    demo.set_faults({"throttle": 1.0}, scope="all", switches={"retry_after": False})
    offline, context = station.start(demo.base_url, LOCATION, ENVIRON)
    assert offline.ensure(context.shelf) == online


def test_verb_without_the_network_and_without_anything_stored_says_why(station: Station) -> None:
    with closed_port() as port:
        session, context = station.start(f"http://127.0.0.1:{port}", LOCATION, ENVIRON)
        with pytest.raises(StockdeskError, match=r"service\.unreachable"):
            session.ensure(context.shelf)
    nobody, context = station.start()
    with pytest.raises(StockdeskError, match=r"session\.signed-out"):
        nobody.ensure(context.shelf)


def test_wrong_tokens_are_told_and_never_papered_over_by_what_is_stored(station: Station, demo: DemoService) -> None:
    session, context = station.start(demo.base_url, LOCATION, ENVIRON)
    session.ensure(context.shelf)
    wrong, context = station.start(demo.base_url, LOCATION, ENVIRON | {"STOCKDESK_USER_TOKEN": "mistyped"})
    with pytest.raises(StockdeskError, match=r"service\.unauthorized"):
        wrong.ensure(context.shelf)


def test_location_that_does_not_exist_is_told(station: Station, demo: DemoService) -> None:
    session, context = station.start(demo.base_url, 999, ENVIRON)
    with pytest.raises(StockdeskError) as raised:
        session.ensure(context.shelf)
    assert raised.value.code == "location.unknown"


def test_locked_keyring_is_named_as_the_reason(
    station: Station, demo: DemoService, memory_keyring: MemoryKeyring
) -> None:
    station.sign_in(demo)
    memory_keyring.fault = keyring.errors.KeyringLocked("locked")
    session, context = station.start()
    with pytest.raises(StockdeskError, match=r"keyring\.locked"):
        session.ensure(context.shelf)


def test_rights_are_those_of_the_service_and_stay_known_offline(station: Station, demo: DemoService) -> None:
    session, context = station.start(demo.base_url, LOCATION, ENVIRON)
    before = session.ensure(context.shelf).rights
    assert before.see_movements
    demo.set_rights({"storages_transactions_access": False, "storages_last_days_count": 30})
    after = session.ensure(context.shelf).rights
    assert after == replace(before, see_movements=False, see_days_back=30)
    again, context = station.start(demo.base_url, LOCATION, ENVIRON)
    restored = again.restore(context.shelf)
    assert restored is not None
    assert restored.rights == after


def test_team_that_may_not_be_read_is_no_obstacle_and_is_read_again_once_it_may(
    station: Station, demo: DemoService
) -> None:
    hidden = True

    def refuse(request: SeenRequest) -> bytes | None:
        return FORBIDDEN if hidden and "/staff/" in request.target else None

    with front(demo.port, refuse) as before:
        session, context = station.start(before.url, LOCATION, ENVIRON)
        signed_in = session.ensure(context.shelf)
        assert (signed_in.team, signed_in.team_hidden, signed_in.storages != ()) == ((), True, True)
        assert (signed_in.member(), signed_in.member(MASTER)) == (None, MASTER)
        again, context = station.start(before.url, LOCATION, ENVIRON)
        assert again.restore(context.shelf) == signed_in
        hidden = False
        seen = again.ensure(context.shelf)
        assert (seen.team != (), seen.team_hidden) == (True, False)
        hidden = True
        hidden_again = again.ensure(context.shelf)
    assert (hidden_again.team, hidden_again.team_hidden) == (seen.team, True)


def test_demo_location_has_the_single_transfer_proven_and_any_other_moves_by_a_pair(
    station: Station, demo: DemoService
) -> None:
    _, context, _ = station.sign_in(demo)
    assert transfer_mode(context.shelf, LOCATION) is TransferMode.SINGLE
    assert transfer_mode(context.shelf, 4711) is TransferMode.PAIR


TEAM = (
    TeamMember(1, "gone", user_id=7, fired=True),
    TeamMember(2, "removed", removed=True),
    TeamMember(3, "first"),
    TeamMember(4, "own", user_id=9),
)


@pytest.mark.parametrize(
    ("preferred", "user_id", "named"),
    [(None, 9, 4), (3, 9, 3), (1, 9, 4), (None, 7, 3), (None, None, 3), (2, None, 3)],
    ids=["own", "chosen", "chosen is fired", "own is fired", "no user", "chosen is removed"],
)
def test_operation_names_the_chosen_member_then_the_users_own_then_the_first_active(
    preferred: int | None, user_id: int | None, named: int
) -> None:
    signed_in = SignedIn("https://x|9", Location(1, "shop"), user_id=user_id, team=TEAM)
    assert signed_in.member(preferred) == named
    assert replace(signed_in, team=TEAM[:2]).member(preferred) is None


def test_new_document_begins_with_the_storage_used_last_for_its_kind(station: Station) -> None:
    _, context = station.start()
    storages = (Storage(1, "x"), Storage(2, "shop", for_sale=True), Storage(3, "room", for_service=True))
    signed_in = SignedIn("https://x|9", Location(1, "shop"), storages=storages)
    shelf = context.shelf
    assert [default_storage(shelf, signed_in, kind) for kind in (Kind.RECEIPT, Kind.USAGE)] == [2, 3]
    remember_storage(shelf, signed_in, Kind.USAGE, 1)
    assert [default_storage(shelf, signed_in, kind) for kind in (Kind.RECEIPT, Kind.USAGE)] == [2, 1]
    assert default_storage(shelf, replace(signed_in, storages=storages[1:]), Kind.USAGE) == 3
    limited = replace(signed_in, rights=Rights(limited=True, storage_ids=frozenset({3})))
    assert default_storage(shelf, limited, Kind.RECEIPT) == 3
    assert default_storage(shelf, replace(signed_in, storages=()), Kind.RECEIPT) is None
    assert signed_in.storage(3) == storages[2]
    assert signed_in.storage(4) is None


@pytest.mark.parametrize("how", ["login", "token", "environment"])
def test_tokens_and_password_are_in_no_file_no_log_and_no_repr(station: Station, demo: DemoService, how: str) -> None:
    log.start_logging(station.folder.logs)
    logging.getLogger("stockdesk").setLevel(logging.DEBUG)
    secrets = ["canary-user-token", PARTNER_TOKEN]
    demo.post("tokens", login="demo", token=secrets[0])
    environ = ENVIRON | {"STOCKDESK_USER_TOKEN": secrets[0]} if how == "environment" else None
    session, context = station.start(demo.base_url, LOCATION, environ)
    if how == "login":
        session.sign_in(context.shelf, server=demo.base_url, partner=PARTNER_TOKEN, login="demo", password="demo")
    elif how == "token":
        session.sign_in_with_token(context.shelf, server=demo.base_url, partner=PARTNER_TOKEN, user_token=secrets[0])
    session.ensure(context.shelf)
    desk = session.needed_desk(context.shelf)
    demo.post("tokens", login="demo", token="another")
    with pytest.raises(StockdeskError) as raised:
        session.ensure(context.shelf)
    written = b"".join(path.read_bytes() for path in station.folder.path.rglob("*") if path.is_file())
    shown = repr((session.current, desk, raised.value, raised.value.arguments)) + repr(vars(session)) + str(log.ring)
    assert len(written) > 10_000
    assert b"GET /" in written
    secrets += [hashlib.sha256(secret.encode()).hexdigest()[:9] for secret in secrets]
    for secret in secrets:
        assert secret.encode() not in written
        assert secret.encode("utf-16-le") not in written
        assert secret not in shown
