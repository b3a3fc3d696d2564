from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stockdesk.core.gs1content import Element
from stockdesk.core.marking import pack_elements, with_marking_separators
from stockdesk.core.rawtext import GS

GTIN = "04006381333931"
HEAD = f"01{GTIN}21"
KEY44 = "dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3R0"
CSET82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"

SHAPES = [
    ("5abcDE", "93Zx0="),
    ("5abcDE", "93Zx0=", "3103001234"),
    ("5abcDEF", "93Zx0="),
    ("5abcDEFGHIJK&", "93Zx0="),
    ("5abcDEFGHIJKL", "91EE06", f"92{KEY44}"),
    ("5abcDEFGHIJKL", "91EE06", f"92{KEY44}{KEY44}"),
    ("5abcDEFGHIJKLMNOPQRS", "91EE06", f"92{KEY44}"),
    ("5abcDEF", "8005123456", "93Zx0="),
]


@pytest.mark.parametrize("pieces", SHAPES)
def test_whichever_separators_are_missing_the_known_shape_puts_them_back(pieces: tuple[str, ...]) -> None:
    whole = HEAD + GS.join(pieces)
    for missing in range(2 ** (len(pieces) - 1)):
        between = ["" if missing >> place & 1 else GS for place in range(len(pieces) - 1)]
        text = HEAD + "".join(piece + gap for piece, gap in zip(pieces, [*between, ""], strict=True))
        assert with_marking_separators(text) == whole


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}ABCDEFGHIJ93Zx0=",  # no group of goods has serials of ten characters
        f"{HEAD}ABCDEF931234",  # digits alone are hardly a signature
        f"{HEAD}ABCDEF{GS}10LOT",
        f"{HEAD}ABC{GS}DEF93Zx0=",  # a separator where the shape has none
        f"01{GTIN}10ABCDEF93Zx0=",
        f"{GTIN}21ABCDEF93Zx0=",
        "",
    ],
)
def test_any_other_text_is_left_as_it_is(text: str) -> None:
    assert with_marking_separators(text) == text


@given(st.text(CSET82 + GS, max_size=30))
def test_nothing_but_separators_is_ever_added(rest: str) -> None:
    text = HEAD + rest
    assert with_marking_separators(text).replace(GS, "") == text.replace(GS, "")


def test_a_pack_of_tobacco_has_its_number_and_serial_without_identifiers() -> None:
    assert pack_elements(f"{GTIN}5abcDE>AAAAZx0=") == [Element("01", GTIN), Element("21", "5abcDE>")]


@pytest.mark.parametrize(
    "text",
    [
        "040063813339305abcDEfAAAAZx0=",
        "000000000000005abcDEfAAAAZx0=",
        f"{GTIN}5abcDEfAAAAZx0",
        f"{GTIN}5abcDEfAAAAZx0==",
        f"{GTIN}5abc EfAAAAZx0=",
        f"{GTIN}123456789012345",
        "",
    ],
)
def test_any_other_text_is_no_pack(text: str) -> None:
    assert pack_elements(text) is None
