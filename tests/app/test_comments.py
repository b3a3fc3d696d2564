"""Comments already read are not read again while the search shows no change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stockdesk.app.comments import Comments, ReadDocument
from stockdesk.core.movement import PostedDocument

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
READ = ReadDocument(PostedDocument(5), frozenset({"SD-7F3K9QX2M4"}))


@pytest.fixture
def comments() -> Comments:
    made = Comments(most=2)
    made.begin()
    return made


def test_document_is_known_while_its_rows_and_their_last_change_are_the_same(comments: Comments) -> None:
    comments.keep(4564, 5, (2, NOON), READ)
    comments.begin()
    assert comments.known(4564, 5, (2, NOON)) is READ
    assert comments.known(4564, 5, (3, NOON)) is None
    assert comments.known(4564, 5, (2, None)) is None
    assert comments.known(4565, 5, (2, NOON)) is None
    assert comments.known(4564, 6, (2, NOON)) is None


def test_document_without_a_time_of_change_is_known_for_one_run_only(comments: Comments) -> None:
    comments.keep(4564, 5, (2, None), READ)
    assert comments.known(4564, 5, (2, None)) is READ
    comments.begin()
    assert comments.known(4564, 5, (2, None)) is None


def test_document_that_was_not_asked_for_longest_is_forgotten_first(comments: Comments) -> None:
    for document_id in (1, 2):
        comments.keep(4564, document_id, (1, NOON), READ)
    comments.known(4564, 1, (1, NOON))
    comments.keep(4564, 3, (1, NOON), READ)
    assert [comments.known(4564, number, (1, NOON)) is not None for number in (1, 2, 3)] == [True, False, True]


def test_document_that_may_be_edited_is_read_again_once_it_is_forgotten(comments: Comments) -> None:
    comments.keep(4564, 5, (2, NOON), READ)
    comments.forget(4564, 5)
    comments.forget(4564, 6)
    assert comments.known(4564, 5, (2, NOON)) is None


def test_document_whose_reading_failed_is_known_as_such_until_it_was_read(comments: Comments) -> None:
    comments.note_failure(4564, 5)
    assert (comments.failed(4564, 5), comments.failed(4565, 5)) == (True, False)
    comments.keep(4564, 5, (2, NOON), READ)
    assert not comments.failed(4564, 5)
