"""What the reading of a code has to say: refusals, warnings and reasons, each a sentence with a code of its own.

The sentences stand here and not in the window, because ``decode`` prints them without one. A ``Remark`` is the English
sentence itself; its code and arguments let the window say the same in another language.
"""

from __future__ import annotations

from typing import Final, Self

from stockdesk.core.rawtext import readable

SENTENCES: Final = {
    # Refusals.
    "empty": "Nothing was read: the code is empty.",
    "too_long": "The text has {length} characters; no single symbol holds more than {most}.",
    "unprintable": "The text holds a character that cannot be printed ({character}), so the scan is damaged.",
    "lines": "The text has several lines or columns; it may be several scans in one.",
    "run_together": "Two codes came as one: {first} and {second}. Scan them one by one.",
    "check_digit": "The check digit of {number} is wrong: it must be {right}, not {wrong}.",
    "check_digit_8": "The check digit of {number} is wrong: it must be {right} (EAN-8) or {upc} (UPC-E), not {wrong}.",
    "zeros": "A number of zeros only names no product.",
    "symbol_length": "{symbol} carries {expected} digits; this text is something else: {text}.",
    "addon_only": "Only the add-on beside the bar code was read; scan the main symbol.",
    "command_unknown": "{text} begins like a command of stockdesk, but there is no such command.",
    "amount_zero": "An amount of zero cannot be set before a scan.",
    "gs1_empty": "The symbol is a GS1 symbol, but nothing is in it.",
    "gs1_ai": "The GS1 data cannot be read from {rest} on: no application identifier begins like this.",
    "gs1_value": "The value of GS1 element ({ai}) does not have the form {form}: {value}.",
    "gs1_separator": "GS1 element ({ai}) is not closed by a separator before {rest}; the scanner may be dropping GS.",
    "gs1_check_digit": "The check digit inside GS1 element ({ai}) {value} is wrong.",
    "gs1_zeros": "GS1 element ({ai}) holds zeros only.",
    "gs1_date": "GS1 element ({ai}) holds a date or time that does not exist: {value}.",
    "gs1_check_pair": "The check characters inside GS1 element ({ai}) {value} are wrong.",
    "gs1_piece": "GS1 element ({ai}) {value} does not name a piece of a total.",
    "gs1_repeated": "GS1 element ({ai}) comes twice with different values: {value} and {other}.",
    "link": "The web address holds GS1 data that cannot be read: {text}.",
    # Warnings.
    "not_a_number": "Taken as text only; it is no valid trade item number.",
    "other_digits": "These digits are not ASCII, so they are taken as text and not as a number.",
    "restricted": "The number is from a range that each shop or company fills itself; two may use the same one.",
    "coupon": "The number is a coupon or refund receipt, not a product.",
    "example": "The number is from the range that GS1 keeps for examples (952).",
    "no_check_digit": "The check digit was not sent; set the scanner to send UPC-E in full.",
    "itf_length": "ITF may be read short; only 14 digits with a right check digit are sure.",
    "value_unknown": "Digits of this number are a price or weight; no pattern says which, so the amount is open.",
    "value_check": "The check digit of the value inside the number is wrong.",
    "gs1_unmarked": "The symbol does not say that it holds GS1 data.",
    "gs1_brackets": "The label holds the brackets of its printed form, which no right GS1 symbol has.",
    "gs1_same_twice": "GS1 element ({ai}) comes twice; the label may have been read twice.",
    "gs1_companion": "GS1 element ({ai}) should come together with {companions}.",
    "gs1_contradiction": "GS1 elements ({ai}) and ({other}) contradict each other.",
    "gs1_country": "GS1 element ({ai}) names an unknown country: {value}.",
    "gs1_currency": "GS1 element ({ai}) names an unknown currency: {value}.",
    "gs1_coupon": "GS1 element ({ai}) is a coupon; its fields were not checked.",
    "gs1_content": "The content of GS1 element ({ai}) is not as GS1 asks: {value}.",
    "gs1_swallowed": "GS1 element ({ai}) {value} seems to have the next one glued to it; the scanner may drop GS.",
    "gs1_order": "The date in GS1 element ({ai}) lies after the date in ({other}).",
    "gs1_bare_gtin": "The identifier (01) before the number is missing; it was added.",
    "gs1_variable": "The number has indicator 9 (variable measure), but no weight, measure or count comes with it.",
    "gs_dropped": "The separators are missing and were put back by the known shape; set the scanner to send GS.",
    "gs_typed": "Something else stands where the separators belong and was read as GS; set the scanner to send GS.",
    "gs1_key": "Begins like GS1 data, but the check digit inside ({ai}) {value} is wrong; taken as text.",
    "addon_guess": "Taken for a number with an add-on; no identifier says so.",
    "two_codes": "These digits are two numbers in one, {first} and {second}; two scans may have run together.",
    "spreadsheet": "A number spoiled by a spreadsheet: its last digits are lost.",
    "web_address": "The web address holds no GS1 data.",
    # Reasons.
    "is_gtin": "{length} digits with a right check digit.",
    "is_upc_e": "UPC-E, short for {upc_a}.",
    "is_case": "{length} digits with a right check digit; a case or pack, another item than the piece in it.",
    "is_addon": "The main symbol of {length} digits with a right check digit; its add-on is {addon}.",
    "is_isbn": "An ISBN, written as its 13-digit number.",
    "is_issn": "An ISSN, written as its 13-digit number without the issue.",
    "is_gs1": "GS1 element string.",
    "is_pack": "Marking code of a pack: number and serial without identifiers.",
    "is_link": "GS1 Digital Link address.",
    "is_pattern": "A number of the shop by the pattern {rule} ({measure}); looked up with the value digits zeroed.",
    "is_restricted": "A number of the shop, taken whole.",
    "is_house": "Any other text: an article or a code of the house.",
    "is_command": "A command of stockdesk.",
}
"""Remark code -> sentence with its arguments in braces."""


class Remark(str):
    """A sentence about a code (the text itself), with the ``code`` and ``arguments`` it was made from."""

    __slots__ = ("arguments", "code")
    code: str
    arguments: dict[str, str]

    @classmethod
    def of(cls, code: str, **arguments: object) -> Self:
        """Return the sentence of ``code`` (a key of ``SENTENCES``); long arguments are cut to 60 characters."""
        words = {name: shortened(str(value)) for name, value in arguments.items()}
        remark = cls(SENTENCES[code].format_map(words))
        remark.code = code
        remark.arguments = words
        return remark


class Fault(Exception):  # noqa: N818 - the word of the field for a code that cannot be taken
    """A text cannot be taken as what it claims to be; ``remark`` says why."""

    def __init__(self, code: str, **arguments: object) -> None:
        self.remark: Remark = Remark.of(code, **arguments)
        super().__init__(self.remark)


def shortened(text: str) -> str:
    """Return ``text`` fit for a sentence: at most 60 characters, with names for those that print nothing."""
    shown = readable(text[:61])
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
