from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from stockdesk.app.codereader import SETTING, CodeReader
from stockdesk.core.errors import StockdeskError
from stockdesk.core.gtin import check_digit
from stockdesk.core.instore import DEFAULT_PATTERNS, Pattern
from stockdesk.core.instorepresets import preset
from stockdesk.store.database import Database
from stockdesk.store.folder import DataFolder
from stockdesk.store.settings import SettingsStore, location_scope
from tests.support.strictness import LogWatch

WEIGHED = "211234501548"
WEIGHED += check_digit(WEIGHED)


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[SettingsStore]:
    database = Database.open_work(DataFolder.prepare(tmp_path / "data"))
    yield SettingsStore(database)
    database.close()


def reader(settings: SettingsStore, location_id: int | None = 7) -> CodeReader:
    return CodeReader(settings, lambda: location_id)


def test_a_location_reads_by_the_default_list_until_it_has_its_own(settings: SettingsStore) -> None:
    reads = reader(settings)
    assert reads.patterns == DEFAULT_PATTERNS
    assert reads.read(WEIGHED).readings[0].weight == Decimal("1.548")


def test_a_saved_list_counts_from_the_next_scan_on_and_after_a_restart(settings: SettingsStore) -> None:
    reads = reader(settings)
    reads.save((Pattern("21.....{NNNDD}", "price"),))
    for one in (reads, reader(settings)):
        first = one.read(WEIGHED).readings[0]
        assert (first.weight, first.price) == (None, Decimal("15.48"))


def test_a_list_may_be_empty(settings: SettingsStore) -> None:
    reads = reader(settings)
    reads.save(preset("none").patterns)
    assert reads.patterns == ()
    assert [r.code for r in reads.read(WEIGHED).readings] == [WEIGHED]


def test_each_location_has_a_list_of_its_own(settings: SettingsStore) -> None:
    reader(settings, 7).save(preset("germany").patterns)
    assert reader(settings, 8).patterns == DEFAULT_PATTERNS
    assert reader(settings, 7).patterns == preset("germany").patterns


def test_without_a_location_the_default_list_is_read_and_nothing_is_saved(settings: SettingsStore) -> None:
    reads = reader(settings, None)
    assert reads.patterns == DEFAULT_PATTERNS
    with pytest.raises(StockdeskError, match=r"session\.signed-out"):
        reads.save(())


@pytest.mark.parametrize("value", ["21.....{NNDDD}", 5, ["21.....{NNDDD} weight"], {"a": 1}])
def test_a_list_that_cannot_be_read_gives_the_default_and_one_line_in_the_log(
    settings: SettingsStore, value: object, caplog: pytest.LogCaptureFixture, log_watch: LogWatch
) -> None:
    log_watch.allow("not understood")
    settings.set(location_scope(7), SETTING, value)
    reads = reader(settings)
    assert [reads.patterns, reads.patterns] == [DEFAULT_PATTERNS, DEFAULT_PATTERNS]
    assert len(caplog.records) == 1


def test_two_digit_years_are_read_around_the_present_year(settings: SettingsStore) -> None:
    year = datetime.now(UTC).year + 50
    expiry = reader(settings).read(f"]C1010400638133393117{year % 100:02}1231").readings[0].expiry
    assert expiry is not None
    assert expiry.year in (year, year - 100)  # the year may turn between the two lines
