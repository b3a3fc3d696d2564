"""What prints nothing has a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.rawtext import readable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("4006381333931", "4006381333931"),
        ("0104006381333931\x1d10A", "0104006381333931<GS>10A"),
        ("\x02A\x03\r\n\t\x7f", "<STX>A<ETX><CR><LF><TAB><DEL>"),
        ("a\u200bb", "a<U+200B>b"),
        ("шт", "шт"),
        ("", ""),
    ],
)
def test_control_characters_are_named(text: str, shown: str) -> None:
    assert readable(text) == shown


@given(st.text())
def test_any_text_becomes_printable(text: str) -> None:
    assert readable(text).isprintable()
