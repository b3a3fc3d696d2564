"""The words of the printed sheets, and the commands that stand on the one for the wall."""

from __future__ import annotations

from stockdesk.app.codesheets import SetupWords, SheetCommand, SheetWords
from stockdesk.ui.shortcuts import amount_codes, coded
from stockdesk.ui.words import tr


def sheet_commands() -> tuple[SheetCommand, ...]:
    """What has a command code: the entries of the table of keys in its groups, then the amounts."""
    commands = [
        SheetCommand(entry.code, _as_title(entry.words), entry.group, entry.keys[0] if entry.keys else "")
        for entry in coded()
    ]
    amounts = [SheetCommand(code, _as_title(words), tr("Amount")) for code, words in amount_codes()]
    return (*commands, *amounts)


def command_sheet_words() -> SheetWords:
    """The words around the commands."""
    return SheetWords(
        title=tr("Commands to scan"),
        introduction=tr(
            "Scan a code instead of pressing its key: it works on every screen, wherever the focus is. Posting asks "
            "for a second scan."
        ),
        foot=tr("stockdesk · print at 100 %, not fitted to the page"),
    )


def setup_sheet_words() -> SetupWords:
    """The words around the test codes."""
    return SetupWords(
        sheet=SheetWords(
            title=tr("Scanner set-up"),
            introduction=tr(
                "Open Settings, Scanner, Set up scanner. Scan these codes once each, from top to bottom. stockdesk "
                "says what to change and keeps how this scanner sends. A test code never books anything."
            ),
            foot=tr("stockdesk · print at 100 %, not fitted to the page"),
        ),
        steps={
            "characters": (
                tr("Letters, digits and signs"),
                tr("Shows the speed, what is sent before and after a code, the layout and Caps Lock."),
            ),
            "digits": (tr("A retail number"), tr("Shows whether all 13 digits arrive.")),
            "separator": (
                tr("A code with a separator"),
                tr("Shows whether the separator (GS) arrives. Scanners for bars alone skip it."),
            ),
            "end": (tr("The end"), tr("Shows whether everything arrives as it should.")),
        },
        notes=(
            tr(
                "What stockdesk asks to change is set by bar codes in the scanner’s own manual. Look there for “CR "
                "suffix” or “add Enter”, for “US keyboard” or “country: USA”, and for “send AIM identifier”."
            ),
        ),
    )


def _as_title(words: str) -> str:
    return words[:1].upper() + words[1:]
