"""From values to the banner's words."""

from __future__ import annotations

from decimal import Decimal

from stockdesk.app.events import ScanAnswer, Verdict
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
    assert (message.detail, message.stock) == ("4000000000014 · scan 47", "88 → 100")


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
