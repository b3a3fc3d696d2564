"""The marker by which an operation of ours is known again: how it is made, put into comments and found there."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

MARKER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""Digits and letters that cannot be mistaken for each other when read aloud or copied by hand."""
MARKER_LENGTH = 10

_MARKER = re.compile(
    rf"(?<![0-9A-Za-z-])SD-(?P<body>[{MARKER_ALPHABET}]{{{MARKER_LENGTH}}})(?P<leg>-[0-9]{{1,3}})?(?![0-9A-Za-z-])",
    re.ASCII | re.IGNORECASE,
)
_OPENED = re.compile(r"(?:\[|&#91;|&#x5b;|&lsqb;|&lbrack;)\Z", re.IGNORECASE)
_CUT = re.compile(r"\.\.|…|\Z")


def new_marker(below: Callable[[int], int]) -> str:
    """Make a marker such as ``SD-7F3K9QX2M4``; ``below(n)`` returns a random whole number from 0 to n − 1."""
    return "SD-" + "".join(MARKER_ALPHABET[below(len(MARKER_ALPHABET))] for _ in range(MARKER_LENGTH))


def leg_marker(base: str, leg: int) -> str:
    """Return the marker of a leg of a pair or a part of a split, counted from 1."""
    return f"{base}-{leg}"


def base_marker(marker: str) -> str:
    """Return the marker that people see, without the leg."""
    return marker[: len("SD-") + MARKER_LENGTH]


def marked_comment(marker: str, comment: str) -> str:
    """Put the marker first into a comment, where a cut leaves it whole: ``[SD-7F3K9QX2M4] delivery of Monday``."""
    return f"[{marker}] {comment}".rstrip()


def markers_in(comment: str) -> frozenset[str]:
    """Return the marker that a comment bears, upper case, whatever the server made of the rest; empty without one.

    It is the first whole one: ours stands first, and any other is a mention of another document ("takes back
    SD-…"). One that a cut may have shortened is none: ``-12`` would read as ``-1``.
    """
    for match in _MARKER.finditer(comment):
        if not (_OPENED.search(comment, 0, match.start()) and _CUT.match(comment, match.end())):
            return frozenset({f"SD-{match['body']}{match['leg'] or ''}".upper()})
    return frozenset()


SHORTEST_BEGINNING = len("SD-")


def may_be_cut(marker: str, comment: str) -> bool:
    """Whether a comment may be what a cut has left of this marker: it is the marker's beginning and nothing else."""
    left = html.unescape(comment).strip().lstrip("[").rstrip(".…").upper()
    return len(left) >= SHORTEST_BEGINNING and marker.startswith(left)
