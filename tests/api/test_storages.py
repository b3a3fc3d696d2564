from __future__ import annotations

from stockdesk.api.storages import list_storages
from stockdesk.core.location import Storage
from tests.api.conftest import ClientAt
from tests.support.contract import example
from tests.support.sockets import SocketServer, answer

FLOOR = Storage(5101, "Shop floor", for_sale=True)
BACK = Storage(5102, "Back room", for_service=True)


def test_both_spellings_of_the_consumables_flag_are_read(client_at: ClientAt) -> None:
    other = example("storages_ok").replace(b'"for_service"', b'"for_services"')
    with SocketServer([answer(200, example("storages_ok")), answer(200, other)]) as server:
        client = client_at(server.url)
        assert list_storages(client, 70001) == (FLOOR, BACK)
        assert list_storages(client, 70001) == (FLOOR, BACK)


def test_location_without_storages_has_none(client_at: ClientAt) -> None:
    with SocketServer([answer(200, example("storages_empty"))]) as server:
        assert list_storages(client_at(server.url), 70001) == ()
