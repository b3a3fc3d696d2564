"""The demo catalogue: real products from the data file, then made-up ones, priced and stocked from a seed.

The same seed and number give the same catalogue. Made-up products carry EAN-13 codes with the prefix 952, which GS1
keeps for demonstrations and examples, so they never meet a real code.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, NamedTuple

from stockdesk.resources import resource_path

if TYPE_CHECKING:
    from collections.abc import Iterator

UNITS: dict[int, tuple[str, str]] = {
    301: ("Piece", "pc"),
    302: ("Millilitre", "ml"),
    303: ("Gram", "g"),
    304: ("Pack", "pack"),
    305: ("Litre", "l"),
    306: ("Kilogram", "kg"),
}
"""Units of measure: id -> (title, short title)."""

PIECE, MILLILITRE, GRAM, PACK = 301, 302, 303, 304

CATEGORIES: dict[str, tuple[str, ...]] = {
    "Hair": ("Hair care", "Hair colour & styling"),
    "Face & body": (
        "Skin & face care",
        "Body wash & soap",
        "Sun care",
        "Lip care",
        "Deodorant",
        "Fragrance",
        "Make-up",
        "Nail care",
        "Shaving & hair removal",
        "Other beauty & personal care",
    ),
    "Health & hygiene": ("Oral care", "Health & pharmacy", "Hygiene & paper", "Baby care"),
    "Household & food": ("Household cleaning", "Food & drink", "Other retail"),
}
"""Root categories and the file's categories below them."""

FIRST_GOOD = 440_001
FIRST_CATEGORY = 81_001
PORTIONED = 12
"""How many of the real products have a write-off unit that differs (1 piece = so many ml or g)."""

_NAMES = ("Shampoo", "Balm", "Mask", "Serum", "Cream", "Gel", "Spray", "Oil", "Lotion", "Soap", "Toner", "Scrub")
_KINDS = ("Repair", "Volume", "Colour", "Calm", "Fresh", "Silk", "Pure", "Nourish", "Shine", "Soft", "Daily", "Night")
_BRANDS = ("Aurelle", "Nordhaar", "Lavanda", "Petrichor", "Vellum", "Kestrel", "Oriel", "Sable", "Juniper", "Marrow")
_TITLES = [f"{brand} {name} {kind}" for brand in _BRANDS for name in _NAMES for kind in _KINDS]
_SIZES = (50, 75, 100, 150, 200, 250, 300, 400, 500, 1000)


class Item(NamedTuple):
    """A product before it is stored. `shop` and `room` are opening amounts of the two storages in sale units.

    A named tuple, because hundreds of thousands are made at the start of a large demo.
    """

    good_id: int
    title: str
    article: str
    barcode: str
    category_id: int
    cost: str
    actual_cost: str
    unit_id: int
    service_unit_id: int
    unit_equals: str
    critical: int
    desired: int
    shop: int
    room: int


def category_ids() -> dict[str, int]:
    """Ids of all categories by title: each root, then those below it."""
    titles = [title for root, below in CATEGORIES.items() for title in (root, *below)]
    return {title: FIRST_CATEGORY + index for index, title in enumerate(titles)}


def gtin13(body: str) -> str:
    """Twelve digits with their check digit (GS1 General Specifications, modulo 10, weights 1 and 3)."""
    total = sum(map(int, body[::2])) + 3 * sum(map(int, body[1::2]))
    return body + str(-total % 10)


def real_count() -> int:
    """How many real products the data file holds."""
    return sum(1 for _ in _rows())


def items(count: int | None, seed: int) -> Iterator[Item]:
    """The catalogue: `count` products (None: all real ones), the real ones first."""
    ids = category_ids()
    portioned = 0
    made = 0
    for made, row in enumerate(_rows(), start=1):
        if count is not None and made > count:
            return
        size = _portion(row) if portioned < PORTIONED else None
        portioned += size is not None
        yield _real(made - 1, row, ids[row["category"]], size, seed)
    leaves = [ids[title] for below in CATEGORIES.values() for title in below]
    for index in range(made, count or 0):
        yield _made_up(index, leaves, seed)


def _rows() -> Iterator[dict[str, str]]:
    with resource_path("demo", "products.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _portion(row: dict[str, str]) -> tuple[int, str] | None:
    """Unit and content of a hair product that is used up by the millilitre or gram."""
    found = re.fullmatch(r"([1-9][0-9]{1,3}) ?(ml|g)", row["pack_quantity"].strip().lower())
    if found is None or row["category"] not in CATEGORIES["Hair"]:
        return None
    return (MILLILITRE if found[2] == "ml" else GRAM), found[1]


def _titled(row: dict[str, str]) -> str:
    """Brand and title, without saying the brand twice, with the pack's content."""
    title, brand, size = row["title"], row["brand"], row["pack_quantity"]
    if brand and brand.casefold() not in title.casefold():
        title = f"{brand} {title}"
    return f"{title} {size}" if size and size.casefold() not in title.casefold() else title


def _noise(index: int, seed: int) -> int:
    """63 well-mixed bits from a number and a seed (the finaliser of SplitMix64), quicker than a generator per row."""
    value = (index * 0x9E3779B97F4A7C15 + seed * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return (value ^ (value >> 31)) >> 1


def _real(index: int, row: dict[str, str], category_id: int, size: tuple[int, str] | None, seed: int) -> Item:
    unit = PACK if row["category"] == "Hygiene & paper" else PIECE
    return _item(index, _titled(row), row["barcode"], category_id, unit, size, _noise(index, seed))


def _made_up(index: int, leaves: list[int], seed: int) -> Item:
    noise = _noise(index, seed)
    size = _SIZES[noise % len(_SIZES)]
    title = f"{_TITLES[(noise >> 20) % len(_TITLES)]} {index} {size} ml"
    portion = (MILLILITRE, str(size)) if noise % 49 == 0 else None
    return _item(index, title, gtin13(f"952{index:09d}"), leaves[noise % len(leaves)], PIECE, portion, noise)


_CENTS = ["", *(f".{cents:02d}".rstrip("0") for cents in range(1, 100))]


def _money(cents: int) -> str:
    return f"{cents // 100}{_CENTS[cents % 100]}"


def _item(
    index: int, title: str, barcode: str, category_id: int, unit: int, size: tuple[int, str] | None, noise: int
) -> Item:
    """The product with price, cost, limits and stock taken from different bits of its noise."""
    cents = 150 + noise % 2850
    critical = (noise >> 16) % 6
    return Item(
        FIRST_GOOD + index,
        title,
        f"HC-{index + 1:05d}",
        barcode,
        category_id,
        _money(cents // 10 * 10 + 9),
        _money(cents * (45 + (noise >> 12) % 20) // 100),
        unit,
        size[0] if size else unit,
        size[1] if size else "1",
        critical,
        critical * 4 + 6,
        (noise >> 24) % 31 if (noise >> 40) % 10 else 0,
        (noise >> 32) % 13 if (noise >> 44) % 3 else 0,
    )
