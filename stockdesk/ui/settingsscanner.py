"""How this station's scanners send: the set-up by the sheet, and every value by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stockdesk.app.station import load_profile, save_profile
from stockdesk.core import scancode
from stockdesk.core.errors import StockdeskError
from stockdesk.core.scannercheck import LONGEST_GAP, can_mean_gs
from stockdesk.core.stationprofile import DEFAULT_PROFILE, StationProfile, Suffix
from stockdesk.store.settings import SettingsStore
from stockdesk.ui.choicebox import ChoiceBox
from stockdesk.ui.enterbutton import EnterButton
from stockdesk.ui.settingscard import Captioned, Card, TextField, grid, whole_number
from stockdesk.ui.words import counted, tr

_SHORTEST_GAP: Final = 10
_SILENCES: Final = (30, 2000)
_LONGEST_PREFIX: Final = 20
_LONGEST_GS_TEXT: Final = 12
_LARGEST_MINIMUM: Final = 20
_SUFFIXES: Final[tuple[Suffix, ...]] = ("", "enter", "tab", "silence")
_F_KEYS: Final = sorted(scancode.FUNCTION_KEYS)


class SettingsScanner(QWidget):
    """Shows and changes the station's profile; each value is kept as soon as it is left."""

    profile_changed = Signal(object)
    """The ``StationProfile`` that holds from now on."""
    setup_wanted = Signal()
    """A person wants to scan the set-up sheet."""

    def __init__(self, settings: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addWidget(self._make_setup())
        rows.addWidget(self._make_fields())
        rows.addStretch(1)
        self.refresh()

    def _make_setup(self) -> Card:
        self._card = Card(tr("Scanners that type like a keyboard"), "", self)
        self.setup_button = EnterButton(tr("Set up scanner…"), self._card)
        self.setup_button.setProperty("role", "primary")
        self.setup_button.clicked.connect(self.setup_wanted)
        self.standard_button = EnterButton(tr("Back to standard"), self._card)
        self.standard_button.clicked.connect(self._standard)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addWidget(self.setup_button)
        buttons.addWidget(self.standard_button)
        buttons.addStretch(1)
        self._card.rows.addLayout(buttons)
        return self._card

    def _make_fields(self) -> Card:
        card = Card(
            tr("By hand"),
            tr("The set-up sheet finds all of this by itself. What you change here is kept when you leave the field."),
            self,
        )
        milliseconds = tr("ms")
        self.gap = TextField(tr("Longest gap"), self._keep_gap, milliseconds, card)
        self.silence = TextField(tr("Silence that ends a scan"), self._keep_silence, milliseconds, card)
        self.minimum = TextField(tr("Shortest code"), self._keep_minimum, tr("characters"), card)
        self.prefix = TextField(tr("Prefix"), self._keep_prefix, parent=card)
        self.prefix.edit.setPlaceholderText(tr("none"))
        self.suffix = ChoiceBox(tr("Suffix"), card)
        for suffix in _SUFFIXES:
            self.suffix.addItem(suffix_words(suffix), suffix)
        self.suffix.activated.connect(self._suffix_chosen)
        self.gs_key = ChoiceBox(tr("Key for the separator (GS)"), card)
        self.gs_key.activated.connect(self._gs_key_chosen)
        self.gs_text = TextField(tr("Text for the separator (GS)"), self._keep_gs_text, parent=card)
        self.gs_text.edit.setPlaceholderText(tr("none"))
        suffix_field = Captioned(tr("Suffix"), self.suffix, parent=card)
        key_field = Captioned(tr("Key for the separator (GS)"), self.gs_key, parent=card)
        fields = grid([self.gap, self.silence, self.minimum, self.prefix, suffix_field, self.gs_text], 3)
        fields.addWidget(key_field, 2, 0, 1, 2)
        card.rows.addLayout(fields)
        return card

    # -- showing --------------------------------------------------------------------------------------------------

    @property
    def profile(self) -> StationProfile:
        """The profile as it is kept."""
        return load_profile(self._settings)

    def refresh(self) -> None:
        """Show the profile as it is kept now."""
        profile = self.profile
        self._card.lead.setText(profile_words(profile))
        self.standard_button.setEnabled(profile != DEFAULT_PROFILE)
        self.gap.show_text(f"{profile.gap:.0f}")
        self.silence.show_text(f"{profile.silence:.0f}")
        self.minimum.show_text(str(profile.minimum))
        self.prefix.show_text(profile.prefix)
        self.gs_text.show_text(profile.gs_text)
        self.suffix.setCurrentIndex(_SUFFIXES.index(profile.suffix))
        self._show_gs_keys(profile.gs_keys)

    def _show_gs_keys(self, keys: frozenset[int]) -> None:
        self.gs_key.clear()
        self.gs_key.addItem(tr("standard: Ctrl+], Down arrow, function keys"), DEFAULT_PROFILE.gs_keys)
        for place, code in enumerate(_F_KEYS, start=1):
            self.gs_key.addItem(f"F{place}", DEFAULT_PROFILE.gs_keys | {code})
        place = next((at for at in range(self.gs_key.count()) if self.gs_key.itemData(at) == keys), -1)
        if place < 0:
            self.gs_key.addItem(tr("as the sheet found it"), keys)
            place = self.gs_key.count() - 1
        self.gs_key.setCurrentIndex(place)

    # -- keeping --------------------------------------------------------------------------------------------------

    def _keep(self, profile: StationProfile) -> None:
        save_profile(self._settings, profile)
        self._card.lead.setText(profile_words(profile))
        self.standard_button.setEnabled(profile != DEFAULT_PROFILE)
        self.profile_changed.emit(profile)

    def _keep_gap(self, text: str) -> None:
        gap = whole_number(text, "profile.gap", _SHORTEST_GAP, int(LONGEST_GAP))
        silence = self.profile.silence
        if silence <= gap:
            # Else a scan would end between two of its own characters.
            silence = 2 * gap
            self.silence.show_text(f"{silence:.0f}")
        self._keep(replace(self.profile, gap=gap, silence=silence))

    def _keep_silence(self, text: str) -> None:
        least, most = max(_SILENCES[0], int(self.profile.gap) + 1), _SILENCES[1]
        self._keep(replace(self.profile, silence=whole_number(text, "profile.silence", least, most)))

    def _keep_minimum(self, text: str) -> None:
        self._keep(replace(self.profile, minimum=whole_number(text, "profile.minimum", 1, _LARGEST_MINIMUM)))

    def _keep_prefix(self, text: str) -> None:
        if len(text) > _LONGEST_PREFIX or not text.isprintable():
            raise StockdeskError("profile.prefix", most=_LONGEST_PREFIX)
        self._keep(replace(self.profile, prefix=text))

    def _keep_gs_text(self, text: str) -> None:
        if text and not (can_mean_gs(text) and text.isprintable() and len(text) <= _LONGEST_GS_TEXT):
            raise StockdeskError("profile.gs-text", text=text)
        self._keep(replace(self.profile, gs_text=text))

    @Slot(int)
    def _suffix_chosen(self, place: int) -> None:
        self._keep(replace(self.profile, suffix=_SUFFIXES[place]))

    @Slot(int)
    def _gs_key_chosen(self, place: int) -> None:
        self._keep(replace(self.profile, gs_keys=frozenset(self.gs_key.itemData(place))))

    @Slot()
    def _standard(self) -> None:
        self._keep(DEFAULT_PROFILE)
        self.refresh()
        self.setup_button.setFocus()


def suffix_words(suffix: Suffix) -> str:
    """What a suffix is called in the list."""
    return {
        "": tr("any: Enter, Tab or none"),
        "enter": tr("Enter, always"),
        "tab": tr("Tab, always"),
        "silence": tr("none, silence only"),
    }[suffix]


def profile_words(profile: StationProfile) -> str:
    """Say in words how the station tells a scan from typing."""
    if profile == DEFAULT_PROFILE:
        return tr(
            "Standard settings: right for every scanner that sends a character every 40 ms or faster. "
            "Scan the set-up sheet once to see what your scanner changes, drops or adds."
        )
    told = [tr("Waits up to {gap} ms for the next character.").format(gap=f"{profile.gap:.0f}")]
    told += _words_of(profile)
    return " ".join(told)


def _words_of(profile: StationProfile) -> list[str]:
    told: list[str] = []
    ends: dict[Suffix, Callable[[], str]] = {
        "enter": lambda: tr("Each code ends with Enter; one without it is refused as cut."),
        "tab": lambda: tr("Each code ends with Tab; one without it is refused as cut."),
        "silence": lambda: tr("A code ends by silence."),
    }
    if profile.suffix:
        told.append(ends[profile.suffix]())
    if profile.prefix:
        told.append(tr("“{prefix}” comes before each code and is cut off.").format(prefix=profile.prefix))
    if profile.gs_text:
        told.append(tr("“{text}” means the separator of GS1 codes.").format(text=profile.gs_text))
    if profile.minimum > 1:
        characters = counted(profile.minimum, tr("character"), tr("characters"))
        told.append(tr("Codes of fewer than {characters} are refused.").format(characters=characters))
    return told
