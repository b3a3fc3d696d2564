from __future__ import annotations

import pytest

from stockdesk.core.location import UNLIMITED_DAYS, Rights, TeamMember


@pytest.mark.parametrize(
    ("fired", "removed", "active"),
    [(False, False, True), (True, False, False), (False, True, False), (True, True, False)],
)
def test_an_operation_may_name_who_is_neither_fired_nor_removed(fired: bool, removed: bool, active: bool) -> None:
    assert TeamMember(1, "Anna", fired=fired, removed=removed).active is active


@pytest.mark.parametrize(
    ("rights", "covered"),
    [
        (Rights(), True),
        (Rights(storages=False), False),
        (Rights(storage_ids=frozenset({2})), True),
        (Rights(limited=True, storage_ids=frozenset({1, 2})), True),
        (Rights(limited=True, storage_ids=frozenset({2})), False),
        (Rights(limited=True), True),
        (Rights(storages=False, limited=True, storage_ids=frozenset({1})), False),
    ],
)
def test_rights_cover_a_storage_unless_they_are_limited_to_others(rights: Rights, covered: bool) -> None:
    assert rights.covers(1) is covered


def test_rights_that_an_answer_leaves_out_are_left_to_the_service() -> None:
    rights = Rights()
    assert rights.post
    assert rights.see_movements
    assert (rights.see_days_back, rights.post_days_back) == (UNLIMITED_DAYS, UNLIMITED_DAYS)
