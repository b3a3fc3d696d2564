"""What the demo service says was proven of its location, so that nobody has to run the location check on it."""

from __future__ import annotations

import msgspec

from stockdesk.api import paths
from stockdesk.api.client import ServiceClient
from stockdesk.core.errors import StockdeskError
from stockdesk.core.plan import TransferMode


class ProfileRow(msgspec.Struct):
    """The demo's profile."""

    transfer_mode: str = ""


def demo_transfer_mode(client: ServiceClient) -> TransferMode | None:
    """Return how the demo moves goods; None for any service that is not the demo.

    Only a server on this machine is asked: the demo listens nowhere else, and the real service never hears of it.
    """
    if not client.address.loopback:
        return None
    try:
        row = client.get_one(paths.DEMO_PROFILE, ProfileRow, whole=5.0)
    except StockdeskError:
        return None
    return TransferMode.SINGLE if row.transfer_mode == TransferMode.SINGLE else TransferMode.PAIR
