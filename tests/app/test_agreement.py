"""The window and ``decode --keys`` decide alike about every recorded burst of keys."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.app.events import ScanAnswer, Verdict
from stockdesk.commands import decode
from stockdesk.core.burst import BurstDetector, Key, Scan
from stockdesk.core.entry import RawScan
from tests.support.keytrace import CZECH, RUSSIAN, scanned
from tests.support.scanstation import Station, scan_station

GERMAN = {"y": "z", "z": "y", "Y": "Z", "Z": "Y", "-": "ß", "*": "(", "(": ")", "]": "+", "/": "-", ".": "."}
BRITISH = {"@": '"', '"': "@", "#": "£"}
LAYOUTS = st.sampled_from([None, RUSSIAN, CZECH, GERMAN, BRITISH])
CODES = st.one_of(
    st.sampled_from(
        ["4006381333931", "]E04006381333931", "01040063813339312", "SD-CMD.UNDO", "5*", "ABC-12", "96385074"]
    ),
    st.from_regex(r"0104006381333931(10|21)[A-Za-z0-9*]{1,8}", fullmatch=True),
    st.text("0123456789ABYZabyz-/*.@", min_size=4, max_size=16),
)


def recorded(keys: list[Key]) -> str:
    lines = [
        {"t": key.t, "scan": key.scan, "text": key.text, "mods": ["shift"] if key.shift else []}
        | ({"mods": ["ctrl"]} if key.ctrl else {})
        for key in keys
    ]
    return "".join(json.dumps(line) + "\n" for line in lines)


def decoded(keys: list[Key], folder: Path) -> list[dict[str, object]]:
    """What ``decode --keys`` says."""
    path = folder / "keys"
    path.write_text(recorded(keys), encoding="utf-8")
    parser = argparse.ArgumentParser()
    decode.declare(parser)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert decode.run(parser.parse_args(["--keys", str(path)])) == 0
    return [answer["scan"] for answer in map(json.loads, out.getvalue().splitlines()) if "scan" in answer]


def in_the_window(keys: list[Key], station: Station) -> list[ScanAnswer]:
    """How the window answers each scan."""
    detector = BurstDetector(station.scanning.profile)
    decisions = [decision for key in keys for decision in detector.feed(key)] + detector.flush()
    return [
        station.take(RawScan(scan.text, scan.positions, ended_by=scan.ended_by, proven=scan.proven))
        for scan in decisions
        if isinstance(scan, Scan)
    ]


def taken(answer: ScanAnswer) -> tuple[object, ...]:
    """What became of a scan, without what was said about its two texts."""
    said = {answer.reason, *(note.code for note in answer.notes)} - {"scan.two-texts", "scan.layout", ""}
    return answer.code.upper(), answer.verdict is Verdict.REFUSED, answer.delta, answer.command, said


@settings(deadline=None, max_examples=60)
@given(st.lists(CODES, min_size=1, max_size=3), LAYOUTS)
def test_window_takes_every_scan_as_the_text_that_decode_believes(
    codes: list[str], layout: dict[str, str] | None
) -> None:
    keys = [
        key
        for place, code in enumerate(codes)
        for key in scanned(f"{code}\r", start=1000.0 * place, gap=6, layout=layout)
    ]
    with TemporaryDirectory() as name:
        folder = Path(name)
        with scan_station(folder / "one", ()) as station, scan_station(folder / "other", ()) as other:
            scans = decoded(keys, folder)
            answers = in_the_window(keys, station)
            expected = [other.take(RawScan(str(scan["text"]))) for scan in scans]
    assert len(answers) == len(codes)
    assert [taken(answer) for answer in answers] == [taken(answer) for answer in expected]
    for scan, answer in zip(scans, answers, strict=True):
        assert ("scan.two-texts" in str(scan.get("warnings"))) == bool(answer.by_text) or answer.line is None
