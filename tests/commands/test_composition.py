"""What verbs share: a workspace that is always closed, and the last line."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stockdesk.app.workspace import Workspace
from stockdesk.commands.composition import outbox_workspace, print_json, time_form, workspace
from stockdesk.core.errors import StockdeskError
from stockdesk.core.operation import Kind
from stockdesk.store.backups import backups
from stockdesk.store.folder import DataFolder


def arguments(folder: Path) -> argparse.Namespace:
    return argparse.Namespace(data_dir=folder, server=None, location=None)


def test_workspace_is_closed_whatever_happens(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), workspace(arguments(tmp_path)) as opened:
        raise ZeroDivisionError
    with workspace(arguments(tmp_path)) as again:
        assert again.folder.path == opened.folder.path


def test_workspace_of_the_outbox_is_copied_only_after_a_verb_that_came_to_its_end(tmp_path: Path) -> None:
    def draft(opened: Workspace) -> None:
        opened.documents.new(Kind.RECEIPT, 1, 2)

    folder = DataFolder(tmp_path)
    with workspace(arguments(tmp_path)) as opened:
        draft(opened)
    with pytest.raises(ZeroDivisionError), outbox_workspace(arguments(tmp_path)):
        raise ZeroDivisionError
    assert backups(folder) == []
    for _ in range(2):
        with outbox_workspace(arguments(tmp_path)):
            pass
        assert [copy.sound() for copy in backups(folder)] == [True]


def test_folder_that_cannot_be_used_is_an_error_with_a_code(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StockdeskError) as caught, workspace(arguments(tmp_path / "file")):
        pass
    assert caught.value.code == "folder.not-a-folder"


def test_json_is_one_line_with_letters_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"title": "Шампунь\n2"})
    (line,) = capsys.readouterr().out.splitlines()
    assert "Шампунь" in line
    assert json.loads(line) == {"title": "Шампунь\n2"}


def test_time_has_its_offset() -> None:
    assert time_form(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == "2026-01-02T03:04:00+00:00"
    assert time_form(None) is None
