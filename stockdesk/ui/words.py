"""The window's words pass through here, so that a translation can be put in without touching the views."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from stockdesk.core.operation import Kind

DATA_SOURCE: Final = (
    "Contains information from Open Food Facts and Open Beauty Facts (openfoodfacts.org, openbeautyfacts.org), made "
    "available under the Open Database License (ODbL) 1.0."
)
"""The attribution that the licence of the demo's catalogue asks for, word for word (resources/demo/README.md)."""


def tr(text: str) -> str:
    """The text in the window's language."""
    return QCoreApplication.translate("stockdesk", text)


def kind_title(kind: Kind) -> str:
    """What a kind of document is called, as the title of its screen."""
    return {
        Kind.RECEIPT: tr("Receipt"),
        Kind.USAGE: tr("Usage"),
        Kind.WRITEOFF: tr("Write-off"),
        Kind.TRANSFER: tr("Transfer"),
    }[kind]


def kind_verb(kind: Kind) -> str:
    """What a kind of document is called where it is begun: in the navigation."""
    return {
        Kind.RECEIPT: tr("Receive"),
        Kind.USAGE: tr("Use"),
        Kind.WRITEOFF: tr("Write off"),
        Kind.TRANSFER: tr("Transfer"),
    }[kind]


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun, ``1 line`` or ``3 lines``; both nouns are already translated."""
    return f"{number} {one if number == 1 else many}"
