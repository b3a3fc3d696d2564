"""Marking codes of goods that a state tracks piece by piece: what they look like when separators are missing.

The piece is told by GTIN and serial number (01 + 21). What follows (91 to 93) is a signature, never part of what it is
known by, and is glued to the serial when a scanner drops GS; the known shapes tell them apart again.
"""

from __future__ import annotations

import re
from typing import Final

from stockdesk.core.gs1content import Element
from stockdesk.core.gtin import gtin14
from stockdesk.core.rawtext import GS

_HEAD: Final = re.compile(r"01[0-9]{14}21")

_SHAPES: Final = (
    # What follows 01 + GTIN + 21: the length of the serial number, then identifiers with the length of their values.
    # From barcode-domain 2.5 and the lists of Chestny Znak; groups of goods come and go, so add a line for a new one.
    (13, (("91", 4), ("92", 44))),  # shoes, clothing, perfume, tyres, medicines
    (13, (("91", 4), ("92", 88))),
    (20, (("91", 4), ("92", 44))),  # cameras, electronics
    (7, (("8005", 6), ("93", 4))),  # tobacco, block
    (13, (("93", 4),)),  # food supplements, water, soft drinks
    (7, (("93", 4),)),  # beer
    (6, (("93", 4),)),  # dairy
    (6, (("93", 4), ("3103", 6))),  # dairy by weight
    (13, (("93", 4), ("3103", 6))),
)

_PACK: Final = re.compile(r"([0-9]{14})([!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{7})([!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{8})")
"""A pack of tobacco: GTIN, serial, then price and signature of four characters each, without identifiers."""


def with_marking_separators(text: str) -> str:
    """Return ``text`` (an element string) with the separators that a marking code of a known shape lacks.

    Separators that are there must stand where the shape has them; any other text comes back as it is.
    """
    if not _HEAD.match(text):
        return text
    head, rest = text[:18], text[18:]
    bare = rest.replace(GS, "")
    there = _places(rest)
    for serial, tail in _SHAPES:
        pieces = _pieces(bare, serial, tail)
        if pieces and there <= _places(mended := GS.join(pieces)):
            return head + mended
    return text


def pack_elements(text: str) -> list[Element] | None:
    """Return GTIN and serial number of a pack of tobacco, whose code has no identifiers; None for any other text."""
    found = _PACK.fullmatch(text)
    if found is None or text.isdigit() or gtin14(found[1]) is None:
        return None
    return [Element("01", found[1]), Element("21", found[2])]


def _pieces(bare: str, serial: int, tail: tuple[tuple[str, int], ...]) -> list[str] | None:
    """Cut ``bare`` by a shape; None if it has another one."""
    pieces = [bare[:serial]]
    at = serial
    for ai, length in tail:
        piece = bare[at : at + len(ai) + length]
        # A signature of four digits is one in a thousand; digits that only look like a shape are far more.
        if not piece.startswith(ai) or (ai == "93" and piece.isdigit()):
            return None
        pieces.append(piece)
        at += len(piece)
    return pieces if at == len(bare) else None


def _places(text: str) -> set[int]:
    """Return where separators stand, counted in the characters before them that are none."""
    places: set[int] = set()
    count = 0
    for character in text:
        if character == GS:
            places.add(count)
        else:
            count += 1
    return places
