"""Writes CSV that spreadsheets open without running anything."""

import csv
import io
from collections.abc import Iterable, Sequence


def written(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: object) -> object:
    """What begins like a formula is quoted; characters that mean nothing in a table are blanks."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    plain = "".join(one if one.isprintable() else " " for one in cell)
    return f"'{plain}" if plain.startswith(("=", "+", "-", "@")) else plain
