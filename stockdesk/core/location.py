"""What belongs to a location: storages, people, suppliers, categories and the signed-in user's rights."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Location:
    """A shop, salon or clinic. ``timezone`` is an IANA name, ``currency`` the symbol the service shows."""

    location_id: int
    title: str
    timezone: str = "UTC"
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Storage:
    """A warehouse of a location. The two flags are the service's defaults for sales and for consumables."""

    storage_id: int
    title: str
    for_sale: bool = False
    for_service: bool = False


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A person whom an operation can name (``master_id``).

    Only a member with ``fired`` and ``removed`` both false may be named (altegio-v1, 9.1).
    """

    member_id: int
    name: str
    user_id: int | None = None
    fired: bool = False
    removed: bool = False

    @property
    def active(self) -> bool:
        """Whether an operation may name this person."""
        return not self.fired and not self.removed


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier, known from the receipts that name it: the service has no list of suppliers."""

    supplier_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Category:
    """A product category; ``parent_id`` is None at the top level."""

    category_id: int
    title: str
    parent_id: int | None = None


UNLIMITED_DAYS = -1
"""The service's mark for "no limit" in a days-back right."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What the signed-in user may do with storages at one location.

    Every flag defaults to allowed: a right that the answer leaves out is decided by the service's own 403, never by a
    guess. ``storage_ids`` limits the storages only when ``limited`` is set. The day counts say how many days back
    movements may be read and posted, ``UNLIMITED_DAYS`` for no limit.
    """

    storages: bool = True
    limited: bool = False
    storage_ids: frozenset[int] = field(default_factory=frozenset)
    see_movements: bool = True
    see_days_back: int = UNLIMITED_DAYS
    post: bool = True
    post_days_back: int = UNLIMITED_DAYS
    receipts: bool = True
    sales: bool = True
    transfers: bool = True
    delete: bool = True
    create_products: bool = True
    edit_products: bool = True
    see_cost: bool = True

    def covers(self, storage_id: int) -> bool:
        """Whether the user may work with this storage at all."""
        return self.storages and (not self.limited or not self.storage_ids or storage_id in self.storage_ids)
