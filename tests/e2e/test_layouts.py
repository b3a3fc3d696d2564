"""Every keyboard layout of the X server's data: real keys of a scanner come whole, and none stays in a field."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.demo import running_demo
from tests.support.realwindow import PRODUCTS, entries_in_ledger, scans_in_ledger, window
from tests.support.scanprogram import ScanProgram, code_of, scan_program
from tests.support.xkeys import CAPS_LOCK, KEYS, x_keys
from tests.support.xserver import until, x_server

RULES = Path("/usr/share/X11/xkb/rules/evdev.lst")
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
CODE = f"{PRINTABLE[1:]}\x1dA1 b"
"""All printing characters of ASCII and a GS; the blank is inside, where no reader cuts it off."""
SHARDS = ["a", "b", "cd", "efg", "h", "ijk", "lmn", "opqr", "st", "uvwxyz"]


def layouts() -> list[tuple[str, ...]]:
    """All layouts and variants that the rules name, as arguments of setxkbmap. ``custom`` is a file of the user's."""
    text = RULES.read_text(encoding="utf-8")
    sections = {
        found[1]: found[2] for found in re.finditer(r"^! (\w+)\n(.*?)(?=^!|\Z)", text, re.MULTILINE | re.DOTALL)
    }
    plain = re.findall(r"^ +(\S+)", sections["layout"], re.MULTILINE)
    variants = re.findall(r"^ +(\S+) +(\S+): ", sections["variant"], re.MULTILINE)
    return [
        *((layout,) for layout in plain if layout != "custom"),
        *((layout, "-variant", variant) for variant, layout in variants if layout != "custom"),
    ]


def is_active(program: ScanProgram, keysyms: dict[str, int]) -> bool:
    """Whether the keys meant to Qt what the server's layout says.

    A few layouts have keys that the server's own list of keysyms, made for two groups of two levels, shows otherwise.
    """
    same = 0
    for character in PRINTABLE[1:]:
        code, *held = KEYS[character]
        plain, shifted = program.keys.keysyms(code)
        # A key that has one keysym only gives that with Shift too.
        wanted = shifted or plain if held else plain
        same += keysyms.get(str(2 * code + bool(held))) == wanted
    return same > 0.8 * len(PRINTABLE)


def fault_of(state: dict[str, Any], scans: list[dict[str, Any]]) -> str:
    """What is wrong after a scan; empty if nothing."""
    codes, left = [code_of(said) for said in scans], state["typed"] + state["cells"]
    is_right = codes == [CODE] and not left and not state["shortcuts"] and not state["clicks"]
    return "" if is_right else f"{codes}, in the fields {left!r}"


def scan_until_active(program: ScanProgram) -> str:
    """Scan until the new layout was active, at once as a rule; return what was wrong in any of the scans."""
    for _ in range(50):
        state, scans = program.scan_evenly(CODE)
        fault = fault_of(state, scans)
        if fault or is_active(program, scans[0]["keysyms"]):
            return fault
    return "never active"


def scan_with_caps_lock(program: ScanProgram) -> str:
    """Scan into a table while Caps Lock is on; return what was wrong."""
    program.keys.tap(CAPS_LOCK)
    state, scans = program.scan_evenly(CODE, "\r", 0, "focus table")
    program.keys.tap(CAPS_LOCK)
    program.keys.flush()
    return fault_of(state, scans)


def test_list_of_layouts_is_the_whole_one() -> None:
    found = layouts()
    assert len(found) > 500
    assert {("us",), ("us", "-variant", "intl"), ("ru",), ("fr",), ("kz",), ("cz", "-variant", "qwerty")} <= set(found)
    assert all(any(layout[0][0] in shard for shard in SHARDS) for layout in found)


@pytest.mark.parametrize("letters", SHARDS)
def test_scan_comes_whole_in_every_layout(letters: str) -> None:
    wrong = {}
    with scan_program() as program:
        for layout in layouts():
            if layout[0][0] not in letters:
                continue
            subprocess.run(["setxkbmap", *layout], env=program.screen.environ, check=True, capture_output=True)
            faults = [scan_until_active(program), scan_with_caps_lock(program)]
            if any(faults):
                wrong[layout] = faults
    assert wrong == {}


def test_scan_in_the_real_program_is_in_the_ledger_whatever_the_layout(tmp_path: Path) -> None:
    folder, house_code = tmp_path / "station", "A'B\"C-1^2`3~"
    with running_demo("--products", str(PRODUCTS)) as demo, x_server() as screen, x_keys(screen.display) as keys:
        with window(screen, demo, folder):
            scanned = []
            for place, layout in enumerate(
                (["us", "-variant", "intl"], ["de"], ["fr"], ["cz"], ["gr"], ["ru"], ["kz"])
            ):
                subprocess.run(["setxkbmap", *layout], env=screen.environ, check=True)
                # Once with the focus where it is at the start, then with the finder of products open.
                if place:
                    screen.keys(["F7"])
                scanned.append(f"{house_code}{place}")
                keys.scan(scanned[-1], pause=100)
                until(lambda: len(scans_in_ledger(folder)) == len(scanned), 20, f"the scan under {layout}")
        assert [text for _, text in scans_in_ledger(folder)] == scanned
        assert entries_in_ledger(folder) == len(scanned)
