"""Figures of the soak: slices add up in a file."""

from __future__ import annotations

from pathlib import Path

from tests.soak.__main__ import main, parse
from tests.soak.figures import REACH, Slice, add, stored, told, totals


def test_slices_add_up_in_a_file_whatever_their_order(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    add(file, Slice("simulated", 100, 100, operations=300, twins=2, seconds=2.0))
    add(file, Slice("socket", 0, 10, operations=20, seconds=1.0))
    add(file, Slice("simulated", 0, 100, operations=200, twins=1, seconds=2.0))
    sums = totals(stored(file))["simulated"]
    assert (sums["count"], sums["operations"], sums["twins"]) == (200, 500, 3)
    assert [one.first for one in stored(file)] == [0, 100, 0]


def test_same_slice_run_again_counts_once(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    broken = Slice("simulated", 0, 100)
    broken.violated("seed 5: a document twice")
    assert "a document twice" in told(add(file, broken))
    assert totals(add(file, Slice("simulated", 0, 100, operations=7)))["simulated"]["violations"] == 0


def test_only_the_first_violations_are_kept_word_for_word_and_all_are_counted() -> None:
    ran = Slice("simulated", 0, 100)
    for seed in range(50):
        ran.violated(f"seed {seed}")
    assert (ran.violations, len(ran.told)) == (50, 20)


def test_without_counts_the_whole_soak_is_run() -> None:
    args = parse([])
    assert (args.count, args.socket_count, args.kills, args.decode) == tuple(REACH.values())


def test_with_one_count_only_that_slice_is_run() -> None:
    args = parse(["--from", "300", "--count", "20"])
    assert (args.first, args.count, args.socket_count, args.kills, args.decode) == (300, 20, 0, 0, 0)


def test_command_writes_its_slice_and_ends_with_zero(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    assert main(["--from", "0", "--count", "3", "--out", str(file)]) == 0
    (ran,) = stored(file)
    assert (ran.kind, ran.count, ran.violations) == ("simulated", 3, 0)
