"""What is said about a document on its way, state by state."""

from __future__ import annotations

from dataclasses import replace

from stockdesk.core.operation import Kind
from stockdesk.core.outbox import Role
from stockdesk.core.posting import State
from stockdesk.ui.banner import Message, Tone
from stockdesk.ui.postnews import PostNews
from tests.support.outboxrows import outbox_row

MARKER = "SD-2222222222"


def test_posted_document_is_told_by_its_number() -> None:
    row = replace(outbox_row(MARKER, State.POSTED), number="123")
    message = PostNews().message(row, [row])
    assert message is not None
    assert (message.tone, message.title) == (Tone.ACCEPTED, "Receipt No. 123 posted · 3 lines")


def test_pair_is_posted_only_when_both_legs_are() -> None:
    out = replace(outbox_row(f"{MARKER}-1", State.POSTED), base=MARKER, kind=Kind.TRANSFER, role=Role.OUT, number="7")
    waiting = replace(out, marker=f"{MARKER}-2", role=Role.IN, state=State.QUEUED, number=None)
    assert PostNews().message(out, [out, waiting]) is None
    arrived = replace(waiting, state=State.POSTED, number="8")
    message = PostNews().message(arrived, [out, arrived])
    assert message is not None
    assert message.title == "Transfer No. 7 + 8 posted · 3 lines"


def test_first_wait_is_no_news_and_a_failed_attempt_is() -> None:
    row = outbox_row(MARKER)
    assert PostNews().message(row, [row]) is None
    message = PostNews().message(replace(row, attempts=1), [row])
    assert message is not None
    assert (message.tone, message.word) == (Tone.LOOK, "Kept here")


def test_refused_document_is_told_in_red_and_a_doubt_in_amber() -> None:
    tones = {}
    for state in (State.REJECTED, State.UNKNOWN, State.PARTIAL):
        row = outbox_row(MARKER, state)
        message = PostNews().message(row, [row])
        assert message is not None
        tones[state] = message.tone
    assert tones == {State.REJECTED: Tone.REFUSED, State.UNKNOWN: Tone.LOOK, State.PARTIAL: Tone.LOOK}


def test_banner_of_a_later_scan_is_left_alone() -> None:
    news, sending = PostNews(), Message(Tone.CALM, "Receipt · 3 lines")
    news.approved(MARKER, Kind.RECEIPT, 3, sending)
    assert news.is_shown(sending, MARKER)
    assert not news.is_shown(Message(Tone.ACCEPTED, "Soap"), MARKER)
    assert not news.is_shown(sending, "SD-3333333333")
    posted = Message(Tone.ACCEPTED, "Receipt No. 123 posted · 3 lines")
    news.shown(MARKER, posted)
    assert news.is_shown(posted, MARKER)


def test_late_twin_of_a_posted_document_is_told_at_once() -> None:
    row = replace(outbox_row(MARKER, State.POSTED), reason="posted.twins", reason_arguments={"documents": "7"})
    message = PostNews().message(row, [row])
    assert message is not None
    assert (message.tone, "7" in message.detail) == (Tone.LOOK, True)
