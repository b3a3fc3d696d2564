"""A busy program and real keys: what lies in the queue meanwhile is told apart by the time stamps of the keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.scanprogram import ScanProgram, code_of, scan_program

STALL_MS = 400
EAN = "4006381333931"


@pytest.fixture(scope="module")
def program() -> Iterator[ScanProgram]:
    with scan_program() as running:
        yield running


@pytest.mark.parametrize("suffix", ["\r", "\r\n", "\t", ""])
@pytest.mark.parametrize("gap", [1, 10, 19])
@pytest.mark.parametrize("keys_before", [1, 2, 7])
def test_scan_during_which_the_program_stalls_is_whole(
    program: ScanProgram, gap: int, keys_before: int, suffix: str
) -> None:
    state, scans = program.scan_evenly(EAN, suffix, gap, f"after {keys_before} stall {STALL_MS}")
    assert [code_of(said) for said in scans] == [EAN]
    assert (state["typed"], state["clicks"], state["shortcuts"]) == ("", 0, 0)


def test_several_scans_in_one_stall_are_several(program: ScanProgram) -> None:
    program.ask("reset")
    program.ask(f"after 2 stall {STALL_MS}")
    codes = [EAN, "96385074", "036800054417"]
    for code in codes:
        program.keys.scan(code)
    assert [code_of(program.scanned()) for _ in codes] == codes
    assert program.settled()["typed"] == ""


@pytest.mark.parametrize("keys_before", [1, 2])
def test_text_typed_while_the_program_stalls_is_typed(program: ScanProgram, keys_before: int) -> None:
    program.ask("reset")
    program.ask("focus field")
    program.ask(f"after {keys_before} stall {STALL_MS}")
    program.keys.type("4711", gap=80)
    program.until_state("typed", "4711")
    program.settled()


def test_scan_behind_typed_text_in_one_stall_leaves_the_text_to_its_field(program: ScanProgram) -> None:
    program.ask("reset")
    program.ask("focus field")
    program.ask(f"after 1 stall {STALL_MS}")
    program.keys.type("ab", gap=90)
    program.keys.scan(EAN, pause=150)
    said = program.scanned()
    assert code_of(said) == EAN
    assert said["typed"] == "ab"
    assert program.settled()["typed"] == "ab"
