from __future__ import annotations

from collections import Counter

import pytest

from stockdesk.core.barcode import interpret
from tests.soak.__main__ import main
from tests.soak.decoding import decode_slice, drawn, violation


def test_random_texts_are_read_or_refused_and_never_taken_for_a_wrong_number() -> None:
    ran = decode_slice(0, 4000)
    assert ran.told == []
    assert ran.violations == 0


def test_the_same_seed_gives_the_same_text() -> None:
    assert [drawn(seed) for seed in range(200)] == [drawn(seed) for seed in range(200)]


def test_the_texts_are_of_every_kind_read_and_refused() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(4000):
        interpretation = interpret(drawn(seed)[0])
        kinds.update({reading.kind for reading in interpretation.readings})
        kinds["refused"] += interpretation.refused is not None
        kinds["named"] += drawn(seed)[1] is not None
    assert min(kinds[kind] for kind in ("gtin", "gs1", "rcn", "house", "command", "refused", "named")) > 20


@pytest.mark.parametrize(("text", "number"), [("4006381333931", "04006381333948"), ("ABC", "04006381333931")])
def test_a_code_that_does_not_name_its_number_is_a_violation(text: str, number: str) -> None:
    assert violation(text, number) == f"does not name {number}"
    assert violation(text) == ""


def test_the_command_decodes_its_seeds_and_ends_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--decode-from", "4000", "--decode", "500"]) == 0
    assert "500 of 1000000 texts through decode: " in capsys.readouterr().out
