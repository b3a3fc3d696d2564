"""Lists of in-store patterns by region, to begin from: what scales and wrapping machines print there.

A preset is a starting point and no law: shops set their machines as they like, and suppliers differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from stockdesk.core.instore import Measure, Pattern

Region = Literal[
    "baltics-finland",
    "sweden-norway",
    "denmark",
    "germany",
    "great-britain",
    "cis",
    "north-america",
    "odoo",
    "none",
]


@dataclass(frozen=True, slots=True)
class Preset:
    """The patterns of one region and where they are written down (``source``, empty where nothing is needed)."""

    region: Region
    patterns: tuple[Pattern, ...]
    source: str


def _patterns(measure: Measure, *rules: str) -> tuple[Pattern, ...]:
    return tuple(Pattern(rule, measure) for rule in rules)


PRESETS: Final = (
    Preset(
        "cis",
        # 20 is left out: stock programs give it to their own labels, and those carry no value.
        _patterns("weight", *(f"{prefix}.....{{NNDDD}}" for prefix in range(21, 30))),
        "Shop-defined; 1C programs: a prefix of 2x, five digits of scale code, five of grams (infostart.ru 2167410).",
    ),
    Preset(
        "odoo",
        (Pattern("21.....{NNDDD}", "weight"), Pattern("23.....{NNNDD}", "price")),
        "Default nomenclature of Odoo.",
    ),
    Preset(
        "baltics-finland",
        _patterns("weight", "23......{NDDD}", "24......{NNDD}", "25......{NNND}"),
        "GS1 Latvia, Variable measure in Latvia; GS1 Finland, How to identify a product with a GTIN.",
    ),
    Preset(
        "sweden-norway",
        (
            *_patterns("price", "20......{NNDD}", "21......{NNND}", "22......{NNNN}"),
            *_patterns("weight", "23......{NDDD}", "24......{NNDD}", "25......{NNND}"),
        ),
        "GS1 Sweden, How do I create my variable weight numbers; Norwegian goods follow the same rules.",
    ),
    Preset(
        "denmark",
        (
            *_patterns("price", "21....{NNNNDD}", "22....{NNNNDD}", "23....{NNNNDD}", "24....{NNNNDD}"),
            *_patterns("weight", "26....{NNNDDD}", "27.....{NNDDD}", "28....{NNNDDD}"),
        ),
        "GS1 Denmark, GTIN-13 pris and GTIN-13 vægt.",
    ),
    Preset(
        "germany",
        (
            *_patterns("price", "22....C{NNNDD}", "23....C{NNNDD}"),
            *_patterns("count", "25....C{NNNNN}", "26....C{NNNNN}"),
            *_patterns("weight", "28....C{NNDDD}", "29....C{NNDDD}"),
        ),
        "GS1 Germany, Globale Artikelnummer (GTIN) in der Anwendung; SAN-4-Konzept.",
    ),
    Preset(
        "great-britain",
        _patterns("price", "20.....C{NNDD}"),
        "GS1 UK, How to barcode variable measure items.",
    ),
    Preset(
        "north-america",
        _patterns("price", "2.....C{NNDD}"),
        "UPC-A of number system 2: five digits of item, check of the price, price (GS1 General Specifications 7.9.3).",
    ),
    Preset("none", (), ""),
)
"""In the order in which a table of settings offers them; see also ``instore.DEFAULT_PATTERNS``."""


def preset(region: Region) -> Preset:
    """Return the preset of a region."""
    return next(one for one in PRESETS if one.region == region)
