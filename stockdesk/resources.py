"""Where the data files are: pictures, sounds, demo data, the demo service's contract."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """The path of a data file or folder below `resources/`, whether or not it exists.

    Looks in the folder of a frozen program, then in the installed package (`stockdesk/_resources`), then in a source
    checkout (`resources/` beside the package).
    """
    return _root().joinpath(*parts)


def _root() -> Path:
    package = Path(__file__).resolve().parent
    bundle: str | None = getattr(sys, "_MEIPASS", None)
    candidates = [package / "_resources", package.parent / "resources"]
    if bundle is not None:
        candidates[:0] = [Path(bundle) / "resources", Path(bundle) / "stockdesk" / "_resources"]
    return next((candidate for candidate in candidates if candidate.is_dir()), candidates[-1])
