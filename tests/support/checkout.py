"""The files of this checkout, as a test of its form sees them: without what is made from them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE = {
    ".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis",
    ".import_linter_cache", ".schemathesis", "dist", "build", "tour",
}  # fmt: skip


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file below `folder` that a person wrote or chose."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in MADE]
        yield from (Path(parent, name) for name in names if not name.startswith(".coverage"))


def text(name: str) -> str:
    """The text of a file named from the top of the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")
