"""Small real workbooks, written part by part: the program itself only reads them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | float | bool | None
Rows = Sequence[Sequence[Cell]]

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def package(parts: Mapping[str, str]) -> bytes:
    """A zip file of text parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def column_name(index: int) -> str:
    """The letters of a column counted from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def xlsx_cell(reference: str, cell: Cell) -> str:
    """One cell as XLSX writes it."""
    if isinstance(cell, bool):
        return f'<c r="{reference}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{reference}"><v>{cell!r}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(cell or "")}</t></is></c>'


def sheet_xml(rows: Rows) -> str:
    """A sheet's part; cells that are None are left out."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            xlsx_cell(f"{column_name(index)}{number}", cell) for index, cell in enumerate(row) if cell is not None
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{_SHEET}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def xlsx(sheets: Mapping[str, Rows] | Rows, hidden: Sequence[str] = (), raw: Mapping[str, str] | None = None) -> bytes:
    """An XLSX workbook; ``raw`` replaces parts by their names."""
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    entries, relations, types, parts = [], [], [], {}
    for number, (name, rows) in enumerate(named.items(), start=1):
        state = ' state="hidden"' if name in hidden else ""
        entries.append(f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"{state}/>')
        relations.append(
            f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        )
        types.append(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet_xml(rows)
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{''.join(types)}</Types>"
    )
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}"><sheets>{"".join(entries)}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(relations)}</Relationships>'
    )
    return package(parts | dict(raw or {}))


def ods_cell(cell: Cell, repeated: int = 1) -> str:
    """One cell as ODS writes it."""
    again = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    if cell is None:
        return f"<table:table-cell{again}/>"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        kind = f'office:value-type="float" office:value="{cell!r}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}{again}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def ods(rows: Rows, tail: str = "", manifest: str = "") -> bytes:
    """An ODS document of one sheet; ``tail`` is put behind its rows, ``manifest`` into the manifest."""
    lines = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content xmlns:office="{_OFFICE}" xmlns:table="{_TABLE}" '
        f'xmlns:text="{_TEXT}" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Sheet1">'
        f"{lines}{tail}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    attributes = 'manifest:full-path="content.xml" manifest:media-type="text/xml"'
    entry = f"<manifest:file-entry {attributes}>{manifest}</manifest:file-entry>"
    return package(
        {
            "mimetype": ODS_TYPE,
            "content.xml": content,
            "META-INF/manifest.xml": (
                '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
                'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                f"{entry}</manifest:manifest>"
            ),
        }
    )
