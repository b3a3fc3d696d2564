"""What a person is told about scanners, ports, sounds and the station's profile, by code."""

from __future__ import annotations

from typing import Final

DEVICE_SENTENCES: Final[dict[str, str]] = {}
