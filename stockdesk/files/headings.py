"""The headings of a table, in the words that people, shops and suppliers use for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from stockdesk.core.errors import StockdeskError
from stockdesk.files.table import Row, Table


class Column(StrEnum):
    """What a column of a document's file holds."""

    CODE = "code"
    AMOUNT = "amount"
    COST = "cost"
    UNIT = "unit"
    DISCOUNT = "discount"
    COMMENT = "comment"


SPELLINGS: Final[dict[Column, tuple[str, ...]]] = {
    # In each tuple the better word stands first: where a file has both "quantity" and "amount", the second is often
    # the money; where it has "cost" and "price", the second is often what the customer pays.
    Column.CODE: (
        *("barcode", "bar code", "ean", "ean13", "ean 13", "gtin", "upc", "code", "item code", "product code"),
        *("штрихкод", "штрих код", "код", "код товара", "баркод", "штрихкод товара", "code barres", "code barre"),
        *("strichcode", "barcodenummer", "código de barras", "codigo de barras", "codice a barre", "kod kreskowy"),
        *("código", "codigo", "codice", "kod", "scanned code", "article", "article number", "item number", "sku"),
        *("артикул", "artikel", "artikelnummer", "artikul", "référence", "reference", "ref", "referencia", "articolo"),
    ),
    Column.AMOUNT: (
        *("quantity", "qty", "количество", "кол во", "кол", "кіл сть", "кількість", "menge", "anzahl", "quantité"),
        *("quantite", "qté", "cantidad", "quantità", "quantita", "quantidade", "ilość", "ilosc", "count", "amount"),
        *("pcs", "pieces", "шт", "штук"),
    ),
    Column.COST: (
        *("unit cost", "cost per unit", "cost", "себестоимость", "закупочная цена", "цена закупки", "закупка"),
        *("purchase price", "buying price", "cost price", "собівартість", "einkaufspreis", "ek preis", "prix d achat"),
        *("coste", "costo", "custo", "koszt", "unit price", "price per unit", "цена за единицу", "цена за ед"),
        *("price", "цена", "ціна", "preis", "stückpreis", "prix", "prix unitaire", "precio", "prezzo", "preço", "cena"),
    ),
    Column.UNIT: ("unit", "unit of measure", "uom", "единица", "единица измерения", "ед изм", "ед", "einheit", "unité"),
    Column.DISCOUNT: (
        "discount",
        "discount %",
        "скидка",
        "скидка %",
        "знижка",
        "rabatt",
        "remise",
        "descuento",
        "sconto",
    ),
    Column.COMMENT: (
        *("comment", "comments", "note", "notes", "remark", "комментарий", "примечание", "коментар", "kommentar"),
        *("bemerkung", "commentaire", "comentario", "commento", "komentarz"),
    ),
}

REQUIRED: Final = (Column.CODE, Column.AMOUNT)
_SEARCHED_ROWS: Final = 30
"""A supplier's letterhead may stand above the headings; this many rows that are not blank are looked at."""


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns are: ``places`` maps a column to cell indexes, the better one first; ``row`` is its number."""

    row: int
    places: dict[Column, tuple[int, ...]]

    def cell(self, row: Row, column: Column) -> str:
        """Return what a row holds in a column, "" where it holds nothing: of two columns the first that is filled."""
        cells = (row.cells[place].strip() for place in self.places.get(column, ()) if place < len(row.cells))
        return next((cell for cell in cells if cell), "")


def fold_heading(text: str) -> str:
    """Fold a heading for comparison: case, punctuation and what stands in brackets do not matter."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    text = re.sub(r"\(.*?\)|\[.*?\]", " ", text)
    return " ".join(re.sub(r"[^\w%]|_", " ", text).split())


_RANKS: Final = {
    fold_heading(spelling): (column, rank)
    for column, spellings in SPELLINGS.items()
    for rank, spelling in enumerate(spellings)
}


def find_headings(table: Table, path: str) -> Headings:
    """Find the row of headings: the first that names both a code and an amount.

    Raises ``file.column-missing`` with ``columns`` (those that no row names) and ``headings`` (those of the row that
    comes closest), or ``file.column-twice`` with ``heading`` where one heading stands over two columns that count.
    """
    filled = [row for row in table.rows if not row.blank][:_SEARCHED_ROWS]
    for row in filled:
        places = _places(row.cells)
        if all(column in places for column in REQUIRED):
            _refuse_doubles(row, places, path)
            return Headings(row.number, {column: _chosen(column, found) for column, found in places.items()})
    best = max(filled, key=lambda row: len(_places(row.cells)))
    missing = [column.value for column in REQUIRED if column not in _places(best.cells)]
    raise StockdeskError("file.column-missing", path=path, columns=", ".join(missing), headings=best.text)


def _places(cells: Sequence[str]) -> dict[Column, list[tuple[int, int]]]:
    """Return the columns that the cells name, each with pairs of rank and cell index, the better rank first."""
    places: dict[Column, list[tuple[int, int]]] = {}
    for index, cell in enumerate(cells):
        known = _RANKS.get(fold_heading(cell))
        if known is not None:
            places.setdefault(known[0], []).append((known[1], index))
    return {column: sorted(found) for column, found in places.items()}


def _chosen(column: Column, found: list[tuple[int, int]]) -> tuple[int, ...]:
    # An article helps out where a row has no barcode; an amount or a cost is never taken from a second column.
    indexes = tuple(index for _, index in found)
    return indexes if column in (Column.CODE, Column.COMMENT) else indexes[:1]


def _refuse_doubles(row: Row, places: dict[Column, list[tuple[int, int]]], path: str) -> None:
    for found in places.values():
        if len(found) > 1 and found[0][0] == found[1][0]:
            raise StockdeskError("file.column-twice", path=path, heading=row.cells[found[0][1]].strip())
