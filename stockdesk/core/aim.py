"""AIM symbology identifiers: what a scanner sends before a code to tell which symbol it has read (ISO/IEC 15424)."""

from __future__ import annotations

import re
from typing import Final

IDENTIFIER: Final = re.compile(r"\][A-Zcdehopsz][0-9A-Za-z]")
"""A bracket, the letter of the symbology, a modifier. Lower-case letters are given to a few symbologies only."""
