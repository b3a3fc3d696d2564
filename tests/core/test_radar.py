"""Which labels scan badly, told from the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.core import document as rules
from stockdesk.core.product import Product
from stockdesk.core.radar import BadLabel, Heard, Sign, bad_labels, hear
from tests.support.scanledgers import Ledger, some_product

SOAP, CREAM, GLOVES = PRODUCTS = tuple(some_product(number) for number in (1, 2, 3))
BARCODES = {product.product_id: product.barcode for product in PRODUCTS}


def nobody(_code: str) -> int | None:
    return None


def owner(code: str) -> int | None:
    return next((product.product_id for product in PRODUCTS if code in product.barcode), None)


def heard(*ledgers: Ledger) -> Heard:
    return hear((ledger.entries for ledger in ledgers), nobody, lambda product_id: BARCODES.get(product_id, ""))


def signs(told: Heard, product: Product) -> list[Sign]:
    return [trouble.sign for trouble in told.troubles if trouble.product_id == product.product_id]


def test_scans_that_go_well_are_no_trouble() -> None:
    ledger = Ledger()
    for product in (SOAP, SOAP, CREAM):
        ledger.scan(product)
    assert heard(ledger) == Heard((), {SOAP.product_id: 2, CREAM.product_id: 1})


def test_code_scanned_again_after_a_refusal_needed_a_second_scan() -> None:
    ledger = Ledger()
    ledger.refused(SOAP.barcode, reason="scan.no-end")
    ledger.scan(SOAP)
    told = heard(ledger)
    assert signs(told, SOAP) == [Sign.RETRIED]
    assert told.good[SOAP.product_id] == 0


def test_cut_code_before_the_whole_one_was_misread() -> None:
    ledger = Ledger()
    ledger.unknown(SOAP.barcode[:9])
    ledger.scan(SOAP)
    assert signs(heard(ledger), SOAP) == [Sign.MISREAD]


def test_refusal_long_before_belongs_to_nobody() -> None:
    ledger = Ledger()
    ledger.refused(SOAP.barcode[:6])
    ledger.scan(SOAP, 31)
    assert signs(heard(ledger), SOAP) == []


def test_code_typed_for_a_product_with_a_barcode_is_a_fallback_and_explains_the_refusal_before_it() -> None:
    ledger = Ledger()
    ledger.refused("??")
    ledger.scan(SOAP, source=rules.TYPED)
    assert sorted(signs(heard(ledger), SOAP)) == [Sign.REFUSED, Sign.TYPED]


def test_product_without_a_barcode_can_only_be_typed() -> None:
    ledger = Ledger()
    ledger.scan(SOAP, source=rules.TYPED, code="P-1")
    told = hear([ledger.entries], nobody, lambda _product_id: "")
    assert told.troubles == ()


def test_lines_from_a_file_say_nothing_of_labels() -> None:
    ledger = Ledger()
    ledger.scan(SOAP, source=rules.FILE)
    assert heard(ledger) == Heard((), {})


def test_refusal_that_is_not_the_labels_fault_is_left_out() -> None:
    ledger = Ledger()
    for reason in ("scan.window-open", "scan.editing", "piece.twice", "document.closed", "scan.cut"):
        ledger.refused(SOAP.barcode, reason=reason)
    ledger.refused("SD-CMD.POST")
    ledger.scan(SOAP)
    assert heard(ledger).troubles == ()


def test_unknown_code_that_a_person_resolved_was_misread_if_it_is_a_damaged_barcode() -> None:
    ledger = Ledger()
    for code in (SOAP.barcode[:10], "ABC-12"):
        ledger.unknown(code, 60)
        line = ledger.sheet.line_for_code(code)
        assert line is not None
        ledger.write(rules.resolve(line, SOAP), 60)
    told = heard(ledger)
    assert [(trouble.sign, trouble.code) for trouble in told.troubles] == [(Sign.MISREAD, SOAP.barcode[:10])]


def test_refusal_that_nothing_came_of_is_laid_to_whom_the_code_belongs_to() -> None:
    ledger = Ledger()
    ledger.refused(CREAM.barcode[3:])
    told = hear([ledger.entries], owner, lambda product_id: BARCODES[product_id])
    assert signs(told, CREAM) == [Sign.REFUSED]


def test_unknown_code_that_the_catalogue_knows_now_was_read_rightly() -> None:
    ledger = Ledger()
    ledger.unknown(CREAM.barcode)
    told = hear([ledger.entries], owner, lambda product_id: BARCODES[product_id])
    assert told.troubles == ()


def test_two_attempts_at_one_label_are_two_troubles() -> None:
    ledger = Ledger()
    ledger.refused(SOAP.barcode)
    ledger.refused(SOAP.barcode)
    ledger.scan(SOAP)
    assert signs(heard(ledger), SOAP) == [Sign.RETRIED, Sign.RETRIED]


def typed(ledger: Ledger, product: Product, times: int) -> None:
    for _ in range(times):
        ledger.scan(product, 60, source=rules.TYPED)


def test_worst_label_comes_first_and_a_single_trouble_is_not_listed() -> None:
    ledger = Ledger()
    typed(ledger, SOAP, 2)
    typed(ledger, CREAM, 4)
    typed(ledger, GLOVES, 1)
    labels = bad_labels(heard(ledger), {})
    assert [label.product_id for label in labels] == [CREAM.product_id, SOAP.product_id]
    assert labels[0].counts == {Sign.TYPED: 4}
    assert (labels[0].since, labels[0].last) == (ledger.entries[3].at, ledger.entries[6].at)


def test_of_two_with_the_same_trouble_the_one_that_seldom_scans_well_is_worse() -> None:
    ledger = Ledger()
    for _ in range(20):
        ledger.scan(SOAP)
    typed(ledger, SOAP, 2)
    typed(ledger, CREAM, 2)
    assert [label.product_id for label in bad_labels(heard(ledger), {})] == [CREAM.product_id, SOAP.product_id]


def test_settled_label_comes_back_with_new_trouble_only() -> None:
    ledger = Ledger()
    typed(ledger, SOAP, 3)
    (label,) = bad_labels(heard(ledger), {})
    settled = {SOAP.product_id: label.number}
    assert bad_labels(heard(ledger), settled) == ()
    typed(ledger, SOAP, 1)
    assert bad_labels(heard(ledger), settled) == ()
    typed(ledger, SOAP, 1)
    (again,) = bad_labels(heard(ledger), settled)
    assert again.troubles == 2


def test_documents_add_up() -> None:
    first, second = Ledger(), Ledger()
    typed(first, SOAP, 1)
    typed(second, SOAP, 1)
    (label,) = bad_labels(heard(first, second), {})
    assert label.counts == {Sign.TYPED: 2}


ACTS = st.lists(st.tuples(st.sampled_from(["scan", "typed", "refused", "unknown"]), st.integers(0, 2)), max_size=40)


@given(ACTS)
@settings(max_examples=40, deadline=None)
def test_whatever_happens_every_failure_is_laid_to_one_product_at_most(acts: Sequence[tuple[str, int]]) -> None:
    ledger = Ledger()
    for act, pick in acts:
        product = PRODUCTS[pick]
        match act:
            case "scan":
                ledger.scan(product)
            case "typed":
                ledger.scan(product, source=rules.TYPED)
            case "refused":
                ledger.refused(product.barcode)
            case _:
                ledger.unknown(product.barcode[:8])
    told = heard(ledger)
    numbers = [trouble.number for trouble in told.troubles]
    assert numbers == sorted(set(numbers))
    labels: tuple[BadLabel, ...] = bad_labels(told, {})
    assert [label.score for label in labels] == sorted((label.score for label in labels), reverse=True)
