from __future__ import annotations

from decimal import Decimal

import pytest

from stockdesk.store.database import Database
from stockdesk.store.settings import STATION, SettingsStore, location_scope


def test_setting_reads_back_by_scope_and_key(work: Database) -> None:
    settings = SettingsStore(work)
    value = {"id": 5, "name": "Аня \ud800", "list": [True, None, "1.50"]}
    settings.set(STATION, "user", value)
    settings.set(location_scope(4564), "user", 7)
    settings.set(location_scope(4564), "user", 8)
    assert settings.get(STATION, "user") == value
    assert settings.all("location:4564") == {"user": 8}
    assert settings.get(STATION, "missing") is None
    assert settings.get(STATION, "missing", "default") == "default"


def test_deleted_setting_is_gone(work: Database) -> None:
    settings = SettingsStore(work)
    settings.set(STATION, "account", "x")
    settings.delete(STATION, "account")
    settings.delete(STATION, "account")
    assert settings.all(STATION) == {}


def test_float_and_decimal_are_refused(work: Database) -> None:
    settings = SettingsStore(work)
    with pytest.raises(ValueError, match="no float"):
        settings.set(STATION, "x", {"deep": [1.5]})
    with pytest.raises(TypeError):
        settings.set(STATION, "x", Decimal(1))
    assert settings.all(STATION) == {}


def test_settings_that_belong_together_are_kept_all_or_none(work: Database) -> None:
    settings = SettingsStore(work)
    settings.set_all(STATION, {"ports": ["COM9"], "speeds": {}})
    with pytest.raises(ValueError, match="no float"):
        settings.set_all(STATION, {"ports": [], "speeds": 1.5})
    assert settings.all(STATION) == {"ports": ["COM9"], "speeds": {}}
