from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core.posting import (
    SETTLE_SECONDS,
    Doubt,
    Finding,
    Mover,
    Outcome,
    OutcomeKind,
    State,
    Verdict,
    after_attempt,
    after_lookup,
    after_readback,
    after_reread,
    backoff,
    may_move,
)

QUEUED, SENDING, POSTED, REJECTED = State.QUEUED, State.SENDING, State.POSTED, State.REJECTED
UNKNOWN, PARTIAL, WITHDRAWN = State.UNKNOWN, State.PARTIAL, State.WITHDRAWN

# --- states

ALLOWED = {
    Mover.ATTEMPT: {QUEUED: {SENDING}, SENDING: {QUEUED, POSTED, PARTIAL, REJECTED, UNKNOWN}},
    Mover.LOOKUP: {UNKNOWN: {POSTED, PARTIAL, QUEUED, REJECTED}, QUEUED: {POSTED, PARTIAL, UNKNOWN}, PARTIAL: {POSTED}},
    Mover.RECOVERY: {SENDING: {UNKNOWN}, QUEUED: {UNKNOWN}, PARTIAL: {UNKNOWN}},
    Mover.LEG: {QUEUED: {REJECTED}},
    Mover.REMOVAL: {PARTIAL: {REJECTED}, POSTED: {REJECTED}},
    Mover.PERSON: {
        QUEUED: {WITHDRAWN},
        REJECTED: {QUEUED},
        PARTIAL: {POSTED, REJECTED},
        UNKNOWN: {POSTED, PARTIAL, QUEUED, REJECTED},
    },
}


@pytest.mark.parametrize("mover", list(Mover))
def test_each_mover_makes_its_own_moves_and_no_others(mover: Mover) -> None:
    moves = {(before, after) for before, after in product(State, State) if may_move(mover, before, after)}
    assert moves == {(before, after) for before, afters in ALLOWED[mover].items() for after in afters}


def test_nothing_but_an_attempt_sends_and_only_what_is_queued() -> None:
    sends = [(mover, before) for mover, before in product(Mover, State) if may_move(mover, before, SENDING)]
    assert sends == [(Mover.ATTEMPT, QUEUED)]


def test_what_may_have_reached_the_service_is_queued_again_only_by_a_look_up_or_a_person() -> None:
    for mover, before in product(Mover, (UNKNOWN, PARTIAL, POSTED, WITHDRAWN)):
        if may_move(mover, before, QUEUED):
            assert (mover in (Mover.LOOKUP, Mover.PERSON), before) == (True, UNKNOWN)


def test_posted_and_withdrawn_operations_move_no_more_unless_what_was_posted_is_proven_to_be_taken_back() -> None:
    moves = [
        (mover, before, after)
        for mover, before, after in product(Mover, (POSTED, WITHDRAWN), State)
        if may_move(mover, before, after)
    ]
    assert moves == [(Mover.REMOVAL, POSTED, REJECTED)]


def test_final_states_are_those_with_nothing_left_to_do() -> None:
    assert {state for state in State if state.final} == {POSTED, REJECTED, WITHDRAWN}


# --- attempts


@pytest.mark.parametrize(
    ("kind", "retry_after", "verdict"),
    [
        (OutcomeKind.ACCEPTED, None, Verdict(SENDING)),
        (OutcomeKind.NOT_SENT, None, Verdict(QUEUED, wait=4.0)),
        (OutcomeKind.AUTH, None, Verdict(QUEUED, pause=True)),
        (OutcomeKind.THROTTLED, None, Verdict(QUEUED, Doubt.THROTTLED, wait=4.0)),
        (OutcomeKind.THROTTLED, 0.0, Verdict(QUEUED, Doubt.THROTTLED, wait=0.0)),
        (OutcomeKind.THROTTLED, 17.5, Verdict(QUEUED, Doubt.THROTTLED, wait=17.5)),
        (OutcomeKind.REFUSED, None, Verdict(UNKNOWN, Doubt.REFUSED)),
        (OutcomeKind.AMBIGUOUS, None, Verdict(UNKNOWN, Doubt.LOST)),
    ],
)
def test_what_follows_from_an_attempt(kind: OutcomeKind, retry_after: float | None, verdict: Verdict) -> None:
    assert after_attempt(Outcome(kind, retry_after=retry_after), failures=3) == verdict


def test_the_words_and_the_status_of_an_answer_decide_nothing() -> None:
    for kind in OutcomeKind:
        told = Outcome(kind, "reason", "detail", 200, None, 5, "7")
        assert after_attempt(told, 1) == after_attempt(Outcome(kind), 1)


@pytest.mark.parametrize("kind", [OutcomeKind.NOT_SENT, OutcomeKind.AUTH])
def test_what_was_ever_unknown_and_waits_again_is_looked_up_right_before_the_next_try(kind: OutcomeKind) -> None:
    assert after_attempt(Outcome(kind), 1, ever_unknown=True).doubt is Doubt.RESEND
    assert after_attempt(Outcome(kind), 1).doubt is Doubt.NONE


@pytest.mark.parametrize("kind", list(OutcomeKind))
def test_every_verdict_on_an_attempt_is_a_move_an_attempt_may_make(kind: OutcomeKind) -> None:
    verdict = after_attempt(Outcome(kind), 1)
    assert verdict.state is SENDING or may_move(Mover.ATTEMPT, SENDING, verdict.state)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 1), (1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 60), (8, 60), (10**6, 60)]
)
def test_waits_double_from_one_second_up_to_a_minute(failures: int, seconds: int) -> None:
    assert backoff(failures) == seconds


# --- reading back


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [
        (Finding.EQUAL, Verdict(POSTED)),
        (Finding.DIFFERENT, Verdict(PARTIAL, wait=120.0)),
        (Finding.ABSENT, Verdict(PARTIAL, wait=120.0)),
        (Finding.INCONCLUSIVE, Verdict(UNKNOWN, Doubt.LOST)),
    ],
)
def test_what_follows_from_reading_back(finding: Finding, verdict: Verdict) -> None:
    assert after_readback(finding) == verdict
    assert may_move(Mover.ATTEMPT, SENDING, verdict.state)


@pytest.mark.parametrize(
    ("finding", "gone", "verdict"),
    [
        (Finding.EQUAL, False, Verdict(POSTED)),
        (Finding.DIFFERENT, False, Verdict(PARTIAL)),
        (Finding.ABSENT, False, Verdict(PARTIAL)),
        (Finding.INCONCLUSIVE, False, Verdict(PARTIAL, wait=4.0)),
        (Finding.INCONCLUSIVE, True, Verdict(PARTIAL)),
    ],
)
def test_what_is_partial_is_posted_once_it_reads_back_whole_and_stays_for_a_person_otherwise(
    finding: Finding, gone: bool, verdict: Verdict
) -> None:
    assert after_reread(finding, 3, gone) == verdict
    assert verdict.state is PARTIAL or may_move(Mover.LOOKUP, PARTIAL, verdict.state)


# --- look-ups


@pytest.mark.parametrize("doubt", list(Doubt))
@pytest.mark.parametrize("since", [None, 0.0, 119.9, 120.0, 1e6])
def test_a_document_that_is_found_settles_every_doubt(doubt: Doubt, since: float | None) -> None:
    assert after_lookup(doubt, Finding.EQUAL, since) == Verdict(POSTED)
    assert after_lookup(doubt, Finding.DIFFERENT, since) == Verdict(PARTIAL, wait=120.0)


@pytest.mark.parametrize(
    ("doubt", "kept"),
    [
        (Doubt.NONE, Doubt.LOST),
        (Doubt.LOST, Doubt.LOST),
        (Doubt.REFUSED, Doubt.REFUSED),
        (Doubt.THROTTLED, Doubt.THROTTLED),
        (Doubt.RESEND, Doubt.RESEND),
    ],
)
@pytest.mark.parametrize("since", [None, 0.0, 1e6])
def test_an_inconclusive_look_up_releases_nothing(doubt: Doubt, kept: Doubt, since: float | None) -> None:
    assert after_lookup(doubt, Finding.INCONCLUSIVE, since, failures=3) == Verdict(UNKNOWN, kept, wait=4.0)


@pytest.mark.parametrize("since", [None, 0.0, 1e6])
def test_one_absence_is_enough_where_the_service_refused_or_throttled_or_before_a_resend(since: float | None) -> None:
    assert after_lookup(Doubt.REFUSED, Finding.ABSENT, since) == Verdict(REJECTED)
    assert after_lookup(Doubt.THROTTLED, Finding.ABSENT, since) == Verdict(QUEUED)
    assert after_lookup(Doubt.RESEND, Finding.ABSENT, since) == Verdict(QUEUED)


@pytest.mark.parametrize("doubt", [Doubt.NONE, Doubt.LOST])
@pytest.mark.parametrize(
    ("since", "settle", "verdict"),
    [
        (None, SETTLE_SECONDS, Verdict(UNKNOWN, Doubt.LOST, wait=120.0)),
        (0.0, SETTLE_SECONDS, Verdict(UNKNOWN, Doubt.LOST, wait=120.0)),
        (119.5, SETTLE_SECONDS, Verdict(UNKNOWN, Doubt.LOST, wait=0.5)),
        (120.0, SETTLE_SECONDS, Verdict(QUEUED, Doubt.RESEND)),
        (None, 3.0, Verdict(UNKNOWN, Doubt.LOST, wait=3.0)),
        (2.0, 3.0, Verdict(UNKNOWN, Doubt.LOST, wait=1.0)),
        (3.0, 3.0, Verdict(QUEUED, Doubt.RESEND)),
    ],
)
def test_a_lost_answer_needs_two_absences_with_the_settle_time_between(
    doubt: Doubt, since: float | None, settle: float, verdict: Verdict
) -> None:
    assert after_lookup(doubt, Finding.ABSENT, since, settle) == verdict


@pytest.mark.parametrize(("since", "state"), [(None, UNKNOWN), (60.0, UNKNOWN), (120.0, PARTIAL)])
def test_a_document_that_was_known_and_is_gone_is_never_sent_again_by_itself(since: float | None, state: State) -> None:
    assert after_lookup(Doubt.LOST, Finding.ABSENT, since, known=True).state is state


@pytest.mark.parametrize("since", [None, 0.0, 60.0, 120.0])
def test_every_verdict_on_a_look_up_is_a_move_a_look_up_may_make(since: float | None) -> None:
    for doubt, finding in product(Doubt, Finding):
        for before in (UNKNOWN, QUEUED) if doubt in (Doubt.THROTTLED, Doubt.RESEND) else (UNKNOWN,):
            after = after_lookup(doubt, finding, since).state
            assert after is before or may_move(Mover.LOOKUP, before, after)


@given(st.lists(st.tuples(st.sampled_from([Finding.ABSENT, Finding.INCONCLUSIVE]), st.floats(0, 300)), max_size=12))
@settings(max_examples=60)
def test_a_lost_operation_is_sent_again_only_after_two_absences_a_settle_time_apart_and_a_third_at_last(
    looks: list[tuple[Finding, float]],
) -> None:
    """The look-ups of one operation whose answer got lost, each a while after the one before, as the poster does."""
    verdict, now = Verdict(UNKNOWN, Doubt.LOST), 0.0
    absences: list[float] = []
    for finding, pause in looks:
        now += pause
        doubt = verdict.doubt
        verdict = after_lookup(doubt, finding, now - absences[0] if absences else None)
        absences = [*absences, now] if finding is Finding.ABSENT else []
        if verdict.doubt is Doubt.RESEND and doubt is Doubt.LOST:
            assert len(absences) >= 2
            assert absences[-1] - absences[0] >= SETTLE_SECONDS
        if verdict == Verdict(QUEUED):
            assert (doubt, finding) == (Doubt.RESEND, Finding.ABSENT)
            return
