"""Switches: one for each question about the real service that only a live test can settle.

The defaults are the behaviour that public sources make most likely, or the more awkward one where they say nothing.
`on`/`off` switches are 1/0; `clock_skew`, `date_ahead`, `goods_count_max`, `transactions_count_max` and `comment_limit`
are numbers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Switch:
    """One settable behaviour: its default, whether it is a number, the open question, and what `on` means."""

    default: int
    question: str
    meaning: str
    number: bool = False


SWITCHES: dict[str, Switch] = {
    # Questions of the real-world notes, section 13, in their order.
    "transfer_single": Switch(
        1, "13.1 type 5", "type 5 is taken: storage_id is the source, each line's the destination"
    ),
    "transfer_misread": Switch(0, "13.1 type 5", "type 5 answers 200 but ignores the destination: only stock leaves"),
    "transfer_lines_type_zero": Switch(1, "13.1 type 5", "lines of a transfer read back with type_id 0, else 5"),
    "partial_on_unknown_good": Switch(0, "13.2 unknown good", "the known lines are posted, else the whole is refused"),
    "require_master": Switch(1, "13.3 master_id", "an operation without a team member is refused with 400"),
    "zero_master_accepted": Switch(0, "13.3 master_id", "master_id 0 counts as a team member"),
    "negative_stock": Switch(1, "13.4 beyond stock", "stock may go below zero, else 400"),
    "term_substring": Switch(1, "13.5 term", "term finds parts of title, article and barcode, else whole values only"),
    "term_trims": Switch(1, "13.5 term", "spaces around term are ignored"),
    "term_ignores_zeros": Switch(0, "13.5 term", "leading zeros of term and barcode do not count"),
    "goods_count_max": Switch(100, "10 count of goods", "a larger count silently gives 25 rows", number=True),
    "transactions_count_max": Switch(100, "13.6 count of search", "a larger count silently gives 20 rows", number=True),
    "stock_in_service_units": Switch(0, "13.7 unit of stock", "actual_amounts count write-off units, else sale units"),
    "retry_after": Switch(1, "13.8 real 429", "429 carries Retry-After"),
    "misnamed_lines_ignored": Switch(1, "13.9 array name", "without goods_transactions: 200 and an empty document"),
    "writeoff_reads_as_7": Switch(0, "13.10 write-off", "a document posted as 4 reads back as 7"),
    "outgoing_kinds_swapped": Switch(0, "13.10 write-off", "a usage (2) reads back as 4, and a write-off (4) as 2"),
    # Further questions of the reference, section 12.
    "usage_type_2": Switch(1, "real-world 4", "an operation of type 2 is taken, else 400"),
    "duplicates_refused": Switch(0, "12.2 repeats", "the same operation a second time is refused with 400"),
    "repeats_answered": Switch(
        0, "12.2 repeats", "the same goods a second time: 200 with the first document, no other"
    ),
    "offset_honoured": Switch(1, "12.7 create_date", "the offset of create_date counts, else it is dropped"),
    "naive_document_dates": Switch(0, "12.7 create_date", "documents show naive local time"),
    "search_shows_amount": Switch(0, "12.9 search", "rows of the search carry amount"),
    "search_shows_comment": Switch(0, "12.9 search", "rows of the search carry the line's comment"),
    "search_shows_deleted": Switch(0, "12.9 search", "deleted rows stay in the search"),
    "search_names_documents": Switch(1, "12.9 search", "rows of the search name their document, else document 0"),
    "search_changed_after_utc": Switch(0, "12.9 search", "changed_after is read as UTC, its offset is dropped"),
    "search_newest_first": Switch(1, "12.9 search", "newest rows first, else oldest"),
    "search_end_date_inclusive": Switch(1, "12.9 search", "end_date is part of the period"),
    "search_period_by_entry": Switch(0, "12.9 search", "the period means the day of entry, else create_date"),
    "search_ignores_filters": Switch(0, "real-world 7", "the search ignores every filter but page and count"),
    "goods_ignore_changed_after": Switch(
        0, "12.10 look-up", "the product list ignores changed_after and changed_before"
    ),
    "goods_newest_change_first": Switch(0, "12.10 look-up", "the product list is sorted by change, else by id"),
    "archived_listed": Switch(1, "12.10 look-up", "archived products are listed"),
    "single_good_as_list": Switch(0, "real-world 2", "a single product comes as a list of one"),
    "unique_barcodes": Switch(0, "12.10 duplicates", "a second product with one barcode is refused with 422"),
    "delete_reverses_lines": Switch(1, "12.12 deletes", "deleting a document reverses its lines"),
    "delete_lags": Switch(0, "12.12 deletes", "a deletion answered with 202 happens 2 s later"),
    "deleted_readable": Switch(1, "12.12 deletes", "a deleted line still answers 200 with deleted true, else 404"),
    "put_keeps_fields": Switch(1, "12.13 edits", "fields left out of an edit are kept, else cleared"),
    "second_login_ends_first": Switch(0, "12.15 tokens", "a sign-in gives a new token and ends the old one"),
    "comment_limit": Switch(0, "12.16 text", "comments are cut after so many characters; 0 for no limit", number=True),
    "astral_to_question": Switch(1, "real-world 2", "characters outside the BMP are stored as ?"),
    "labels_follow_language": Switch(0, "12.17 language", "labels of kinds follow Accept-Language (ru)"),
    # Documented or observed behaviour that a test may want to turn off.
    "strict_bodies": Switch(1, "contract", "unknown fields in a body are refused with 422"),
    "bare_without_accept": Switch(1, "real-world 1", "without the versioned Accept header the envelope is missing"),
    "storages_limited_list": Switch(0, "reference 4.1", "the list of storages is cut to the user's storages"),
    "licence_expired": Switch(0, "reference 1", "every call at a location is refused with 402"),
    "date_ahead": Switch(
        0, "clock error", "seconds the Date header runs ahead of the service's own clock", number=True
    ),
    "clock_skew": Switch(0, "clock error", "seconds the service's clock runs ahead", number=True),
}


def defaults() -> dict[str, int]:
    """A fresh set of all switches."""
    return {name: switch.default for name, switch in SWITCHES.items()}


def parse_switch(name: str, value: object) -> int:
    """The number a switch is set to by `on`, `off`, a truth value, a number or its text.

    Raises `ValueError` with a sentence for an unknown name or a value that does not fit.
    """
    switch = SWITCHES.get(name)
    if switch is None:
        raise ValueError(f"there is no switch '{name}'; there are: {', '.join(sorted(SWITCHES))}")
    text = str(value).strip().lower()
    if switch.number:
        try:
            return int(text)
        except ValueError:
            raise ValueError(f"switch '{name}' takes a whole number, not '{value}'") from None
    known = {"on": 1, "off": 0, "true": 1, "false": 0, "1": 1, "0": 0}
    if text not in known:
        raise ValueError(f"switch '{name}' is on or off, not '{value}'")
    return known[text]
