"""GS1 element strings and Digital Link addresses, taken apart by biip behind guards.

biip finds the elements; the guards are for what it lets pass (measured on 5.2.0): elements that run into each other
because a separator was lost, empty messages, exceptions of many kinds, and content (``gs1content``). biip is imported
only when GS1 data comes: it takes longer to import than the rest of the program takes to answer.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from stockdesk.core.gs1content import WINDOW_YEAR, Element, check_content, gs1_date
from stockdesk.core.gtin import has_right_check_digit, is_number
from stockdesk.core.remark import Fault, Remark

if TYPE_CHECKING:
    from biip import ParseConfig

GS: Final = "\x1d"
"""What a scanner sends for FNC1 between elements."""

_BRACKETED: Final = re.compile(r"\(([0-9]{2,4})\)")
_GLUED_DATE: Final = re.compile(r"(?<=.)1[1-3567]([0-9]{6})(?=$|10|21|30|37|9[0-9]|1[1-7])")
_GLUED_GTIN: Final = re.compile(r"(?<=.)01([0-9]{14})")

_OLD_NAMES: Final = {"gtin": "01", "cpv": "22", "lot": "10", "ser": "21"}
"""Words that early Digital Link addresses had in the path; ``exp`` stood for 17 in the query."""

_MARKING_SHAPES: Final = (
    # What follows 01 + GTIN + 21 in Russian marking codes when the scanner drops GS: the length of the serial number,
    # then identifiers with the length of their values. Groups of goods come and go; add a line for a new one.
    (13, (("91", 4), ("92", 44))),  # shoes, clothing, perfume, tyres, medicines
    (13, (("91", 4), ("92", 88))),
    (7, (("8005", 6), ("93", 4))),  # tobacco, block
    (13, (("93", 4),)),  # food supplements, beer
    (6, (("93", 4),)),  # dairy, water
)


def is_element_string(text: str) -> bool:
    """Say whether ``text`` without a symbology identifier may be taken for GS1 data.

    A third of all right EAN-13 are also valid GS1 messages, so only what holds a separator or begins with an SSCC or
    GTIN whose check digit is right (00, 01, 02) counts.
    """
    return GS in text or begins_with_key(text)


def begins_with_key(text: str) -> bool:
    """Say whether ``text`` begins with 00 and an SSCC, or 01 or 02 and a GTIN, whose check digit is right."""
    length = {"00": 18, "01": 14, "02": 14}.get(text[:2], 0)
    key = text[2 : 2 + length]
    return bool(length) and len(key) == length and is_number(key) and has_right_check_digit(key)


def parse_element_string(text: str, year: int = WINDOW_YEAR) -> tuple[list[Element], list[Remark]]:
    """Return the elements of ``text`` (separators as GS) and warnings; raise ``Fault`` if it cannot be taken.

    A marking code whose separators were lost is put together again by its known shape, with a warning.
    """
    bare = text.strip(GS)
    if not bare:
        raise Fault("gs1_empty")
    if not bare.isascii():
        raise Fault("gs1_ai", rest=bare)
    mended = _with_marking_separators(bare)
    elements = _split(mended)
    warnings = check_content(elements, year)
    if mended != bare:
        warnings.append(Remark.of("gs_dropped"))
    warnings += _swallowed(elements[-1], year)
    return elements, warnings


def parse_digital_link(address: str, year: int = WINDOW_YEAR) -> tuple[list[Element], list[Remark]] | None:
    """Return the elements of a GS1 Digital Link address and warnings; None if it is an address without GS1 keys.

    Raises ``Fault`` if the address has a GTIN in its path and the data is wrong. A path such as ``/01/2024`` is a date.
    """
    from biip import BiipException
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    address = re.sub(r"/(gtin|cpv|lot|ser)(?=/)", lambda word: f"/{_OLD_NAMES[word[1]]}", address)
    address = re.sub(r"([?&])exp=", r"\g<1>17=", address)
    trade_item = re.search(r"/01/([^/?#]*)", address)
    if trade_item and not re.fullmatch("[0-9]{8,14}", trade_item[1]):
        return None
    try:
        pairs = parse_qsl(urlsplit(address).query)
        link = GS1DigitalLinkURI.parse(address, config=_config())
    except (BiipException, ValueError, LookupError, ArithmeticError):
        if trade_item:
            raise Fault("link", text=address) from None
        return None
    elements = [Element(e.ai.ai, e.value) for e in link.element_strings]
    # biip keeps the last of several values under one name; here they are compared like all repeated elements.
    known = {element.ai for element in elements}
    elements += [
        Element(name, value) for name, value in pairs if name in known and Element(name, value) not in elements
    ]
    if not all(element.value.isascii() for element in elements):
        raise Fault("link", text=address)
    return elements, check_content(elements, year)


def unbracketed(text: str) -> str | None:
    """Return the element string behind its printed form ``(01)04006381333931(10)A1``; None for any other text."""
    if not _BRACKETED.match(text):
        return None
    parts = _BRACKETED.split(text)[1:]
    joined = GS.join(ai + value.strip() for ai, value in zip(parts[::2], parts[1::2], strict=True))
    return joined if begins_with_key(joined) else None


def _split(text: str) -> list[Element]:
    from biip import BiipException
    from biip.gs1_element_strings import GS1ElementString

    elements: list[Element] = []
    rest = text
    while rest:
        try:
            found = GS1ElementString.extract(rest, config=_config())
        except (BiipException, ValueError, LookupError, ArithmeticError):
            raise _unreadable(rest) from None
        ai, value = found.ai.ai, found.value
        if not value or not rest.startswith(ai + value):
            raise Fault("gs1_value", ai=ai, form=found.ai.format, value=rest[len(ai) :].partition(GS)[0])
        rest = rest[len(ai) + len(value) :]
        if rest and found.ai.separator_required and not rest.startswith(GS):
            raise Fault("gs1_separator", ai=ai, rest=rest)
        elements.append(Element(ai, value))
        rest = rest.lstrip(GS)
    return elements


def _unreadable(rest: str) -> Fault:
    from biip import BiipException
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier

    try:
        ai = GS1ApplicationIdentifier.extract(rest)
    except BiipException:
        return Fault("gs1_ai", rest=rest)
    return Fault("gs1_value", ai=ai.ai, form=ai.format, value=rest[len(ai.ai) :].partition(GS)[0])


@cache
def _config() -> ParseConfig:
    from biip import ParseConfig

    # biip refuses valid date ranges (7007), so the dates are checked in gs1content.
    return ParseConfig(separator_chars=(GS,), gs1_element_strings_verify_date=False)


def _swallowed(last: Element, year: int) -> list[Remark]:
    if last.ai not in {"10", "21", "240", "241", "250", "251"}:
        return []
    dated = any(gs1_date(match[1], year) for match in _GLUED_DATE.finditer(last.value))
    keyed = any(has_right_check_digit(match[1]) for match in _GLUED_GTIN.finditer(last.value))
    return [Remark.of("gs1_swallowed", ai=last.ai)] if dated or keyed else []


def _with_marking_separators(text: str) -> str:
    if GS in text or not re.match(r"01[0-9]{14}21", text):
        return text
    rest = text[18:]
    for serial, tail in _MARKING_SHAPES:
        pieces = [rest[:serial]]
        at = serial
        for ai, length in tail:
            if rest[at : at + len(ai)] != ai:
                break
            pieces.append(rest[at : at + len(ai) + length])
            at += len(ai) + length
        if len(pieces) == 1 + len(tail) and at == len(rest):
            return text[:18] + GS.join(pieces)
    return text
