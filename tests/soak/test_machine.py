"""The outbox as a state machine: hypothesis looks for the order of events that posts twice or loses something."""

from __future__ import annotations

import random
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.soak import invariants
from tests.soak.approval import drawn
from tests.soak.clock import Clock
from tests.soak.history import LATEST
from tests.soak.line import ModelLine
from tests.soak.service import ModelService
from tests.soak.steps import STEPS
from tests.soak.trouble import CALM, WRITES, Weather
from tests.soak.world import SETTLE, World

SEEDS = st.integers(0, 1 << 30)
DISCONNECTED = Weather((("refuse", 1.0),), reads=1.0)
POINTS_OF_A_RUN = 30
"""Steps at which a run of the poster may end; a send alone has some fifteen."""


class Outbox(RuleBasedStateMachine):
    """Add, post, disconnect, every fault, crash, restart, look-up, clock jump, two processes."""

    def __init__(self) -> None:
        super().__init__()
        self._place = Path(tempfile.mkdtemp(prefix="outbox-"))
        clock = Clock(datetime(2025, 3, 30, 0, 30, tzinfo=UTC))
        self._world = World(
            ModelLine(ModelService(clock, ZoneInfo("Europe/Berlin")), latest=LATEST),
            clock,
            self._place,
            "Europe/Berlin",
        )

    def _in_any_weather(self, what: str, seed: int) -> None:
        """Do a step of the histories, in weather that it draws itself."""
        STEPS[what][1](self._world, random.Random(seed))

    @rule(seed=SEEDS)
    def add(self, seed: int) -> None:
        """A document is approved."""
        self._world.people.approve(drawn(random.Random(seed)))

    @rule()
    def post(self) -> None:
        """The line is good."""
        self._world.line.worsen(CALM, 0)
        self._world.run(again=True)

    @rule(seed=SEEDS)
    def disconnect(self, seed: int) -> None:
        """Nothing leaves this machine."""
        self._world.line.worsen(DISCONNECTED, seed)
        self._world.run()

    @precondition(lambda self: self._world.approved)
    @rule(name=st.sampled_from(sorted(WRITES)), lag=st.booleans(), seed=SEEDS)
    def meet(self, name: str, lag: bool, seed: int) -> None:
        """One fault, surely."""
        self._world.line.worsen(Weather(((name, 1.0),), lag=float(lag)), seed)
        self._world.run(again=True)

    @precondition(lambda self: self._world.approved)
    @rule(name=st.sampled_from(sorted(WRITES)), point=st.integers(0, POINTS_OF_A_RUN), seed=SEEDS)
    def crash(self, name: str, point: int, seed: int) -> None:
        """The process is killed at a step, in good or bad weather."""
        self._world.line.worsen(Weather(((name, 0.5),)), seed)
        self._world.fuse = point
        self._world.run(again=True)
        self._world.fuse = None

    @rule()
    def restart(self) -> None:
        """A new process."""
        self._world.restart()

    @rule(seconds=st.sampled_from((1.0, SETTLE / 2, SETTLE, 5 * SETTLE, 12 * SETTLE, 86_400.0)))
    def wait(self, seconds: float) -> None:
        """Time goes by."""
        self._world.line.pass_time(seconds)

    @rule(minutes=st.integers(-1200, 1200))
    def jump(self, minutes: int) -> None:
        """The workstation's clock is set."""
        self._world.clock.station_error = timedelta(minutes=minutes)

    @rule(seed=SEEDS)
    def look_up(self, seed: int) -> None:
        """A person asks for a look-up now."""
        self._in_any_weather("look-up", seed)

    @rule(what=st.sampled_from(("intrusion", "elsewhere", "machine")), seed=SEEDS)
    def share(self, what: str, seed: int) -> None:
        """Two processes, or a full disk."""
        self._in_any_weather(what, seed)

    @rule(
        what=st.sampled_from(("speak", "withdraw", "foreign", "edit", "revoke", "sign-in", "removal", "post")),
        seed=SEEDS,
    )
    def people(self, what: str, seed: int) -> None:
        """People do something here or at another desk."""
        self._in_any_weather(what, seed)

    @rule(what=st.sampled_from(("backup", "restore", "move")), seed=SEEDS)
    def befall(self, what: str, seed: int) -> None:
        """A copy is taken or brought back, or the folder is on another machine."""
        self._in_any_weather(what, seed)

    def teardown(self) -> None:
        """Come to rest and compare."""
        try:
            invariants.come_to_rest(self._world, random.Random(0))
            invariants.check(self._world)
        except AssertionError:
            print("\n".join(self._world.line.log))
            raise
        finally:
            self._world.end()
            shutil.rmtree(self._place)


TestOutbox = Outbox.TestCase
TestOutbox.settings = settings(
    max_examples=40, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
