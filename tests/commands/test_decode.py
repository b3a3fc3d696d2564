from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from stockdesk.commands import decode
from stockdesk.core.barcode import interpret, to_json
from stockdesk.core.burst import Key
from tests.support.keytrace import RUSSIAN, scanned, typed

EAN = "4006381333931"


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    decode.declare(parser)
    return decode.run(parser.parse_args(arguments))


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def scans(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """The answers without the readings, which ``decode TEXT`` gives in the same form."""
    told = answers(capsys)
    for answer in told:
        scan = answer.get("scan")
        if isinstance(scan, dict):
            readings, refused = scan.pop("readings"), scan.pop("refused")
            again = to_json(interpret(scan["text"]))
            assert (readings, refused) == (again["readings"], again["refused"])
    return told


def recorded(path: Path, keys: list[Key]) -> str:
    with path.open("w", encoding="utf-8") as file:
        for key in keys:
            mods = [name for name, held in (("shift", key.shift), ("ctrl", key.ctrl), ("alt", key.alt)) if held]
            event = {"t": key.t, "scan": key.scan, "text": key.text, "mods": mods}
            file.write(json.dumps(event | ({"repeat": True} if key.repeat else {})) + "\n")
    return str(path)


def test_each_text_is_answered_by_one_line_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(EAN, "ABC", "") == 0
    lines = answers(capsys)
    assert [line["raw"] for line in lines] == [EAN, "ABC", ""]
    assert list(lines[0]) == ["raw", "aim", "readings", "refused"]


def test_standard_input_is_split_at_lf_only_and_takes_any_bytes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"]C1\x1d10A\x1d21B\r\n\xff\xfe\x00\n\n\xe2\x80\xa8x\x0by\x0cz\nlast"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert run("-") == 0
    lines = answers(capsys)
    texts = [str(line["raw"]) for line in lines]
    assert b"\n".join(text.encode("utf-8", "surrogateescape") for text in texts) == data
    assert [bool(line["refused"]) for line in lines] == [False, True, True, True, False]


def test_no_standard_input_at_all_is_an_empty_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run("-", EAN) == 0
    assert [line["raw"] for line in answers(capsys)] == [EAN]


def test_nothing_to_decode_is_wrong_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for arguments in ((), (EAN, "--keys", recorded(tmp_path / "keys", []))):
        with pytest.raises(SystemExit) as ended:
            run(*arguments)
        assert ended.value.code == 2
    assert "TEXT" in capsys.readouterr().err


def test_recorded_keys_become_scans_and_typing_in_order(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    keys = [
        *typed("47", [0, 200]),
        Key(300, 50, "", shift=True),
        *scanned(f"{EAN}\r\n", start=1000, gap=5),
        *scanned("ABC-12\t", start=1200, gap=5),
        *typed("x\r", [3000, 3200]),
        Key(3800, 53, "x", repeat=True),
        *scanned(EAN, start=5000, gap=2),
        *typed("9", [6000]),
    ]
    assert run("--keys", recorded(tmp_path / "keys", keys)) == 0
    assert scans(capsys) == [
        {"typed": "47"},
        {"scan": {"text": EAN, "trusted": "same", "ended_by": "enter"}},
        {"scan": {"text": "ABC-12", "trusted": "same", "ended_by": "tab"}},
        {"typed": "x\rx"},
        {"scan": {"text": EAN, "trusted": "same", "ended_by": "silence"}},
        {"typed": "9"},
    ]


def test_a_scan_in_another_layout_shows_both_texts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    keys = [
        *scanned("]C0ABC-1\r", gap=5, layout=RUSSIAN),
        *scanned("ABC-2\r", start=500, gap=5, layout=RUSSIAN),
    ]
    assert run("--keys", recorded(tmp_path / "keys", keys)) == 0
    assert scans(capsys) == [
        {
            "scan": {
                "text": "]C0ABC-1",
                "by_text": "ЪС0ФИС-1".replace("ЪС", "ъС"),
                "by_positions": "]C0ABC-1",
                "trusted": "positions",
                "ended_by": "enter",
            }
        },
        {
            "scan": {
                "text": "ФИС-2",
                "by_text": "ФИС-2",
                "by_positions": "ABC-2",
                "trusted": "undecided",
                "ended_by": "enter",
                "warnings": ["scan.two-texts"],
            }
        },
    ]


def test_a_test_code_is_believed_and_marked_as_the_window_does(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    keys = scanned("SD-TEST.END\r", gap=5, layout=RUSSIAN)
    assert run("--keys", recorded(tmp_path / "keys", keys)) == 0
    (told,) = scans(capsys)
    scan = told["scan"]
    assert isinstance(scan, dict)
    assert (scan["text"], scan["trusted"], scan["warnings"]) == ("SD-TEST.END", "positions", ["scan.test-code"])


def test_amount_before_a_scan_is_read_by_the_keys_and_a_scan_without_its_head_is_marked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    german = {"*": "("}
    keys = [
        *scanned("5*\r", gap=5, layout=german),
        *scanned(EAN[:2], start=2000, gap=5),
        *scanned(f"{EAN[2:]}\r", start=2065, gap=5),
    ]
    assert run("--keys", recorded(tmp_path / "keys", keys)) == 0
    amount, typed_head, rest = scans(capsys)
    assert amount["scan"] == {
        "text": "5*",
        "by_text": "5(",
        "by_positions": "5*",
        "trusted": "positions",
        "ended_by": "enter",
    }
    assert typed_head == {"typed": "40"}
    assert rest["scan"] == {"text": EAN[2:], "trusted": "same", "ended_by": "enter", "warnings": ["scan.cut"]}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "1",
        '{"scan": 10}',
        '{"t": "0"}',
        '{"t": NaN, "scan": 10, "text": "1"}',
        '{"t": 0, "text": 1}',
        '{"t": 0, "mods": "shift"}',
        '{"t": 0, "repeat": 1}',
    ],
)
def test_a_line_that_is_no_key_press_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str) -> None:
    path = tmp_path / "keys"
    path.write_text(f'{{"t": 0, "scan": 10, "text": "1"}}\n\n{line}\n', encoding="utf-8")
    assert run("--keys", str(path)) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert "line 3" in output.err
    assert str(path) in output.err


def test_a_file_that_cannot_be_read_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("--keys", str(tmp_path / "none")) == 1
    assert run("--keys", str(tmp_path)) == 1
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    assert run("--keys", str(tmp_path / "bytes")) == 1
    assert capsys.readouterr().err.count(str(tmp_path)) == 3


def test_a_program_that_asks_line_by_line_is_answered_line_by_line() -> None:
    command = [sys.executable, "-m", "stockdesk", "decode", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text in (EAN, "ABC"):
            process.stdin.write(f"{text}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["raw"] == text
        process.stdin.close()
        assert process.wait() == 0


def test_a_plain_number_is_decoded_without_importing_biip_or_a_window() -> None:
    program = (
        "import sys; from stockdesk.cli import main; main(['decode', '4006381333931']); "
        "print([n for n in ('biip', 'PySide6', 'sqlite3', 'httpx', 'keyring') if n in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
