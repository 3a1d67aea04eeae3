"""Reading the numbers that people write: 0.25, 0,25, 25 %, 1/4, 2.5e-1, 2,5 mg."""

import re
from fractions import Fraction

NUMBER = re.compile(
    r"(?P<number>[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d{1,3})?)"
    r"(?:/(?P<below>\d+(?:[.,]\d+)?))?(?P<unit>[^\d].*)?",
    re.IGNORECASE | re.DOTALL,
)
LIMIT = 60


def parsed(text: str) -> tuple[Fraction, str] | None:
    """The value and the unit ("" without one); None when it is no number. Per cent is a unit."""
    if len(text) > LIMIT:
        return None
    plain = text.replace("\u2212", "-").replace("\u00d7", "x")
    plain = re.sub(r"\s*x\s*10\^?\s*([+-]?\d+)", r"e\1", plain)
    plain = re.sub(r"(?<=\d)[\s\u00a0\u202f'](?=\d{3}(?!\d))", "", plain.strip())
    plain = re.sub(r"\s*/\s*(?=\d)", "/", plain)
    found = NUMBER.fullmatch(plain)
    if found is None:
        return None
    value = Fraction(found["number"].replace(",", "."))
    if found["below"]:
        below = Fraction(found["below"].replace(",", "."))
        if below == 0:
            return None
        value /= below
    return value, " ".join((found["unit"] or "").split())
