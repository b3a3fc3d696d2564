"""``python -m tests.soak``: run the soak or a slice of it and add up the figures; ends with 1 after any violation."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.soak import figures, kills
from tests.soak.decoding import decode
from tests.soak.figures import REACH, Slice
from tests.soak.history import History, Outcome, drawn_history, play, shortened
from tests.soak.sockets import OPTIONS, player
from tests.support.demo import DemoService, running_demo

CHUNK = 250
"""Histories between two lines of progress."""
MEMORY = Path("/dev/shm")
Play = Callable[[History, Path], Outcome]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; without any count the whole soak is run, with one only what is named."""
    parser = argparse.ArgumentParser(
        prog="bootstrap.py soak",
        description="Prove that every document is posted exactly once, and that no text breaks the reading of codes.",
    )
    parser.add_argument(
        "--from", dest="first", type=int, default=0, metavar="N", help="first seed on the simulated line"
    )
    parser.add_argument("--count", type=int, metavar="N", help="histories on the simulated line; 1 prints its trace")
    parser.add_argument("--socket-from", type=int, default=0, metavar="N", help="first seed on the real socket")
    parser.add_argument("--socket-count", type=int, metavar="N", help="histories on the real socket")
    parser.add_argument("--kills-from", type=int, default=0, metavar="N", help="seed of the kills")
    parser.add_argument("--kills", type=int, metavar="N", help="kills of the real program")
    parser.add_argument("--decode-from", type=int, default=0, metavar="N", help="first seed of the texts to decode")
    parser.add_argument("--decode", type=int, metavar="N", help="random texts through decode")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON file in which slices add up")
    args = parser.parse_args(arguments)
    counts = {"count": "simulated", "socket_count": "socket", "kills": "processes", "decode": "decoding"}
    whole = all(getattr(args, name) is None for name in counts)
    for name, kind in counts.items():
        if getattr(args, name) is None:
            setattr(args, name, REACH[kind] if whole else 0)
    return args


def main(arguments: Sequence[str]) -> int:
    """Run the slices that were asked for."""
    args = parse(arguments)
    logging.disable(logging.CRITICAL)
    done: list[Slice] = []
    for ran in _slices(args):
        done.append(ran)
        if args.out is not None:
            figures.add(args.out, ran)
    print(figures.told(figures.stored(args.out) if args.out is not None else done))
    return 1 if any(one.violations for one in done) else 0


def _slices(args: argparse.Namespace) -> Iterable[Slice]:
    # A memory file system where there is one: the disk's own waits prove nothing here.
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        place = Path(folder)
        if args.count:
            yield _simulated(args.first, args.count, place)
        if args.socket_count:
            with running_demo(*OPTIONS) as demo:
                yield _histories("socket", args.socket_from, args.socket_count, place, player(demo))
        if args.decode:
            yield decode(args.decode_from, args.decode)
        if args.kills:
            with running_demo("--products", "30") as demo:
                yield _processes(args.kills_from, args.kills, place, demo)


def _simulated(first: int, count: int, place: Path) -> Slice:
    """Run histories in as many processes as there are processors."""
    if count <= CHUNK:
        return _histories("simulated", first, count, place, play)
    whole = Slice("simulated", first, count)
    begun = time.monotonic()
    starts = range(first, first + count, CHUNK)
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for one in pool.map(_chunk, [(start, min(CHUNK, first + count - start), place) for start in starts]):
            for name in ("operations", "kills", "twins", "spoken"):
                setattr(whole, name, getattr(whole, name) + getattr(one, name))
            for text in one.told:
                whole.violated(text)
            whole.violations += one.violations - len(one.told)
            done = one.first + one.count - first
            print(f"{done} of {count} simulated, {whole.violations} violations", file=sys.stderr, flush=True)
    whole.seconds = round(time.monotonic() - begun, 1)
    return whole


def _chunk(asked: tuple[int, int, Path]) -> Slice:
    first, count, place = asked
    logging.disable(logging.CRITICAL)
    own = place / f"process-{os.getpid()}"
    own.mkdir(exist_ok=True)
    return _histories("simulated", first, count, own, play)


def _histories(kind: str, first: int, count: int, place: Path, play_one: Play) -> Slice:
    ran = Slice(kind, first, count)
    begun = time.monotonic()
    for seed in range(first, first + count):
        outcome = play_one(drawn_history(seed), place)
        ran.operations += outcome.operations
        ran.kills += outcome.kills
        ran.twins += outcome.twins
        ran.spoken += outcome.spoken
        if outcome.violation:
            ran.violated(f"seed {seed} ({kind}): {outcome.violation}")
            _tell(kind, seed, place, play_one)
        elif count == 1:
            print("\n".join(outcome.trace))
    ran.seconds = round(time.monotonic() - begun, 1)
    return ran


def _tell(kind: str, seed: int, place: Path, play_one: Play) -> None:
    """Print the shortest trace that still goes wrong."""
    outcome = play_one(shortened(drawn_history(seed), place, play_one), place)
    option = "--socket-from" if kind == "socket" else "--from"
    again = f"{option} {seed} {option.replace('from', 'count')} 1"
    print(f"\nVIOLATION, seed {seed} ({kind}): {outcome.violation}\n(again: {again})", flush=True)
    print("\n".join(outcome.trace), flush=True)


def _processes(seed: int, count: int, place: Path, demo: DemoService) -> Slice:
    begun = time.monotonic()
    found = kills.kill_at_random(demo, place, count, seed)
    ran = Slice("processes", seed, count, found.operations, found.kills, found.twins)
    for text in found.violations:
        ran.violated(text)
    ran.seconds = round(time.monotonic() - begun, 1)
    return ran


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
