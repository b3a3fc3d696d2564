"""A data folder and its databases, real files all of them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from stockdesk.store.aliases import AliasStore
from stockdesk.store.catalogue import CatalogueStore
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from tests.store.samples import NOBODY


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder.prepare(tmp_path / "data")


@pytest.fixture
def work(folder: DataFolder) -> Iterator[Database]:
    database = Database.open_work(folder)
    yield database
    database.close()


@pytest.fixture
def catalogue_file(folder: DataFolder, work: Database) -> Iterator[Database]:
    """The catalogue, after ``work.db`` as at every start: alone it is the trace of one that is gone."""
    database = Database.open_catalogue(folder)
    yield database
    database.close()


@pytest.fixture
def catalogue(catalogue_file: Database, work: Database) -> CatalogueStore:
    return CatalogueStore(catalogue_file, AliasStore(work))


@pytest.fixture
def nobodys_place() -> Iterator[Path]:
    """A folder that the user of ``as_nobody`` owns and reaches, whoever runs the tests."""
    place = Path(tempfile.mkdtemp(prefix="stockdesk-", dir="/tmp"))
    if os.geteuid() == 0:
        os.chown(place, NOBODY, NOBODY)
    yield place
    place.chmod(0o700)
    for path in place.rglob("*"):
        if path.is_dir():
            path.chmod(0o700)
    shutil.rmtree(place)
