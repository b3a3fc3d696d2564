"""The pages of a database file, read without SQLite: which hold the schema, and which the file should have.

Offsets are those of the file format (sqlite.org/fileformat2.html): the header in 1.3, pages in 1.6, the log in 4.
"""

from __future__ import annotations

from pathlib import Path

HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\0"
_INNER_PAGE = 0x05
"""The type of a page that names other pages of a table."""
_LOG_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24


def page_size(header: bytes) -> int:
    """Return the bytes of a page, from the first bytes of a file."""
    told = int.from_bytes(header[16:18], "big")
    return 65536 if told == 1 else told


def schema_pages(content: bytes) -> list[int]:
    """Return the numbers of the pages of ``sqlite_schema``: page 1 and, where it is an inner page, those below it."""
    size = page_size(content)
    pages, found = [1], []
    while pages:
        number = pages.pop()
        found.append(number)
        start = (number - 1) * size
        head = start + (HEADER_BYTES if number == 1 else 0)
        if content[head] != _INNER_PAGE:
            continue
        cells = int.from_bytes(content[head + 3 : head + 5], "big")
        pages.append(int.from_bytes(content[head + 8 : head + 12], "big"))
        for place in range(head + 12, head + 12 + 2 * cells, 2):
            cell = start + int.from_bytes(content[place : place + 2], "big")
            pages.append(int.from_bytes(content[cell : cell + 4], "big"))
    return found


def missing_pages(path: Path) -> tuple[int, int]:
    """Return how many pages a file that was cut off lacks, and how many it should have.

    What stands in the write-ahead log beside it is not missing. (0, 0) where the header does not tell.
    """
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    size = page_size(header)
    # The count holds only for the change that it was written with.
    if len(header) < HEADER_BYTES or not header.startswith(_MAGIC) or not size or header[24:28] != header[92:96]:
        return 0, 0
    logged, told = _logged(path.with_name(f"{path.name}-wal"), size)
    pages = told or int.from_bytes(header[28:32], "big")
    there = path.stat().st_size // size
    missing = max(pages - there, 0) - sum(there < number <= pages for number in logged)
    return missing, pages


def _logged(log: Path, size: int) -> tuple[set[int], int]:
    """Return the pages that a write-ahead log holds, and the pages of the file after its last commit, 0 for none."""
    pages: set[int] = set()
    committed: set[int] = set()
    told = 0
    content = log.read_bytes() if log.is_file() else b""
    salts = content[16:24]
    for start in range(_LOG_HEADER_BYTES, len(content) - _FRAME_HEADER_BYTES - size + 1, _FRAME_HEADER_BYTES + size):
        if content[start + 8 : start + 16] != salts:  # left over from before the log began anew
            break
        pages.add(int.from_bytes(content[start : start + 4], "big"))
        after = int.from_bytes(content[start + 4 : start + 8], "big")
        if after:
            told, committed = after, set(pages)
    return committed, told
