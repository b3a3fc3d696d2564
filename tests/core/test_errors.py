from __future__ import annotations

from stockdesk.core.errors import StockdeskError


def test_an_error_keeps_its_code_and_the_things_concerned() -> None:
    error = StockdeskError("storage.unknown", storage=9, location="Salon")
    assert (error.code, error.arguments) == ("storage.unknown", {"storage": 9, "location": "Salon"})


def test_an_argument_may_be_named_code_or_self() -> None:
    arguments: dict[str, object] = {"code": "4006381333931", "self": 1}
    error = StockdeskError("code.unknown", **arguments)
    assert (error.code, error.arguments) == ("code.unknown", arguments)


def test_an_error_is_written_to_the_log_as_code_and_arguments() -> None:
    assert str(StockdeskError("undo.nothing")) == "undo.nothing()"
    assert str(StockdeskError("amount.zero", text="0", row=3)) == "amount.zero(text='0', row=3)"
