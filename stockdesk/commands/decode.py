"""``stockdesk decode``: the readings of a scan, or what recorded key events became, one JSON object a line."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

from stockdesk.core.barcode import interpret, to_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from stockdesk.core.burst import Decision, Key, Scan


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the verb."""
    parser.add_argument(
        "text", metavar="TEXT", nargs="*", help="the text of a scan; - reads one from each line of standard input"
    )
    parser.add_argument(
        "--keys",
        metavar="FILE",
        help='JSON lines of key presses {"t": ms, "scan": X11 key code, "text": …, "mods": […], "repeat": true}',
    )
    parser.set_defaults(usage=parser.error)


def run(args: argparse.Namespace) -> int:
    """Print the readings; return 0, or 1 when the file of keys cannot be read. Nothing to decode is wrong usage."""
    if bool(args.text) == (args.keys is not None):
        args.usage("give the TEXT of a scan, or -, or --keys FILE")
    if args.keys is not None:
        return _print_keys(args.keys)
    year = dt.datetime.now(dt.UTC).year
    for text in args.text:
        for line in _lines() if text == "-" else (text,):
            _print(to_json(interpret(line, year=year)))
    return 0


def _lines() -> Iterator[str]:
    # Bytes that are no UTF-8 become lone surrogates, as they do in arguments; JSON escapes them, so nothing is lost.
    for line in sys.stdin.buffer if sys.stdin else ():  # a program may be started without any standard input
        yield line.removesuffix(b"\n").decode("utf-8", "surrogateescape")


def _print(value: object) -> None:
    # A program that asks line by line waits for its answer.
    print(json.dumps(value), flush=True)


def _print_keys(path: str) -> int:
    from stockdesk.core.burst import BurstDetector

    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - importing pathlib costs more than it gives here
            keys = [_key(line, number) for number, line in enumerate(file, start=1) if line.strip()]
    except OSError as error:
        return _refuse(f"{path} cannot be read: {error.strerror}. Name a file of recorded key presses.")
    except ValueError as error:
        return _refuse(f"{path} is no file of recorded key presses: {error}")
    detector = BurstDetector()
    decisions = [decision for key in keys for decision in detector.feed(key)]
    for line in _key_lines([*decisions, *detector.flush()]):
        _print(line)
    return 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _key(line: str, number: int) -> Key:
    from stockdesk.core.burst import Key

    try:
        event = json.loads(line)
    except ValueError:
        event = None
    given = {name: value for name, value in event.items() if value is not None} if isinstance(event, dict) else {}
    match {"scan": 0, "text": "", "mods": [], "repeat": False} | given:
        case {
            "t": int() | float() as t,
            "scan": int() as scan,
            "text": str() as text,
            "mods": list() as modifiers,
            "repeat": bool() as repeat,
        } if abs(t) < 1e15:
            return Key(t, scan, text, "shift" in modifiers, "ctrl" in modifiers, "alt" in modifiers, repeat)
    shown = line.strip()[:80]
    raise ValueError(f'line {number} should be {{"t": milliseconds, "scan": key code, "text": "…"}} and is: {shown}')


def _key_lines(decisions: Iterable[Decision]) -> Iterator[dict[str, object]]:
    """Yield a line for each scan and one for what was typed between scans; keys that print nothing have no line."""
    from stockdesk.core.burst import Scan, Typed

    typed = ""
    for decision in decisions:
        if isinstance(decision, Typed):
            typed += "".join(key.text for key in decision.keys)
        elif isinstance(decision, Scan):
            if typed:
                yield {"typed": typed}
            typed = ""
            yield {"scan": _scan_json(decision)}
    if typed:
        yield {"typed": typed}


def _scan_json(scan: Scan) -> dict[str, object]:
    """Return what a scan became, by the same decision as in the window but without a catalogue.

    ``warnings`` are there where the window would refuse or show the scan: codes as in its ledger.
    """
    from stockdesk.core.cutscan import cut_reason
    from stockdesk.core.setupcodes import is_setup_code
    from stockdesk.core.stationprofile import DEFAULT_PROFILE
    from stockdesk.core.trust import decide, speaks_for_itself

    raw = scan.raw
    trusted = decide(raw, lambda text: speaks_for_itself(interpret(text)))
    taken = interpret(trusted.text, year=dt.datetime.now(dt.UTC).year)
    both = {} if trusted.basis == "same" else {"by_text": trusted.by_text, "by_positions": trusted.by_positions}
    is_test = is_setup_code(taken.text)
    reason = "scan.test-code" if is_test else cut_reason(raw, taken, DEFAULT_PROFILE, lambda _taken: False)
    warnings = [*([reason] if reason else []), *(["scan.two-texts"] if trusted.is_open else [])]
    read = to_json(taken)
    return {
        "text": trusted.text,
        **both,
        "trusted": trusted.basis,
        "ended_by": scan.ended_by,
        **({"warnings": warnings} if warnings else {}),
        "readings": read["readings"],
        "refused": read["refused"],
    }
