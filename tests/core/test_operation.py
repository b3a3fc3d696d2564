from __future__ import annotations

from stockdesk.core.operation import LARGEST_OPERATION, TYPE_IDS, Kind


def test_the_kinds_are_the_words_of_the_command_line() -> None:
    assert [kind.value for kind in Kind] == ["receipt", "usage", "writeoff", "transfer"]


def test_every_kind_has_the_number_that_the_service_documents() -> None:
    assert {kind.value: TYPE_IDS[kind] for kind in Kind} == {"receipt": 3, "usage": 2, "writeoff": 4, "transfer": 5}


def test_only_a_receipt_adds_to_its_own_storage() -> None:
    assert [kind for kind in Kind if kind.adds] == [Kind.RECEIPT]


def test_an_operation_holds_500_lines_at_most() -> None:
    assert LARGEST_OPERATION == 500
