"""The connections of one thread, and what they do where a file cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from stockdesk.app.connections import Connections
from stockdesk.app.context import Context
from stockdesk.app.session import Session
from stockdesk.core.errors import StockdeskError
from stockdesk.store.folder import DataFolder
from stockdesk.store.tokens import TokenStore
from tests.support.demo import LOCATION


def session() -> Session:
    tokens = TokenStore(environ={})
    return Session(Connections(tokens), tokens, None, LOCATION)


def test_catalogue_that_cannot_be_opened_leaves_nothing_open(tmp_path: Path) -> None:
    folder = DataFolder.prepare(tmp_path / "data")
    folder.catalogue_db.mkdir()
    (folder.catalogue_db / "file").write_text("x")
    with pytest.raises((StockdeskError, OSError)):
        Context(folder, session())
    log = folder.work_db.with_name("work.db-wal")
    assert not log.exists()  # the last connection that closes takes it away


def test_damaged_catalogue_is_made_anew_and_the_work_is_untouched(tmp_path: Path) -> None:
    folder = DataFolder.prepare(tmp_path / "data")
    first = Context(folder, session())
    first.settings.set("station", "colour", "green")
    first.close()
    folder.catalogue_db.write_bytes(b"rubbish" * 1000)
    again = Context(folder, session())
    assert again.settings.get("station", "colour") == "green"
    again.catalogue_file.check()
    again.close()


def test_nobody_signed_in_has_no_desk(tmp_path: Path) -> None:
    context = Context(DataFolder.prepare(tmp_path / "data"), session())
    with pytest.raises(StockdeskError, match=r"session\.signed-out"):
        context.desk()
    context.close()
