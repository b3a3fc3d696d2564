"""Words that many screens share."""

from __future__ import annotations

from stockdesk.core.operation import Kind
from stockdesk.resources import resource_path
from stockdesk.ui.words import DATA_SOURCE, counted, kind_title, kind_verb


def test_each_kind_has_a_title_and_a_verb_of_its_own() -> None:
    assert len({kind_title(kind) for kind in Kind}) == len({kind_verb(kind) for kind in Kind}) == len(Kind)


def test_one_has_its_own_noun() -> None:
    assert [counted(number, "line", "lines") for number in (0, 1, 2)] == ["0 lines", "1 line", "2 lines"]


def test_attribution_is_word_for_word_that_of_the_data() -> None:
    text = resource_path("demo", "README.md").read_text(encoding="utf-8").replace("**", "")
    assert DATA_SOURCE in " ".join(text.split())
