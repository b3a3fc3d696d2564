from __future__ import annotations

import pytest

from stockdesk.core.barcode import interpret
from stockdesk.core.burst import Scan
from stockdesk.core.trust import trusted_text


def known(text: str) -> bool:
    return interpret(text).is_sure or text in {"ABC-1", "арт1"}


@pytest.mark.parametrize(
    ("text", "positions", "believed", "basis"),
    [
        ("4006381333931", "4006381333931", "4006381333931", "same"),
        ("+ěščřžýáíé+ěš", "4006381333931", "4006381333931", "positions"),
        ("4006381333931", "$))^#*!###(#!", "4006381333931", "text"),
        ("]C0ABC", "]c0abc", "]C0ABC", "text"),
        ("ъС0ФИС", "]C0ABC", "]C0ABC", "positions"),
        ("ФИС-1", "ABC-1", "ABC-1", "positions"),
        ("ABC-1", "XBC/1", "ABC-1", "text"),
        ("ФИС-2", "ABC-2", "ФИС-2", "undecided"),
        ("YZX", "ZYX", "YZX", "undecided"),
    ],
)
def test_the_text_that_proves_itself_is_believed(text: str, positions: str, believed: str, basis: str) -> None:
    trusted = trusted_text(Scan((), text, positions, "enter"), known)
    assert (trusted.text, trusted.basis) == (believed, basis)
    assert (trusted.by_text, trusted.by_positions) == (text, positions)
