"""Who works at this station, where, and with which rights."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from stockdesk.api import locations, people, profile, session, storages
from stockdesk.api.client import ServiceClient
from stockdesk.app.connections import Account, Connections
from stockdesk.app.desk import Desk
from stockdesk.core.errors import StockdeskError
from stockdesk.core.location import Location, Rights, Storage, Supplier, TeamMember
from stockdesk.core.operation import Kind
from stockdesk.core.plan import TransferMode
from stockdesk.core.tokens import Tokens
from stockdesk.store.catalogue import CatalogueStore
from stockdesk.store.settings import SettingsStore
from stockdesk.store.tokens import TokenStore, environment_user, is_environment, pasted_user

log = logging.getLogger(__name__)

DEFAULT_SERVER = "https://api.alteg.io"
AWAY = frozenset({"service.unreachable", "service.timeout", "service.broken", "service.throttled", "service.proxy"})
"""Errors that say "not now": what is stored here serves meanwhile."""
STATION = "station"
_TEAM_HIDDEN = "team-hidden"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person and place at work. ``account`` names the tokens; lists are as the service last gave them.

    ``team_hidden`` says that this person may not see who works there; ``team`` is then what was seen before.
    """

    account: str
    location: Location
    user_id: int | None = None
    user_name: str = ""
    storages: tuple[Storage, ...] = ()
    team: tuple[TeamMember, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    rights: Rights = field(default_factory=Rights)
    team_hidden: bool = False

    @property
    def server(self) -> str:
        """The service's scheme, host and port."""
        return Account.parse(self.account).server

    def storage(self, storage_id: int) -> Storage | None:
        """Return a storage by its id."""
        return next((storage for storage in self.storages if storage.storage_id == storage_id), None)

    def member(self, preferred: int | None = None) -> int | None:
        """Return the team member an operation names: the preferred one, else the user's own row, else the first active.

        The order is design section 7's; None when nobody is active. Where the team is hidden, whoever is preferred is
        named: the service knows whether there is such a person.
        """
        if preferred is not None and self.team_hidden:
            return preferred
        active = [member for member in self.team if member.active]
        if preferred is not None and any(member.member_id == preferred for member in active):
            return preferred
        own = next((member for member in active if self.user_id is not None and member.user_id == self.user_id), None)
        first = own or next(iter(active), None)
        return None if first is None else first.member_id


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a thread keeps of its own: its stores on its own connections."""

    settings: SettingsStore
    catalogue: CatalogueStore


class Session:
    """The session of this station. Methods that ask the service take the calling thread's ``Shelf``."""

    def __init__(self, connections: Connections, tokens: TokenStore, server: str | None, location: int | None) -> None:
        self._connections = connections
        self._tokens = tokens
        self._server = server
        self._location_id = location
        self.current: SignedIn | None = None
        self.warnings: tuple[StockdeskError, ...] = ()

    def account(self, shelf: Shelf) -> Account | None:
        """Return the account of this station: the environment's, else the one that signed in last; None for neither."""
        stored = shelf.settings.get(STATION, "account")
        last = Account.parse(stored) if isinstance(stored, str) else None
        tokens = self._tokens.from_environment()
        if tokens is not None:
            return Account(self._server or (last.server if last else DEFAULT_SERVER), environment_user(tokens))
        if last is not None and not is_environment(str(last)) and self._server in (None, last.server):
            return last
        return None

    def restore(self, shelf: Shelf) -> SignedIn | None:
        """Take up the last session from what is stored here, without the network and without the keyring."""
        account = self.account(shelf)
        location_id = self._location_id or _number(shelf.settings.get(STATION, "location"))
        if account is None or location_id is None:
            return None
        location = shelf.catalogue.location(location_id)
        if location is None:
            return None
        self.current = self._stored(shelf, account, location)
        return self.current

    def _stored(self, shelf: Shelf, account: Account, location: Location) -> SignedIn:
        user = shelf.settings.get(STATION, f"user:{account}")
        fields: Mapping[str, object] = user if isinstance(user, dict) else {}
        location_id = location.location_id
        return SignedIn(
            account=str(account),
            location=location,
            user_id=_number(fields.get("id")),
            user_name=str(fields.get("name", "")),
            storages=tuple(shelf.catalogue.storages(location_id)),
            team=tuple(shelf.catalogue.team(location_id)),
            suppliers=tuple(shelf.catalogue.suppliers(location_id)),
            rights=shelf.catalogue.rights(location_id) or Rights(),
            team_hidden=shelf.settings.get(location_scope(location_id), _TEAM_HIDDEN) is True,
        )

    def sign_in(self, shelf: Shelf, *, server: str, partner: str, login: str, password: str) -> tuple[Location, ...]:
        """Exchange a login for a user token and return the locations to choose from. The password is not kept."""
        bare = self._connections.bare(server, Tokens(partner))
        try:
            credentials = session.sign_in(bare, login, password)
            origin = bare.server
        finally:
            bare.close()
        account = Account(origin, str(credentials.user_id))
        tokens = Tokens(partner, credentials.user_token)
        return self._begin(shelf, account, tokens, {"id": credentials.user_id, "name": credentials.name})

    def sign_in_with_token(self, shelf: Shelf, *, server: str, partner: str, user_token: str) -> tuple[Location, ...]:
        """Use a user token that somebody pasted: a person of its own, since the service does not tell whose it is."""
        tokens = Tokens(partner, user_token)
        bare = self._connections.bare(server, tokens)
        origin = bare.server
        bare.close()
        return self._begin(shelf, Account(origin, pasted_user(tokens)), tokens, {})

    def _begin(
        self, shelf: Shelf, account: Account, tokens: Tokens, user: Mapping[str, object]
    ) -> tuple[Location, ...]:
        # Asked with a client of its own: tokens that do not work must not take the place of those that do.
        bare = self._connections.bare(account.server, tokens)
        try:
            found = locations.list_locations(bare)
        finally:
            bare.close()
        self._connections.use(account, tokens)
        self._remember_tokens(account, tokens)
        shelf.settings.set(STATION, "account", str(account))
        shelf.settings.set(STATION, f"user:{account}", dict(user))
        return found

    def _remember_tokens(self, account: Account, tokens: Tokens) -> None:
        try:
            self._tokens.save(str(account), tokens)
            self.warnings = ()
        except StockdeskError as error:
            log.warning("tokens are kept for this run only: %s", error.code)
            self._tokens.remember_for_this_run(str(account), tokens)
            self.warnings = (error,)

    def introduce(self, shelf: Shelf, user_id: int, name: str) -> None:
        """Remember whose this station's account is, where its tokens do not tell and somebody else has."""
        account = self.account(shelf)
        if account is not None:
            shelf.settings.set(STATION, f"user:{account}", {"id": user_id, "name": name})

    def choose(self, shelf: Shelf, location_id: int) -> SignedIn:
        """Work at this location: read its storages, people and rights from the service and keep them here."""
        account = self.account(shelf)
        client = None if account is None else self._connections.client(str(account))
        if account is None or client is None:
            raise StockdeskError("session.signed-out")
        self._read_location(shelf, client, location_id)
        shelf.settings.set(STATION, "location", location_id)
        location = shelf.catalogue.location(location_id)
        assert location is not None  # it has just been stored
        self.current = self._stored(shelf, account, location)
        return self.current

    @staticmethod
    def _read_location(shelf: Shelf, client: ServiceClient, location_id: int) -> None:
        try:
            location = locations.get_location(client, location_id)
        except StockdeskError as error:
            if error.code == "service.not-found":
                raise StockdeskError("location.unknown", location=location_id) from error
            raise
        kept = storages.list_storages(client, location_id)
        team = _team(client, location_id)
        rights = people.get_rights(client, location_id)
        shelf.catalogue.save_location(location)
        shelf.catalogue.save_storages(location_id, kept)
        if team is not None:
            shelf.catalogue.save_team(location_id, team)
        scope = location_scope(location_id)
        if (team is None) != shelf.settings.get(scope, _TEAM_HIDDEN, False):
            shelf.settings.set(scope, _TEAM_HIDDEN, team is None)
        shelf.catalogue.save_rights(location_id, rights)
        proven = profile.demo_transfer_mode(client)
        if proven is not None:
            shelf.settings.set(scope, "transfer-mode", proven.value)

    def ensure(self, shelf: Shelf) -> SignedIn:
        """Be signed in at a location, asking the service where it can be reached, else by what is stored here.

        For verbs without a window. Raises ``session.signed-out``, ``session.no-location``,
        ``session.several-locations`` and the errors of a read.
        """
        account = self.account(shelf)
        if account is None:
            raise StockdeskError("session.signed-out")
        client = self._connections.client(str(account))
        if client is None:
            raise self._connections.why_missing(str(account)) or StockdeskError("session.signed-out")
        try:
            location_id = self._location_id or self._stored_location(shelf, account) or self._only_location(client)
            self._read_location(shelf, client, location_id)
        except StockdeskError as error:
            restored = self.restore(shelf) if error.code in AWAY else None
            if restored is None:
                raise
            log.info("working from what is stored here: %s", error.code)
            return restored
        shelf.settings.set(STATION, "account", str(account))
        shelf.settings.set(STATION, "location", location_id)
        restored = self.restore(shelf)
        assert restored is not None  # everything it needs has just been stored
        return restored

    @staticmethod
    def _stored_location(shelf: Shelf, account: Account) -> int | None:
        stored = shelf.settings.get(STATION, "account")
        if stored is None or Account.parse(str(stored)).server != account.server:
            return None
        return _number(shelf.settings.get(STATION, "location"))

    @staticmethod
    def _only_location(client: ServiceClient) -> int:
        found = locations.list_locations(client)
        if not found:
            raise StockdeskError("session.no-location")
        if len(found) > 1:
            shown = ", ".join(f"{location.location_id} {location.title}" for location in found)
            raise StockdeskError("session.several-locations", locations=shown)
        return found[0].location_id

    def desk(self, shelf: Shelf, account: str | None = None, location_id: int | None = None) -> Desk | None:
        """Return the desk of an account at a location (this session's by default); None while tokens are missing."""
        current = self.current
        account = account or (current.account if current else None)
        location_id = location_id or (current.location.location_id if current else None)
        if account is None or location_id is None or self._elsewhere(shelf, account):
            return None
        client = self._connections.client(account)
        location = shelf.catalogue.location(location_id)
        if client is None or location is None:
            return None
        # What is stored are the rights of the person who signed in last.
        own = current is not None and account == current.account
        return Desk(client, location, shelf.catalogue.rights(location_id) if own else None)

    def _elsewhere(self, shelf: Shelf, account: str) -> bool:
        """Whether an account is of another run's environment: its service and tokens are not this one's."""
        return is_environment(account) and account != str(self.account(shelf))

    def needed_desk(self, shelf: Shelf) -> Desk:
        """Return this session's desk or raise ``session.signed-out``."""
        desk = self.desk(shelf)
        if desk is None:
            raise StockdeskError("session.signed-out")
        return desk

    def sign_out(self, shelf: Shelf) -> None:
        """Forget this station's tokens; documents and outbox stay.

        Raises ``keyring.…`` where the keyring would not give them up: the station is signed out nevertheless.
        """
        account = str(self.account(shelf) or "") if self.current is None else self.current.account
        self.current = None
        shelf.settings.delete(STATION, "account")
        if account:
            self._connections.forget(account)
            self._tokens.forget(account)


def _team(client: ServiceClient, location_id: int) -> tuple[TeamMember, ...] | None:
    """Return the team members, None where this person may not see them: for a document one name is enough."""
    try:
        return people.list_members(client, location_id)
    except StockdeskError as error:
        if error.code != "service.forbidden":
            raise
        log.info("the team members of %d may not be read", location_id)
        return None


def location_scope(location_id: int) -> str:
    """Return the settings scope of a location."""
    return f"location:{location_id}"


def default_storage(shelf: Shelf, signed_in: SignedIn, kind: Kind) -> int | None:
    """Return the storage a new document begins with: the one used last for its kind, else the service's default."""
    scope = location_scope(signed_in.location.location_id)
    remembered = _number(shelf.settings.get(scope, f"storage:{kind.value}"))
    if remembered is not None and signed_in.storage(remembered) is not None:
        return remembered
    usable = [storage for storage in signed_in.storages if signed_in.rights.covers(storage.storage_id)]
    wanted = [storage for storage in usable if (storage.for_service if kind is Kind.USAGE else storage.for_sale)]
    first = next(iter(wanted or usable), None)
    return None if first is None else first.storage_id


def remember_storage(shelf: Shelf, signed_in: SignedIn, kind: Kind, storage_id: int) -> None:
    """Begin the next document of this kind with this storage."""
    shelf.settings.set(location_scope(signed_in.location.location_id), f"storage:{kind.value}", storage_id)


def transfer_mode(shelf: Shelf, location_id: int) -> TransferMode:
    """Return how this location moves goods: a pair unless the location check has proven the single operation."""
    stored = shelf.settings.get(location_scope(location_id), "transfer-mode")
    return TransferMode.SINGLE if stored == TransferMode.SINGLE.value else TransferMode.PAIR


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
