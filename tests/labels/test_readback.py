"""Reading back: whatever was made is read as itself, and what is not itself is found out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from stockdesk.core.errors import StockdeskError
from stockdesk.core.gtin import check_digit
from stockdesk.core.setupcodes import SETUP_CODES, SetupCode
from stockdesk.core.symbol import Symbol, Symbology
from stockdesk.core.symbolsize import sized
from stockdesk.labels.raster import symbol_image
from stockdesk.labels.readback import Decoded, decoded, read_back
from stockdesk.labels.symbol import make_symbol

PRINTABLE = st.characters(min_codepoint=32, max_codepoint=126)
CSET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
DPIS = st.sampled_from([203, 300, 600])


def proved(symbology: Symbology, content: str, dpi: int) -> None:
    symbol = make_symbol(symbology, content)
    read_back(symbol_image(sized(symbol, dpi, Decimal("0.25"))), symbol)
    assert symbol.content == content


@given(st.text(PRINTABLE, min_size=1, max_size=40), DPIS)
def test_any_printable_text_reads_back_from_code_128(content: str, dpi: int) -> None:
    proved(Symbology.CODE_128, content, dpi)


@pytest.mark.parametrize("first", ["9", "99", "999", "98", "00", "97"])
@given(st.text(st.sampled_from("0123456789"), max_size=12))
def test_digits_behind_99_are_all_printed(first: str, rest: str) -> None:
    proved(Symbology.CODE_128, first + rest, 203)


@given(st.text(PRINTABLE, min_size=1, max_size=100), DPIS)
def test_any_printable_text_reads_back_from_data_matrix(content: str, dpi: int) -> None:
    proved(Symbology.DATAMATRIX, content, dpi)


@given(st.integers(0, 10**12 - 1), DPIS)
def test_any_retail_number_reads_back_with_its_leading_zeros(number: int, dpi: int) -> None:
    payload = f"{number:012}"
    proved(Symbology.EAN_13, payload + check_digit(payload), dpi)


@given(st.text(st.sampled_from(CSET_82), min_size=1, max_size=20), st.text(st.sampled_from(CSET_82), min_size=1))
def test_marking_codes_read_back_with_their_separators(serial: str, company: str) -> None:
    content = f"010400638133393121{serial}\x1d91{company[:60]}"
    proved(Symbology.GS1_DATAMATRIX, content, 300)


@pytest.mark.parametrize("code", SETUP_CODES)
def test_test_codes_read_back(code: SetupCode) -> None:
    proved(code.symbology, code.content, 600)


def drawn(content: str) -> tuple[Symbol, QImage]:
    symbol = make_symbol(Symbology.CODE_128, content)
    return symbol, symbol_image(sized(symbol, 300, Decimal("0.33")))


def refusal(image: QImage, symbol: Symbol) -> dict[str, object]:
    with pytest.raises(StockdeskError) as caught:
        read_back(image, symbol)
    assert caught.value.code == "symbol.unreadable"
    return caught.value.arguments


def test_symbol_of_another_text_is_found_out() -> None:
    symbol, _ = drawn("991234")
    _, other = drawn("1234")
    assert refusal(other, symbol) == {"content": "991234", "symbology": "Code 128", "found": "1234"}


def test_same_text_in_another_symbology_is_found_out() -> None:
    symbol, _ = drawn("1234")
    other = make_symbol(Symbology.DATAMATRIX, "1234")
    assert refusal(symbol_image(sized(other, 300, Decimal("0.33"))), symbol)["found"] == "1234"


def test_ink_in_the_bars_is_found_out() -> None:
    symbol, image = drawn("SD-CMD.UNDO")
    painter = QPainter(image)
    painter.fillRect(QRect(image.width() // 3, 0, image.width() // 8, image.height()), Qt.GlobalColor.black)
    painter.end()
    assert refusal(image, symbol)["found"] is None


def test_second_symbol_in_the_picture_is_found_out() -> None:
    symbol, image = drawn("1234")
    _, other = drawn("5678")
    both = QImage(max(image.width(), other.width()), 400, QImage.Format.Format_Grayscale8)
    both.fill(Qt.GlobalColor.white)
    painter = QPainter(both)
    painter.drawImage(0, 0, image)
    painter.drawImage(0, 250, other)
    painter.end()
    assert refusal(both, symbol)["found"] == "1234, 5678"


def test_one_bit_picture_is_read_too() -> None:
    _, image = drawn("1234")
    mono = image.convertToFormat(QImage.Format.Format_Mono)
    assert decoded(mono) == [Decoded(Symbology.CODE_128, "1234")]


def test_white_paper_holds_nothing() -> None:
    image = QImage(300, 200, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    assert decoded(image) == []
