"""What is an AIM identifier and what only begins like one."""

from __future__ import annotations

import pytest

from stockdesk.core.aim import IDENTIFIER


@pytest.mark.parametrize("text", ["]E0", "]E4", "]C1", "]d2", "]Q3", "]J1", "]e0", "]I1", "]z0", "]X0"])
def test_identifier_is_a_bracket_a_letter_and_a_modifier(text: str) -> None:
    assert IDENTIFIER.match(text + "4006381333931")


@pytest.mark.parametrize("text", ["", "]", "]E", "]0E", "]b1", "E04", "]E-"])
def test_other_texts_are_none(text: str) -> None:
    assert IDENTIFIER.match(text) is None
