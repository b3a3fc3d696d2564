from __future__ import annotations

import string

import pytest

from stockdesk.core.remark import SENTENCES, Fault, Remark, shortened


def test_a_remark_is_its_sentence_and_keeps_what_it_was_made_from() -> None:
    remark = Remark.of("gs1_check_digit", ai="01", value="04006381333930")
    assert remark == "The check digit inside GS1 element (01) 04006381333930 is wrong."
    assert (remark.code, remark.arguments) == ("gs1_check_digit", {"ai": "01", "value": "04006381333930"})


def test_a_fault_carries_its_remark() -> None:
    with pytest.raises(Fault, match="empty") as caught:
        raise Fault("empty")
    assert caught.value.remark.code == "empty"


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_one(code: str) -> None:
    names = [name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name]
    sentence = Remark.of(code, **dict.fromkeys(names, "X1"))
    assert sentence.endswith(".")
    assert sentence[0] == sentence[0].upper()


def test_long_and_unprintable_arguments_are_made_fit_for_a_sentence() -> None:
    assert shortened("a\x1db\x00\udcff") == "a<GS>b<NUL><U+DCFF>"
    assert len(shortened("x" * 100)) == 60
    assert shortened("x" * 60) == "x" * 60
