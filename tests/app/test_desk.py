"""A desk knows the zone that dates without an offset are in."""

from __future__ import annotations

from datetime import datetime, timedelta

from stockdesk.api.client import ServiceClient
from stockdesk.app.connections import Account
from stockdesk.app.desk import Desk
from stockdesk.core.location import Location, Rights
from stockdesk.core.tokens import Tokens
from tests.support.bench import Bench
from tests.support.demo import LOCATION


def test_zone_of_a_desk_is_the_locations_own() -> None:
    client = ServiceClient("http://127.0.0.1:9", Tokens("partner", "user"))
    desk = Desk(client, Location(1, "shop", "Asia/Kolkata"), Rights())
    assert datetime(2026, 7, 1, tzinfo=desk.zone).utcoffset() == timedelta(hours=5, minutes=30)
    client.close()


def test_desk_shows_no_token() -> None:
    client = ServiceClient("http://127.0.0.1:9", Tokens("canary-partner", "canary-user"))
    assert "canary" not in repr(Desk(client, Location(1, "shop"), Rights()))
    client.close()


def test_rights_that_are_stored_are_those_of_the_person_who_signed_in_and_of_nobody_else(bench: Bench) -> None:
    bench.connections.use(Account(bench.server, "4711"), Tokens("partner", "user"))
    own = bench.session.desk(bench.context.shelf)
    other = bench.session.desk(bench.context.shelf, f"{bench.server}|4711", LOCATION)
    assert own is not None
    assert other is not None
    assert own.rights is not None
    assert other.rights is None
