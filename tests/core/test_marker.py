from __future__ import annotations

import html
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core.marker import (
    MARKER_ALPHABET,
    MARKER_LENGTH,
    base_marker,
    leg_marker,
    marked_comment,
    markers_in,
    may_be_cut,
    new_marker,
)

MARKER = "SD-7F3K9QX2M4"


def test_markers_have_ten_characters_that_read_aloud_well() -> None:
    assert not set(MARKER_ALPHABET) & set("01OIU")
    assert len(set(MARKER_ALPHABET)) == len(MARKER_ALPHABET) == 31
    marker = new_marker(Random(1).randrange)
    assert marker.startswith("SD-")
    assert len(marker) == 3 + MARKER_LENGTH
    assert set(marker[3:]) <= set(MARKER_ALPHABET)
    assert new_marker(lambda below: below - 1) == "SD-ZZZZZZZZZZ"
    assert new_marker(lambda _below: 0) == "SD-2222222222"


MARKERS = st.builds(lambda seed: new_marker(Random(seed).randrange), st.integers(0, 2**32))
LEGS = st.one_of(st.just(""), st.integers(1, 999).map(lambda leg: f"-{leg}"))


@given(MARKERS, LEGS, st.text(max_size=30))
@settings(max_examples=50)
def test_a_marker_is_found_again_in_its_comment_in_any_case_and_escaped(marker: str, leg: str, text: str) -> None:
    comment = marked_comment(marker + leg, text)
    assert comment.startswith(f"[{marker}{leg}]")
    for seen in (comment, comment.lower(), html.escape(comment), comment.replace("[", "&#91;").replace("]", "&#93;")):
        assert markers_in(seen) == {marker + leg}
    assert base_marker(marker + leg) == marker


@given(MARKERS, LEGS, st.integers(0, 40))
@settings(max_examples=50)
def test_a_comment_cut_anywhere_bears_its_whole_marker_or_none(marker: str, leg: str, length: int) -> None:
    comment = marked_comment(marker + leg, "delivery of Monday")
    for seen in (comment[:length], comment[:length] + "…", comment[:length] + "..."):
        assert markers_in(seen) == ({marker + leg} if length > len(f"[{marker}{leg}") else frozenset())


@pytest.mark.parametrize(
    "comment",
    [
        MARKER,
        "[sd-7f3k9qx2m4] delivery",
        "(SD-7F3K9QX2M4)",
        "&#91;SD-7F3K9QX2M4&#93; delivery",
        "&lt;b&gt;SD-7F3K9QX2M4&lt;/b&gt;",
        "checked. SD-7F3K9QX2M4",
        "[SD-7F3K9QX2M4 checked] delivery",
        "[SD-7F3K9QX2M4]",
        "[SD-7F3K9QX2M4] SD-2222222222",
        "[SD-7F3K9QX2M4] takes back [SD-2222222222-1]",
        "накладная SD-7F3K9QX2M4.",
    ],
)
def test_the_first_whole_marker_is_read_whatever_became_of_the_rest(comment: str) -> None:
    assert markers_in(comment) == {MARKER}


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "delivery of Monday",
        "[SD-7F3K9QX2M",
        "[SD-7F3K9QX2M4",
        "&#91;SD-7F3K9QX2M4",
        "&LBRACK;SD-7F3K9QX2M4…",
        "[SD-7F3K9QX2M4-1",
        "[SD-7F3K9QX2M4-",
        "SD-7F3K9QX2M4X",
        "XSD-7F3K9QX2M4",
        "SD-7F3K9QX2M4-1234",
        "SD-7F3K9QX2M4-1A",
        "SD-0F3K9QX2M4",
        "SD 7F3K9QX2M4",
        "\u017fD-7F3K9QX2M4",
    ],
)
def test_what_is_no_whole_marker_is_none(comment: str) -> None:
    assert markers_in(comment) == frozenset()


def test_a_base_is_not_its_leg_and_a_leg_is_no_other_leg() -> None:
    assert markers_in(f"[{MARKER}]") == {MARKER}
    assert markers_in(f"[{MARKER}-1]") == {leg_marker(MARKER, 1)} == {f"{MARKER}-1"}
    assert markers_in(f"[{MARKER}-12]") == {leg_marker(MARKER, 12)}
    assert not markers_in(f"[{MARKER}-12]") & {MARKER, f"{MARKER}-1", f"{MARKER}-2"}


def test_a_comment_without_text_is_the_marker_alone() -> None:
    assert marked_comment(MARKER, "") == f"[{MARKER}]"
    assert marked_comment(MARKER, "  ") == f"[{MARKER}]"
    assert marked_comment(MARKER, "delivery of Monday ") == f"[{MARKER}] delivery of Monday"


@given(MARKERS, LEGS, st.integers(0, 40), st.sampled_from(["", "…", "..."]))
@settings(max_examples=50)
def test_a_beginning_of_the_marker_is_what_a_cut_may_have_left(marker: str, leg: str, length: int, dots: str) -> None:
    comment = marked_comment(marker + leg, "delivery of Monday")[:length] + dots
    assert may_be_cut(marker + leg, comment) is (len("[SD-") <= length <= len(f"[{marker}{leg}"))
    assert may_be_cut(marker + leg, html.escape(comment).replace("[", "&#91;")) is may_be_cut(marker + leg, comment)


@pytest.mark.parametrize("comment", ["", "SD", "[", "delivery", "SD-7F3K9QX2M4 delivery", "SD-2", "[SD-7F3K9QX2M4-1"])
def test_other_comments_are_no_beginning_of_it(comment: str) -> None:
    assert not may_be_cut(MARKER, comment)
