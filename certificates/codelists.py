"""Reads the codes out of a CSV file that a spreadsheet or a register wrote."""

import codecs
import csv
import io

LARGEST = 1024 * 1024
MOST = 5000
_LONGEST_CELL = 1000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")


class TooLarge(ValueError):
    """More than LARGEST bytes."""


class NotText(ValueError):
    """A workbook, a PDF, an archive, or bytes in an unknown encoding."""


class NoCodes(ValueError):
    """Nothing but blank lines, or a heading."""


class TooMany(ValueError):
    """More than MOST codes."""


def read(raw: bytes) -> list[str]:
    """The cells of the column headed "code" or, without such a heading, of the first column. Blank ones are left out."""
    if len(raw) > LARGEST:
        raise TooLarge
    rows = _rows(_text(raw))
    heading = [cell.strip().casefold() for cell in rows[0]] if rows else []
    at = heading.index("code") if "code" in heading else 0
    cells = [row[at].strip()[:_LONGEST_CELL] for row in rows["code" in heading :] if len(row) > at]
    codes = [cell for cell in cells if cell]
    if not codes:
        raise NoCodes
    if len(codes) > MOST:
        raise TooMany
    return codes


def _text(raw: bytes) -> str:
    if raw.startswith(_PACKED):
        raise NotText
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as problem:
        raise NotText from problem
    if "\0" in text:
        raise NotText
    return text


def _rows(text: str) -> list[list[str]]:
    """Separated by comma, semicolon or tab, whichever the first line has most of."""
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        return [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)]
    except csv.Error as problem:
        raise NotText from problem
