"""GS1 Digital Link: web addresses that hold GS1 elements."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from stockdesk.core.gs1content import WINDOW_YEAR, Element, check_content
from stockdesk.core.remark import Fault, Remark

if TYPE_CHECKING:
    from biip import ParseConfig

_ADDRESS: Final = re.compile("https?://", re.IGNORECASE)
_WITHOUT_SCHEME: Final = re.compile(
    r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/(?:\S*/)?(?:01|gtin)/[0-9]{8,14}", re.IGNORECASE
)

_OLD_NAMES: Final = {"gtin": "01", "cpv": "22", "lot": "10", "ser": "21"}
"""Words that early Digital Link addresses had in the path; ``exp`` stood for 17 in the query."""


def is_address(text: str) -> bool:
    """Say whether ``text`` is a web address; without ``https://`` only if it goes on like a Digital Link."""
    return _ADDRESS.match(text) is not None or _WITHOUT_SCHEME.match(text) is not None


def parse_digital_link(address: str, year: int = WINDOW_YEAR) -> tuple[list[Element], list[Remark]] | None:
    """Return the elements of a GS1 Digital Link address and warnings; None if it is an address without GS1 keys.

    Raises ``Fault`` if the address has a GTIN in its path and the data is wrong. A path such as ``/01/2024`` is a date.
    """
    from biip import BiipException
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    if not _ADDRESS.match(address):
        address = f"https://{address}"
    address = re.sub(r"/(gtin|cpv|lot|ser)(?=/)", lambda word: f"/{_OLD_NAMES[word[1]]}", address)
    path, mark, query = address.partition("#")[0].partition("?")
    # A slash at the end names the same; the standard's grammar up to 1.2 also parts the query by semicolons.
    query = re.sub("(^|&)exp=", r"\g<1>17=", query.replace(";", "&"))
    address = path.rstrip("/") + mark + query
    trade_item = re.search("/01/([^/]*)", path)
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


@cache
def _config() -> ParseConfig:
    from biip import ParseConfig

    # The dates are checked in gs1content, as in element strings.
    return ParseConfig(gs1_element_strings_verify_date=False)
