"""What a machine can sound with, found without a word on standard error."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pathlib import Path

import make_sounds
import pytest

from stockdesk.core.errors import StockdeskError
from stockdesk.devices import soundsystem
from stockdesk.devices.soundsystem import RATE, open_device, probe, sound_systems
from stockdesk.ui.messages import sentence


def linux(root: Path, **environ: str) -> tuple[str, ...]:
    return sound_systems("linux", environ, root)


def test_machine_without_card_and_sound_server_has_nothing_to_try(tmp_path: Path) -> None:
    (tmp_path / "dev" / "snd").mkdir(parents=True)
    (tmp_path / "dev" / "snd" / "pcmC0D0c").touch()  # a microphone
    assert linux(tmp_path) == ()
    assert linux(tmp_path, XDG_RUNTIME_DIR=str(tmp_path / "run"), PULSE_RUNTIME_PATH=str(tmp_path)) == ()


def test_card_that_can_be_played_on_is_tried(tmp_path: Path) -> None:
    (tmp_path / "dev" / "snd").mkdir(parents=True)
    (tmp_path / "dev" / "snd" / "pcmC0D0p").touch()
    assert linux(tmp_path) == ("ALSA",)


@pytest.mark.parametrize(
    ("variable", "socket"),
    [("XDG_RUNTIME_DIR", "pulse/native"), ("PULSE_RUNTIME_PATH", "native"), ("", "run/pulse/native")],
)
def test_sound_server_is_found_where_it_listens(tmp_path: Path, variable: str, socket: str) -> None:
    place = tmp_path / socket
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch()
    assert linux(tmp_path, **({variable: str(tmp_path)} if variable else {})) == ("PULSEAUDIO",)


def test_sound_server_that_is_named_goes_before_the_card(tmp_path: Path) -> None:
    (tmp_path / "dev" / "snd").mkdir(parents=True)
    (tmp_path / "dev" / "snd" / "pcmC1D3p").touch()
    assert linux(tmp_path, PULSE_SERVER="unix:/mnt/wslg/PulseServer") == ("PULSEAUDIO", "ALSA")


@pytest.mark.parametrize("platform", ["win32", "darwin", "freebsd14"])
def test_other_systems_are_always_tried(platform: str, tmp_path: Path) -> None:
    assert sound_systems(platform, {}, tmp_path)


@pytest.mark.parametrize("platform", ["win32", "darwin", "freebsd14", "linux"])
def test_every_system_is_one_that_the_library_knows(platform: str, tmp_path: Path) -> None:
    (tmp_path / "dev" / "snd").mkdir(parents=True)
    (tmp_path / "dev" / "snd" / "pcmC0D0p").touch()
    known = import_module("miniaudio").Backend.__members__
    assert set(sound_systems(platform, {"PULSE_SERVER": "x"}, tmp_path)) <= set(known)


def test_null_device_opens_and_names_its_system() -> None:
    device = open_device(("NULL",))
    assert device.backend == "Null"
    device.close()


def test_nothing_to_try_is_refused_with_a_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StockdeskError) as caught:
        open_device(())
    assert caught.value.code == "sound.none"
    assert "no sound device" in sentence(caught.value)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("system", ["WASAPI", "NOSUCH"])
def test_system_that_cannot_be_used_is_refused_with_what_it_says(system: str) -> None:
    with pytest.raises(StockdeskError) as caught:
        open_device((system,))
    assert caught.value.code == "sound.failed"
    assert caught.value.arguments["detail"]
    assert "bell" in sentence(caught.value)


def test_looking_for_the_device_of_this_machine_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    with suppress(StockdeskError):
        probe()
    assert capfd.readouterr().err == ""


def test_probe_names_the_system_of_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundsystem, "sound_systems", lambda: ("NULL",))
    assert probe() == "Null"


def test_rate_is_that_of_the_files() -> None:
    assert make_sounds.RATE == RATE
