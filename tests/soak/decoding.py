"""Random texts through ``decode``: whatever comes, it is read or refused, and never taken for a wrong number.

A text is made from its seed alone: bytes as a command line decodes them, Unicode, codes of the demo catalogue, element
strings, links, commands; then cut, doubled, shuffled, put into frames and behind symbology identifiers.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import random
import string
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import Any

from stockdesk.core.barcode import interpret, to_json
from stockdesk.core.gs1dictionary import RULES
from stockdesk.core.gtin import check_digit, has_right_check_digit, is_number
from stockdesk.core.instorepresets import PRESETS
from tests.soak.figures import Slice
from tests.support import checkout

CHUNK = 10_000
"""Texts between two lines of progress."""

KINDS = {"gtin", "gs1", "rcn", "house", "command"}
KEYS = {"raw", "aim", "readings", "refused"}
READING_KEYS = {
    *("kind", "gtin14", "symbol", "code", "elements", "weight", "price", "count", "lot", "expiry", "serial"),
    *("reason", "warnings"),
}
CSET82 = "!\"%&'()*+,-./0123456789:;<=>?" + string.ascii_letters + "_"
AIMS = (
    "]C1",
    "]d2",
    "]Q3",
    "]e0",
    "]J1",
    "]E0",
    "]E3",
    "]E4",
    "]E1",
    "]I1",
    "]I0",
    "]C0",
    "]Q1",
    "]d1",
    "]A0",
    "]z0",
    "]X",
    "]",
)
ENDS = ("\x1d", "\r", "\r\n", "\t", " ", "\x02", "\x03", "\x00", "\ufeff", "\u200e")
GAPS = ("\x1d", "<GS>", "{GS}", "\\x1d", "␝", "GS", " ", "-", "\n", "é", "\x1e", "\ud800")


@cache
def catalogue() -> tuple[str, ...]:
    """Return the barcodes of the demo catalogue."""
    with (checkout.ROOT / "resources" / "demo" / "products.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["barcode"] for row in csv.DictReader(file))


@cache
def identifiers() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return application identifiers, each with the words for the parts of its value (``N6``, ``X..20``)."""
    rules = [line.split() for line in RULES.split("\n") if line]
    return tuple((words[0].partition("-")[0], tuple(w for w in words[1:] if "=" not in w)) for words in rules)


def drawn(seed: int) -> tuple[str, str | None]:
    """Return the text of a seed and, where it is a whole code of the catalogue, the number it must name."""
    pick = random.Random(seed)
    make = pick.choice(_MAKERS)
    text = make(pick)
    if make is _listed and pick.random() < 0.3:
        return text, text.zfill(14)
    if pick.random() < 0.6:
        for _ in range(pick.randint(1, 3)):
            text = pick.choice(_CHANGES)(pick, text)
    return text, None


def _bytes(pick: random.Random) -> str:
    return pick.randbytes(pick.choice((1, 4, 13, 40))).decode("utf-8", "surrogateescape")


def _unicode(pick: random.Random) -> str:
    return "".join(
        chr(pick.choice((pick.randrange(0x110000), pick.randrange(0x500)))) for _ in range(pick.randint(0, 20))
    )


def _digits(pick: random.Random) -> str:
    return _of(pick, string.digits, 0, 20)


def _number(pick: random.Random) -> str:
    payload = _of(pick, string.digits, 7, 17)
    return payload + check_digit(payload)


def _listed(pick: random.Random) -> str:
    return pick.choice(catalogue())


def _house(pick: random.Random) -> str:
    return _of(pick, string.ascii_letters + string.digits + "-./ ", 1, 16)


def _of(pick: random.Random, letters: str, shortest: int, longest: int) -> str:
    return "".join(pick.choices(letters, k=pick.randint(shortest, longest)))


def _value(pick: random.Random, words: tuple[str, ...]) -> str:
    value = ""
    for word in words:
        form, *names = word.replace("[", "").replace("]", "").split(",")
        letters = string.digits if form[0] == "N" else CSET82
        longest = int(form.strip("NXYZ."))
        part = _of(pick, letters, 1 if ".." in form else longest, longest)
        if "csum" in names:
            part = part[:-1] + check_digit(part[:-1])
        if "yymmd0" in names or "yymmdd" in names:
            part = f"{pick.randrange(100):02}{pick.randint(1, 12):02}{pick.randint(1, 28):02}"
        value += part
    return value


def _pairs(pick: random.Random) -> list[tuple[str, str]]:
    number = pick.choice(catalogue()).zfill(14)
    rest = [(ai, _value(pick, words)) for ai, words in pick.choices(identifiers(), k=pick.randint(0, 4))]
    common = [("17", "261231"), ("10", _of(pick, CSET82, 1, 20)), ("21", _of(pick, CSET82, 1, 20)), ("3103", "001500")]
    pairs = [("01", number), *pick.sample(common, pick.randint(0, 3)), *rest]
    if pick.random() < 0.2:
        pick.shuffle(pairs)
    return pairs


def _element_string(pick: random.Random) -> str:
    gap = pick.choice(("\x1d", "\x1d", "\x1d", "", *GAPS))
    return gap.join(ai + value for ai, value in _pairs(pick))


def _bracketed(pick: random.Random) -> str:
    return "".join(f"({ai}){value}" for ai, value in _pairs(pick))


def _marking(pick: random.Random) -> str:
    gap = pick.choice(("\x1d", "", "GS", "<GS>"))
    serial = _of(pick, CSET82, 6, 20)
    tails = (("93" + _of(pick, CSET82, 4, 4),), ("91EE06", "92" + _of(pick, CSET82, 44, 44)), ("8005123456", "93abc="))
    return f"01{pick.choice(catalogue()).zfill(14)}21" + gap.join((serial, *pick.choice(tails)))


def _link(pick: random.Random) -> str:
    path = "/".join(f"{ai}/{value}" for ai, value in _pairs(pick)[: pick.randint(1, 3)])
    return (
        pick.choice(("https://id.gs1.org/", "HTTP://x.example/a/", "id.gs1.org/", "https://"))
        + path
        + "?17=261231&a=b"[: pick.randint(0, 14)]
    )


def _command(pick: random.Random) -> str:
    return pick.choice(
        ("5*", "0*", "2,5*", "SD-CMD.UNDO", "SD-CMD.QTY.12", "SD-CMD.", "sd-cmd.post", "5*4006381333931")
    )


_MAKERS: tuple[Callable[[random.Random], str], ...] = (
    *(_bytes, _unicode, _digits, _number, _number, _listed, _listed, _listed, _house, _element_string, _element_string),
    *(_element_string, _bracketed, _marking, _link, _command),
)


def _cut(pick: random.Random, text: str) -> str:
    first, last = sorted((pick.randint(0, len(text)), pick.randint(0, len(text))))
    return text[first:last] if pick.random() < 0.5 else text[:first] + text[last:]


def _changed(pick: random.Random, text: str) -> str:
    place = pick.randint(0, len(text))
    return text[:place] + chr(pick.choice((*range(0x20, 0x7F), 0x1D, 0x660, 0xFF11))) + text[place + 1 :]


def _put_in(pick: random.Random, text: str) -> str:
    place = pick.randint(0, len(text))
    return text[:place] + pick.choice(GAPS) + text[place:]


def _shuffled(pick: random.Random, text: str) -> str:
    return "".join(pick.sample(text, len(text)))


def _repeated(pick: random.Random, text: str) -> str:
    # Long texts take a hundred times as long as others, so there are few.
    return text * (300 if pick.random() < 0.002 else 2)


_CHANGES: tuple[Callable[[random.Random, str], str], ...] = (
    _cut,
    _changed,
    _put_in,
    _shuffled,
    _repeated,
    lambda pick, text: pick.choice(AIMS) + text,
    lambda pick, text: pick.choice(ENDS) + text,
    lambda pick, text: text + pick.choice(ENDS),
    lambda _, text: text.swapcase(),
)


def violation(text: str, number: str | None = None, seed: int = 0) -> str:
    """Return what is wrong with the decoding of a text, nothing if all is right; ``number`` is what it must name."""
    try:
        patterns = PRESETS[seed % len(PRESETS)].patterns
        value: dict[str, Any] = json.loads(json.dumps(to_json(interpret(text, patterns))))
    except Exception as error:  # noqa: BLE001 - that there is none, of whatever kind, is what is proven here
        return f"{type(error).__name__}: {error}"
    faults = list(_faults(text, value))
    if number is not None and number not in [reading["gtin14"] for reading in value["readings"]]:
        faults.append(f"does not name {number}")
    return "; ".join(faults)


def _faults(text: str, value: dict[str, Any]) -> Iterator[str]:
    # JSON has no way to say that two surrogates are two.
    if value.keys() != KEYS or value["raw"] != json.loads(json.dumps(text)):
        yield "wrong form"
    readings, refused = value["readings"], value["refused"]
    if not readings and not (refused and refused.endswith(".")):
        yield "neither read nor refused"
    if refused and any(reading["kind"] != "house" for reading in readings):
        yield "refused and read"
    for reading in readings:
        yield from _reading_faults(reading)


def _reading_faults(reading: dict[str, Any]) -> Iterator[str]:
    kind, number = reading["kind"], reading["gtin14"]
    if reading.keys() != READING_KEYS or kind not in KINDS or not reading["code"] or not reading["reason"]:
        yield f"wrong form of {kind}"
    if number is not None and not (
        len(number) == 14 and is_number(number) and has_right_check_digit(number) and number.strip("0")
    ):
        yield f"wrong number {number}"
    if (number is not None) != (kind in ("gtin", "rcn")) and kind != "gs1":
        yield f"{kind} with number {number}"
    if bool(reading["elements"]) != (kind == "gs1") or not all(e["ai"] and e["value"] for e in reading["elements"]):
        yield f"elements of {kind}"
    if any(
        amount is not None and (amount.startswith("-") or "E" in amount)
        for amount in map(reading.get, ("weight", "price", "count"))
    ):
        yield "wrong amount"
    if reading["expiry"] is not None:
        dt.date.fromisoformat(reading["expiry"])


def decode_slice(first: int, count: int) -> Slice:
    """Decode the texts of the seeds from ``first`` on."""
    ran = Slice("decoding", first, count)
    begun = time.monotonic()
    for seed in range(first, first + count):
        text, number = drawn(seed)
        if wrong := violation(text, number, seed):
            ran.violated(f"seed {seed} (decoding): {wrong}: {text[:200]!a}")
    ran.seconds = round(time.monotonic() - begun, 1)
    return ran


def decode(first: int, count: int) -> Slice:
    """Decode in as many processes as there are processors."""
    if count <= CHUNK:
        return decode_slice(first, count)
    whole = Slice("decoding", first, count)
    begun = time.monotonic()
    starts = range(first, first + count, CHUNK)
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for one in pool.map(decode_slice, starts, [min(CHUNK, first + count - start) for start in starts]):
            for text in one.told:
                whole.violated(text)
            whole.violations += one.violations - len(one.told)
            done = one.first + one.count - first
            print(f"{done} of {count} decoded, {whole.violations} violations", file=sys.stderr, flush=True)
    whole.seconds = round(time.monotonic() - begun, 1)
    return whole
