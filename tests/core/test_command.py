from __future__ import annotations

from decimal import Decimal

import pytest

from stockdesk.core.command import ACTIONS, MORE, PREFIX, QUANTITY, Command, command_code, parse_command


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5*", "5"),
        ("12×", "12"),
        ("2,5*", "2.5"),
        ("0.125 *", "0.125"),
        ("SD-CMD.QTY.12", "12"),
        ("sd-cmd.qty.1.5", "1.5"),
    ],
)
def test_an_amount_before_a_scan_is_a_command(text: str, amount: str) -> None:
    assert parse_command(text) == Command(QUANTITY, Decimal(amount))


@pytest.mark.parametrize("action", ACTIONS.values())
def test_each_printed_command_code_is_read_back_whatever_caps_lock_does(action: str) -> None:
    code = command_code(action)
    assert parse_command(code) == parse_command(code.swapcase()) == Command(action)


@pytest.mark.parametrize("action", [QUANTITY, MORE])
def test_a_printed_amount_is_read_back(action: str) -> None:
    assert parse_command(command_code(action, Decimal("1E+1"))) == Command(action, Decimal(10))


def test_so_many_more_is_another_command_than_an_amount() -> None:
    assert parse_command("SD-CMD.QTY.+10") == Command(MORE, Decimal(10))
    assert parse_command("SD-CMD.QTY.-10") == Command(None)


def test_the_prefix_with_anything_else_is_a_command_that_means_nothing() -> None:
    assert parse_command(f"{PREFIX}EXPLODE") == Command(None)


@pytest.mark.parametrize("text", ["", "*", "5", "5x", "1234567*", "-5*", "٥*", "4006381333931", "SD-CMD"])
def test_other_texts_are_no_commands(text: str) -> None:
    assert parse_command(text) is None
