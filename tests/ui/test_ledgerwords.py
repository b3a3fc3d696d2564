"""The words for entries of the ledger."""

from __future__ import annotations

import ast
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication

from stockdesk.app.scanlog import ScanRow, Taken
from stockdesk.core.gaps import Suspicion
from stockdesk.core.gapspots import Kind
from stockdesk.core.misread import Damage
from stockdesk.ui.ledgerwords import (
    amount_of,
    dress_of,
    likelihood,
    reason_of,
    remark_of,
    source_of,
    suspicion_word,
    title_of,
)
from stockdesk.ui.scansentences import SCAN_SENTENCES
from tests.support import checkout
from tests.support.scanledgers import BEGAN

ROW = ScanRow(
    "e1", 1, BEGAN, Taken.PRODUCT, "4006381333931", "4006381333931", "Shampoo", amount=Decimal(1), source="scan"
)


def suspicion(kind: Kind, score: int = 80) -> Suspicion:
    return Suspicion(kind, ("e1",), 1, BEGAN, "l1", Decimal(1), score, {})


@pytest.mark.parametrize(
    ("row", "title", "remark"),
    [
        (ROW, "Shampoo", ""),
        (replace(ROW, undone=True), "Shampoo", "undone"),
        (replace(ROW, taken=Taken.UNKNOWN, title=""), "Unknown code", ""),
        (replace(ROW, taken=Taken.REFUSED, title="", reason="scan.short"), "Refused", "too short for a code"),
        (replace(ROW, taken=Taken.COMMAND, title="", action="minus"), "Command: minus", ""),
        (replace(ROW, taken=Taken.COMMAND, action="undo"), "Command: undo", "Shampoo"),
        (replace(ROW, taken=Taken.BY_HAND, action="amount"), "Shampoo", "amount set"),
        (replace(ROW, amount=Decimal(-1)), "Shampoo", "taken off"),
    ],
)
def test_entry_says_what_it_was_taken_for(dressed: QApplication, row: ScanRow, title: str, remark: str) -> None:
    assert title_of(row) == title
    assert remark_of(row).startswith(remark)
    assert bool(remark_of(row)) == bool(remark)


def test_undone_is_told_by_a_word_and_an_icon(dressed: QApplication) -> None:
    undone = replace(ROW, undone=True)
    assert dress_of(undone).icon != dress_of(ROW).icon
    assert "undone" in remark_of(undone)


def test_no_two_verdicts_share_their_icon(dressed: QApplication) -> None:
    icons = [dress_of(replace(ROW, taken=taken)).icon for taken in Taken]
    assert len(set(icons)) == len(icons)


@pytest.mark.parametrize(
    ("amount", "action", "shown"),
    [("1", "", "+1"), ("-2.5", "", "−2.5"), ("7", "amount", "= 7"), ("5", "quantity", "× 5")],
)
def test_amount_has_the_sign_of_what_it_did(amount: str, action: str, shown: str) -> None:
    assert amount_of(replace(ROW, amount=Decimal(amount), action=action)) == shown
    assert amount_of(replace(ROW, amount=None)) == ""


@pytest.mark.parametrize(
    ("source", "port", "shown"),
    [
        ("scan", "", "scanner"),
        ("scan", "COM3", "serial COM3"),
        ("typed", "", "typed"),
        ("file", "", "file"),
        ("copy", "", "copied"),
        ("", "", "by hand"),
    ],
)
def test_source_is_named(dressed: QApplication, source: str, port: str, shown: str) -> None:
    assert source_of(replace(ROW, source=source, port=port)) == shown


def test_every_reason_has_words_and_one_without_short_ones_has_its_sentence(dressed: QApplication) -> None:
    assert reason_of("scan.refused", "x") == "not readable"
    assert reason_of("amount.too-large", "x").startswith("The amount")


def test_every_suspicion_has_a_word_and_a_sentence_for_each_damage(dressed: QApplication) -> None:
    for kind in Kind:
        assert suspicion_word(suspicion(kind))
        assert suspicion(kind).code in SCAN_SENTENCES
    assert all(f"gaps.cut.{how.value}" in SCAN_SENTENCES for how in Damage)


def test_sentences_use_the_arguments_that_the_finder_gives() -> None:
    """A misspelt name would leave a hole without a sound."""
    tree = ast.parse((checkout.ROOT / "stockdesk" / "core" / "gapspots.py").read_text(encoding="utf-8"))
    given = {
        key.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    used = {
        part.partition("}")[0]
        for code, text in SCAN_SENTENCES.items()
        if code.startswith("gaps.")
        for part in text.split("{")[1:]
    }
    assert used <= given


def test_likelihood_is_said_in_words(dressed: QApplication) -> None:
    told = [likelihood(suspicion(Kind.DOUBLE, score)) for score in (90, 50, 10)]
    assert told == ["Very likely", "Likely", "Possible"]


def test_what_is_suspicious_is_not_told_twice() -> None:
    off = replace(ROW, amount=Decimal(-1))
    assert remark_of(off, suspicion(Kind.MINUS)) == "taken off"
