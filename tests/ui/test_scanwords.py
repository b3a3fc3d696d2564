"""From values to the banner's words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from stockdesk.app.events import Note, ScanAnswer, Verdict
from stockdesk.core import document as rules
from stockdesk.core.operation import Kind
from stockdesk.core.product import UnitType
from stockdesk.ui import scanwords
from stockdesk.ui.banner import Tone
from tests.support.lines import SHAMPOO, SOAP, Scribe


def test_taken_scan_says_what_how_many_and_the_stock() -> None:
    scribe = Scribe()
    scribe.scan(SOAP, "12")
    line = scribe.sheet.line("line-1")
    answer = ScanAnswer(
        Verdict.ACCEPTED, SOAP.barcode, 47, line, delta=Decimal(1), stock_before=Decimal(88), stock_after=Decimal(100)
    )
    message = scanwords.answer_message(answer)
    assert (message.title, message.number, message.delta) == (SOAP.title, "× 12", "+1")
    assert (message.scan, message.detail, message.stock) == ("scan 47 · 4000000000014", "", "88 → 100")


def test_amount_in_write_off_units_names_the_unit() -> None:
    scribe = Scribe(Kind.USAGE)
    scribe.scan(SHAMPOO)
    line = scribe.sheet.line("line-2")
    assert line is not None
    scribe.write(rules.set_unit(line, UnitType.SERVICE))
    answer = ScanAnswer(Verdict.ACCEPTED, "", 2, scribe.sheet.line("line-2"), delta=Decimal(250))
    assert scanwords.answer_message(answer).delta == "+250 ml"


def test_unknown_code_is_amber_and_refused_one_red() -> None:
    scribe = Scribe()
    scribe.scan_unknown("4006381333931")
    look = ScanAnswer(
        Verdict.LOOK,
        "4006381333931",
        1,
        scribe.sheet.line("line-4006381333931"),
        reason="scan.unknown",
        arguments={"code": "4006381333931"},
    )
    refused = ScanAnswer(Verdict.REFUSED, "~", 2, reason="scan.refused", arguments={"code": "~"})
    assert [scanwords.answer_message(answer).tone for answer in (look, refused)] == [Tone.LOOK, Tone.REFUSED]
    assert "4006381333931" in scanwords.answer_message(look).title


@pytest.mark.parametrize("verdict", list(Verdict))
def test_running_number_of_the_scan_is_in_every_banner(verdict: Verdict) -> None:
    scribe = Scribe()
    scribe.scan(SOAP)
    line = scribe.sheet.line("line-1")
    for answer in (
        ScanAnswer(verdict, SOAP.barcode, 47, line, delta=Decimal(1), reason="scan.expired"),
        ScanAnswer(verdict, "SD-CMD.MINUS", 47, reason="command.minus-on"),
    ):
        assert scanwords.answer_message(answer).scan.startswith("scan 47")


def test_look_names_the_product_the_code_and_every_reason() -> None:
    scribe = Scribe()
    scribe.scan(SOAP)
    answer = ScanAnswer(
        Verdict.LOOK,
        SOAP.barcode,
        3,
        scribe.sheet.line("line-1"),
        delta=Decimal(1),
        reason="scan.expired",
        arguments={"date": "2026-11-23"},
        notes=(Note("scan.warning", {"why": "The scanner drops GS."}),),
    )
    message = scanwords.answer_message(answer)
    assert (message.tone, message.title, message.word) == (Tone.LOOK, SOAP.title, "Look")
    assert message.scan == "scan 3 · 4000000000014"
    assert message.detail == "Expired on 2026-11-23. · Check the label. The scanner drops GS."


def test_both_texts_are_shown_where_nothing_tells_which_is_right() -> None:
    scribe = Scribe()
    scribe.scan_unknown("ФИС-2")
    told = {"text": "ФИС-2", "positions": "ABC-2"}
    answer = ScanAnswer(
        Verdict.LOOK,
        "ФИС-2",
        1,
        scribe.sheet.line("line-ФИС-2"),
        reason="scan.unknown",
        arguments={"code": "ФИС-2"},
        notes=(Note("scan.two-texts", told),),
    )
    message = scanwords.answer_message(answer)
    assert "ФИС-2" in message.title
    assert "ABC-2" in message.detail


def test_same_code_in_quick_succession_and_what_is_taken_off_are_told() -> None:
    scribe = Scribe()
    scribe.scan(SOAP, "2")
    line = scribe.sheet.line("line-1")
    twice = ScanAnswer(Verdict.ACCEPTED, "c", 2, line, delta=Decimal(1), repeated=2)
    assert "×2 in quick succession" in scanwords.answer_message(twice).detail
    off = ScanAnswer(Verdict.ACCEPTED, "c", 3, line, delta=Decimal(-1))
    message = scanwords.answer_message(off)
    assert (message.word, message.delta) == ("Taken off", "−1")


def test_undo_that_was_read_twice_says_how_to_get_one_back() -> None:
    undone = ScanAnswer(Verdict.ACCEPTED, "SD-CMD.UNDO", 4, reason="scan.undone", arguments={"code": "c"}, repeated=2)
    assert "×2 in quick succession; Ctrl+Y" in scanwords.answer_message(undone).detail


def test_refused_scan_shows_its_text_and_why() -> None:
    answer = ScanAnswer(
        Verdict.REFUSED,
        "06381333931",
        5,
        reason="scan.cut",
        arguments={"code": "06381333931"},
    )
    message = scanwords.answer_message(answer)
    assert "06381333931" in message.title
    assert (message.scan, message.detail[:29]) == ("scan 5", "Its beginning may be missing:")


def test_code_of_a_piece_leaves_the_running_number_its_place() -> None:
    scribe = Scribe()
    scribe.scan(SOAP)
    code = "010400000000001421ABCDEF1234567"
    message = scanwords.answer_message(ScanAnswer(Verdict.ACCEPTED, code, 3, scribe.sheet.line("line-1")))
    assert (message.scan, message.detail) == ("scan 3", code)


def test_damaged_code_is_told_once_not_again_by_its_warnings() -> None:
    scribe = Scribe()
    scribe.scan_unknown("4006381333930")
    warned = Note("scan.warning", {"why": "Taken as text only."})
    answer = ScanAnswer(
        Verdict.LOOK,
        "4006381333930",
        1,
        scribe.sheet.line("line-4006381333930"),
        reason="scan.damaged",
        notes=(warned, Note("scan.expired", {"date": "2026-11-23"})),
    )
    message = scanwords.answer_message(answer)
    assert "Taken as text only" not in message.detail
    assert message.detail.endswith("Expired on 2026-11-23.")


def test_minus_by_a_key_has_no_running_number() -> None:
    assert scanwords.answer_message(ScanAnswer(Verdict.LOOK, "", 7, reason="command.minus-on")).scan == ""


def test_undo_names_what_was_undone() -> None:
    scribe = Scribe()
    scribe.scan(SOAP)
    entry = scribe.sheet.to_undo()
    assert entry is not None
    message = scanwords.undone_message(entry, None, SOAP.title, again=False)
    assert message.title == "Undone: scan of Soap 90 g"
    assert scanwords.undone_message(entry, None, SOAP.title, again=True).title == "Done again: scan of Soap 90 g"


def test_offline_post_says_that_it_is_kept() -> None:
    online = scanwords.sending_message(Kind.RECEIPT, 30, "SD-2222222222", offline=False)
    offline = scanwords.sending_message(Kind.RECEIPT, 30, "SD-2222222222", offline=True)
    assert (online.tone, offline.tone, offline.word) == (Tone.CALM, Tone.LOOK, "Kept here")
    assert "SD-2222222222" in online.detail
    assert "SD-2222222222" in offline.detail


def test_posted_document_is_told_as_in_the_outbox() -> None:
    message = scanwords.posted_message(Kind.RECEIPT, "123", 30, "SD-2222222222")
    assert message.title == "Receipt No. 123 posted · 30 lines"


def test_separators_of_a_refused_scan_are_named() -> None:
    code = "]d20104006381333931\x1d21A"
    message = scanwords.answer_message(
        ScanAnswer(Verdict.REFUSED, code, 3, reason="scan.refused", arguments={"code": code})
    )
    assert "<GS>21A" in message.title
    assert "\x1d" not in message.title + message.detail
