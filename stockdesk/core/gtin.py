"""Trade item numbers: check digits, the 14-digit form that numbers are compared in, and UPC-E.

The rules are those of the GS1 General Specifications, section 7.9 (check digit) and 5.2.2.4.2 (UPC-E). Everything here
works on ASCII digits; other scripts have digits too, and no barcode carries them.
"""

from __future__ import annotations

from typing import Final

LENGTHS: Final = (8, 12, 13, 14)
"""How many digits a GTIN may be written with."""


def is_number(text: str) -> bool:
    """Say whether ``text`` is ASCII digits, at least one (``str.isdigit`` also takes full-width and Arabic ones)."""
    return text.isascii() and text.isdigit()


def check_digit(payload: str) -> str:
    """Return the mod-10 digit for ``payload`` (ASCII digits without the check digit; weights 3, 1 from the right).

    The same for EAN-13, EAN-8, UPC-A, GTIN-14, SSCC, GLN and the other GS1 keys.
    """
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(payload)))
    return str(-total % 10)


def has_right_check_digit(number: str) -> bool:
    """Say whether the last digit of ``number`` (ASCII digits, two or more) is the right one for those before it."""
    return check_digit(number[:-1]) == number[-1]


def gtin14(number: str) -> str | None:
    """Return ``number`` as 14 digits, or None if it is no GTIN: other length, other characters, wrong digit, all zeros.

    Two spellings of one trade item are equal in this form and only in it; an eight-digit number is taken as EAN-8.
    """
    if not is_number(number) or len(number) not in LENGTHS or not has_right_check_digit(number):
        return None
    return number.zfill(14) if number.strip("0") else None


def short_number(number14: str) -> str:
    """Return a 14-digit number as its symbol carries it: 8 digits for EAN-8, 14 for a case or pack, else 13 digits."""
    if number14.startswith("000000"):
        return number14[6:]
    return number14.removeprefix("0")


def expand_upc_e(number: str) -> str | None:
    """Return the 12-digit UPC-A behind an 8-digit UPC-E (system 0 or 1, six digits, check digit), else None.

    The sixth digit of the six says where the zeros were taken out.
    """
    if len(number) != 8 or not is_number(number) or number[0] not in "01":
        return None
    system, six, check = number[0], number[1:7], number[7]
    last = six[5]
    if last in "012":
        payload = f"{six[:2]}{last}0000{six[2:5]}"
    elif last == "3":
        payload = f"{six[:3]}00000{six[3:5]}"
    elif last == "4":
        payload = f"{six[:4]}00000{six[4]}"
    else:
        payload = f"{six[:5]}0000{last}"
    upc_a = f"{system}{payload}{check}"
    return upc_a if has_right_check_digit(upc_a) and upc_a.strip("0") else None


def is_restricted(number14: str) -> bool:
    """Say whether a 14-digit number lies in a range that a region, shop or company fills as it likes.

    02, 04 and 20-29 as EAN-13 (02 and 04 are UPC-A systems 2 and 4), 0 and 2 as EAN-8; GS1 General Specifications 1.4.
    """
    if number14.startswith("000000"):
        return number14[6] in "02"
    return number14[0] == "0" and (number14[1] == "2" or number14[1:3] in {"02", "04"})


def is_coupon(number14: str) -> bool:
    """Say whether a 14-digit number is a refund receipt or coupon: 980 to 984, 99 and UPC system 5 (05)."""
    number13 = number14[1:]
    return number14[0] == "0" and (number13[:3] in {"980", "981", "982", "983", "984"} or number13[:2] in {"05", "99"})


def isbn10_to_gtin13(text: str) -> str | None:
    """Return the 13-digit number (978...) of a ten-character ISBN, or None if its mod-11 check character is wrong."""
    body, check = text[:9], text[9:].upper()
    if len(text) != 10 or not is_number(body) or not body.strip("0") or not (is_number(check) or check == "X"):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True))
    if "0123456789X"[-total % 11] != check:
        return None
    return f"978{body}{check_digit(f'978{body}')}"


def issn_to_gtin13(text: str) -> str | None:
    """Return the 13-digit number (977, variant 00) of an eight-character ISSN, or None if its check is wrong."""
    body, check = text[:7], text[7:].upper()
    if len(text) != 8 or not is_number(body) or not body.strip("0") or not (is_number(check) or check == "X"):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(body, range(8, 1, -1), strict=True))
    if "0123456789X"[-total % 11] != check:
        return None
    return f"977{body}00{check_digit(f'977{body}00')}"
