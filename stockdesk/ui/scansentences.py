"""What a person is told about scans, typed codes and command codes, by code."""

from __future__ import annotations

from typing import Final

SCAN_SENTENCES: Final[dict[str, str]] = {
    "scan.empty": "Nothing was read. Scan again.",
    "scan.unknown": "Nobody knows {code} yet. It has a line of its own: find its product, or remove it.",
    "scan.several": "{count} products have the code {code}. Choose one.",
    "scan.refused": "The scan {code} was not taken. Scan again.",
    "scan.damaged": "{code} was not read rightly. It has a line of its own: scan it again, or find its product.",
    "scan.quantity": "Amount {amount} for the next scan.",
    "scan.undone": "Undone: {code}.",
    "scan.command-elsewhere": "{code} is a command for another screen. Nothing was changed.",
}
