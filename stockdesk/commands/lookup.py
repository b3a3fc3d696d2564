"""``stockdesk lookup``: the products that a code names, and why, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stockdesk.commands.composition import print_json, workspace
from stockdesk.core.errors import StockdeskError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from stockdesk.app.workspace import Workspace
    from stockdesk.core.match import Match


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the code."""
    parser.add_argument("code", metavar="CODE", help="a barcode or article, as scanned or typed")


def run(args: argparse.Namespace) -> int:
    """Print the products that bear the code exactly; return 1 when there is none."""
    args.json = True  # the verb speaks JSON alone
    with workspace(args) as opened:
        matches = _matches(opened, args.code)
    if not matches:
        raise StockdeskError("code.unknown", code=args.code)
    print_json({"code": args.code, "products": _products(matches), "reason": _reason(args.code, matches)})
    return 0


def failed(args: argparse.Namespace, reason: str) -> tuple[dict[str, object], int]:
    """Return the form without products."""
    return {"code": args.code, "products": [], "reason": reason}, 1


def _matches(opened: Workspace, code: str) -> Sequence[Match]:
    if opened.session.current is None:
        opened.sign_in_now()
    found = opened.catalogue.lookup(code)
    return found or opened.catalogue.remote(opened.context.desk(), code)


def _products(matches: Sequence[Match]) -> list[dict[str, object]]:
    from stockdesk.core.quantity import amount_text

    return [
        {
            "product_id": match.product.product_id,
            "title": match.product.title,
            "barcode": match.product.barcode,
            "article": match.product.article,
            "factor": amount_text(match.factor),
            "matched": match.matched.value,
        }
        for match in matches
    ]


def _reason(code: str, matches: Sequence[Match]) -> str:
    from stockdesk.ui import messages

    if len(matches) > 1:
        titles = "; ".join(match.product.title for match in matches)
        return messages.words("code.several", {"code": code, "count": len(matches), "titles": titles})
    return messages.words(f"match.{matches[0].matched.value}", {"code": code})
