"""What an operation says of itself after each step: no sentence outlives what it told."""

from __future__ import annotations

from stockdesk.core.posting import Doubt, State
from stockdesk.ui.messages import words
from tests.support.bench import SETTLE, Bench, posted
from tests.support.demo import DemoService


def test_document_found_absent_twice_says_so_and_no_longer_that_its_answer_got_lost(
    bench: Bench, demo: DemoService
) -> None:
    demo.set_faults({"reset_before": 1.0}, count=1)
    marker = bench.approve()
    poster = bench.poster()
    poster.run()
    lost = bench.row(marker)
    assert (lost.state, lost.reason) == (State.UNKNOWN, "attempt.reset")
    bench.clock.turn(SETTLE)
    poster.run(lambda: bench.row(marker).state is State.QUEUED)
    waits = bench.row(marker)
    assert (waits.state, waits.doubt, waits.reason) == (State.QUEUED, Doubt.RESEND, "lookup.absent")
    told = words(waits.reason, waits.reason_arguments)
    assert "looked for twice and is not on the service" in told
    assert "got lost" not in told
    poster.run()
    assert (bench.row(marker).state, bench.row(marker).reason, len(posted(demo, marker))) == (State.POSTED, "", 1)


def test_document_looked_for_once_after_a_429_keeps_its_own_reason(bench: Bench, demo: DemoService) -> None:
    demo.set_faults({"throttle": 1.0}, count=1, scope="writes", switches={"retry_after": False})
    marker = bench.approve()
    poster = bench.poster()
    wait = poster.run()
    assert wait is not None
    bench.clock.turn(wait)
    demo.set_faults({"http500_before": 1.0}, scope="reads")
    wait = poster.run()
    assert wait is not None
    demo.set_faults()
    bench.clock.turn(wait)
    poster.run(lambda: bench.row(marker).state is State.QUEUED)
    assert (bench.row(marker).state, bench.row(marker).reason) == (State.QUEUED, "attempt.throttled")
