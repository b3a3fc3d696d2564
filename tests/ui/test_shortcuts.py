"""The table of keys."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from stockdesk.ui.shortcuts import key_of, table


def test_no_key_starts_two_commands() -> None:
    keys = [key for entry in table() if entry.command for key in entry.keys]
    assert len(keys) == len(set(keys))


def test_no_shortcut_is_a_key_that_a_scanner_types() -> None:
    """Printing keys, Enter and Tab, and the Ctrl keys that stand for line feed and group separator."""
    for entry in table():
        if not entry.command:
            continue
        for key in entry.keys:
            text = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
            assert text.startswith(("F", "Ctrl+"))
            assert len(text) > 1
            assert text.replace("Shift+", "") not in ("Ctrl+J", "Ctrl+M", "Ctrl+I", "Ctrl+]")


def test_button_finds_the_key_of_its_command() -> None:
    assert (key_of("post"), key_of("find"), key_of("nothing")) == ("F9", "F7", "")
