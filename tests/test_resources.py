"""Finding data files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from stockdesk.resources import resource_path

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_data_file_is_found_in_a_source_checkout() -> None:
    assert resource_path("demo", "products.csv").is_file()


def test_frozen_program_looks_in_its_own_folder_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("icons") == tmp_path / "resources" / "icons"


def test_attribution_of_the_catalogue_stands_beside_it() -> None:
    notice = " ".join(resource_path("demo", "README.md").read_text(encoding="utf-8").split())
    assert (
        "Contains information from Open Food Facts and Open Beauty Facts (openfoodfacts.org, openbeautyfacts.org),"
        " made available under the Open Database License (ODbL) 1.0." in notice
    )
