"""`stockdesk`, `--smoke` and `--demo` as real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.xserver import until, x_server

PROGRAM = [sys.executable, "-m", "stockdesk"]


def without_display() -> dict[str, str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return {name: value for name, value in os.environ.items() if name not in hidden}


def test_smoke_needs_no_display_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environ = {**without_display(), "TMPDIR": str(tmp_path)}
    done = subprocess.run([*PROGRAM, "--smoke"], env=environ, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_window_without_a_display_is_refused_with_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "--data-dir", str(tmp_path)], env=without_display(), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "display" in done.stderr
    assert "Traceback" not in done.stderr


def test_demo_opens_signed_in_and_ends_with_its_window(tmp_path: Path) -> None:
    """The window is closed by its window manager; program, service and folder are gone then."""
    with x_server() as screen:
        environ = {**screen.environ, "TMPDIR": str(tmp_path)}
        process = subprocess.Popen([*PROGRAM, "--demo"], env=environ)
        until(lambda: screen.active_window_name().startswith("stockdesk"), 60, "the demo's window")
        window = screen.xdotool("getactivewindow").stdout.strip()
        screen.xdotool("key", "alt+F4")
        assert process.wait(timeout=30) == 0
        assert window
    assert list(tmp_path.glob("stockdesk-demo-*")) == []
