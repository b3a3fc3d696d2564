"""`stockdesk tour`: a picture of every screen, and a document posted on the way."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage


def test_tour_leaves_pictures_and_ends_with_their_folder_and_the_documents_number(tmp_path: Path) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environ = {name: value for name, value in os.environ.items() if name not in hidden}
    out = tmp_path / "pictures"
    (tmp_path / "pictures").mkdir()
    (out / "07-of-an-older-tour.png").touch()
    (out / "mine.png").touch()
    done = subprocess.run(
        [sys.executable, "-m", "stockdesk", "tour", "--out", str(out)],
        env=environ,
        capture_output=True,
        text=True,
        timeout=150,
    )
    assert done.returncode == 0, done.stderr
    folder, number = done.stdout.splitlines()[-2:]
    mine = {"07-of-an-older-tour.png", "mine.png"}
    pictures = sorted(path.name for path in out.glob("*.png") if path.name not in mine)
    assert folder == f"{len(pictures)} pictures in {out}"
    assert re.fullmatch(r"posted receipt No\. [0-9]+", number)
    assert len(pictures) >= 20
    assert all((out / name).exists() for name in mine)  # what was in the folder is nobody's to remove
    assert {QImage(str(out / name)).size().toTuple() for name in pictures} == {(1366, 768)}
