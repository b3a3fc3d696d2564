"""Every path of the service that the program calls, and nothing else (altegio-v1, sections 2 to 9).

The older spellings are used: everybody's live clients call them, and the vendor keeps them routed to the same handlers.
"""

from __future__ import annotations

PREFIX = "/api/v1"
"""Stands between the server's address and every path below."""

AUTH = "/auth"
COMPANIES = "/companies"


DEMO_PROFILE = "/_demo/profile"
"""What the demo service has proven of itself; no other service knows it."""


def company(location_id: int) -> str:
    """Return the path of one location."""
    return f"/company/{location_id}"


def storages(location_id: int) -> str:
    """Return the path of a location's storages."""
    return f"/storages/{location_id}"


def movements(location_id: int) -> str:
    """Return the path of the search over stock movements."""
    return f"/storages/transactions/{location_id}"


def goods(location_id: int) -> str:
    """Return the path of the products: list, search and create."""
    return f"/goods/{location_id}"


def good(location_id: int, product_id: int) -> str:
    """Return the path of one product."""
    return f"/goods/{location_id}/{product_id}"


def categories(location_id: int, parent_id: int) -> str:
    """Return the path of the categories below a parent; 0 is the top level."""
    return f"/company/{location_id}/goods_categories/{parent_id}"


def new_category(location_id: int) -> str:
    """Return the path that takes a new category."""
    return f"/goods_categories/{location_id}"


def operation(location_id: int) -> str:
    """Return the path that takes a new inventory operation."""
    return f"/storage_operations/operation/{location_id}"


def posted_operation(location_id: int, document_id: int) -> str:
    """Return the path of an operation that was posted (seen live, in no index)."""
    return f"/storage_operations/operation/{location_id}/{document_id}"


def document(location_id: int, document_id: int) -> str:
    """Return the path of one document."""
    return f"/storage_operations/documents/{location_id}/{document_id}"


def document_lines(document_id: int) -> str:
    """Return the path of a document's lines; it names no location."""
    return f"/storage_operations/documents/goods_transactions/{document_id}"


def line(location_id: int, line_id: int) -> str:
    """Return the path of one line (goods transaction)."""
    return f"/storage_operations/goods_transactions/{location_id}/{line_id}"


def staff(location_id: int) -> str:
    """Return the path of a location's team members."""
    return f"/staff/{location_id}"


def permissions(location_id: int) -> str:
    """Return the path of the signed-in user's rights."""
    return f"/user/permissions/{location_id}"
