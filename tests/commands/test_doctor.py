"""`doctor` on machines that lack something. With a service: tests/e2e/test_command_line.py."""

from __future__ import annotations

from pathlib import Path

from tests.support.commandline import run


def test_doctor_of_a_fresh_machine_names_the_next_steps(tmp_path: Path) -> None:
    ended = run("--data-dir", str(tmp_path), "doctor", "--json")
    checks = {check["check"]: check for check in ended.form["checks"]}
    assert checks["folder"]["state"] == "ok"
    assert checks["service"]["state"] == "look"
    assert "Sign in" in checks["service"]["text"]
    assert "Sign in" in checks["catalogue"]["text"]


def test_doctor_goes_on_where_the_data_folder_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    ended = run("--data-dir", str(tmp_path / "file"), "doctor")
    assert ended.status == 1
    assert "Traceback" not in ended.said
    lines = {line.split()[1]: line for line in ended.out.splitlines()}
    assert lines["folder"].startswith("failed")
    assert str(tmp_path / "file") in lines["folder"]
    assert {"program", "window", "keyring"} <= set(lines)
