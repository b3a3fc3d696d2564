"""What a person is told about symbols, labels and printed sheets, by code."""

from __future__ import annotations

from typing import Final

LABEL_SENTENCES: Final[dict[str, str]] = {}
