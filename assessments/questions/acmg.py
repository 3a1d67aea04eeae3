"""The ACMG/AMP 2015 criteria, how they combine (Richards et al.), and the point system (Tavtigian et al.).

- Richards S et al. Standards and guidelines for the interpretation of sequence variants.
  Genet Med 2015;17:405-424, tables 3, 4 (criteria) and 5 (combining rules). doi:10.1038/gim.2015.30
- Tavtigian SV et al. Fitting a naturally scaled point system to the ACMG/AMP variant classification
  guidelines. Hum Mutat 2020;41:1734-1737. doi:10.1002/humu.24088
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.questions.contract import gettext_noop

STRENGTHS = ("supporting", "moderate", "strong", "very-strong", "stand-alone")
PATHOGENIC = {
    "PVS1": "very-strong",
    **{f"PS{number}": "strong" for number in range(1, 5)},
    **{f"PM{number}": "moderate" for number in range(1, 7)},
    **{f"PP{number}": "supporting" for number in range(1, 6)},
}
BENIGN = {
    "BA1": "stand-alone",
    **{f"BS{number}": "strong" for number in range(1, 5)},
    **{f"BP{number}": "supporting" for number in range(1, 8)},
}
CRITERIA = {**PATHOGENIC, **BENIGN}
CLASSES = {
    "pathogenic": gettext_noop("Pathogenic"),
    "likely-pathogenic": gettext_noop("Likely pathogenic"),
    "uncertain": gettext_noop("Uncertain significance"),
    "likely-benign": gettext_noop("Likely benign"),
    "benign": gettext_noop("Benign"),
}
POINTS = {"supporting": 1, "moderate": 2, "strong": 4, "very-strong": 8}


@dataclass(frozen=True)
class Applied:
    """A criterion that was found to hold, at the strength it was given."""

    criterion: str
    strength: str

    @property
    def pathogenic(self) -> bool:
        return self.criterion in PATHOGENIC


@dataclass(frozen=True)
class Verdict:
    """A class and the rule that led to it, e.g. "Likely pathogenic (iv)"."""

    variant_class: str
    rule: str


def applied(criterion: str, strength: str = "") -> Applied:
    """The criterion at its default strength, or at the strength it was modified to."""
    return Applied(criterion, strength or CRITERIA[criterion])


# Table 5, rows as printed: (rule, very strong, strong, moderate, supporting), each at least.
PATHOGENIC_RULES = (
    ("Pathogenic (i)(a)", 1, 1, 0, 0),
    ("Pathogenic (i)(b)", 1, 0, 2, 0),
    ("Pathogenic (i)(c)", 1, 0, 1, 1),
    ("Pathogenic (i)(d)", 1, 0, 0, 2),
    ("Pathogenic (ii)", 0, 2, 0, 0),
    ("Pathogenic (iii)(a)", 0, 1, 3, 0),
    ("Pathogenic (iii)(b)", 0, 1, 2, 2),
    ("Pathogenic (iii)(c)", 0, 1, 1, 4),
)
LIKELY_PATHOGENIC_RULES = (
    ("Likely pathogenic (i)", 1, 0, 1, 0),
    ("Likely pathogenic (ii)", 0, 1, 1, 0),
    ("Likely pathogenic (iii)", 0, 1, 0, 2),
    ("Likely pathogenic (iv)", 0, 0, 3, 0),
    ("Likely pathogenic (v)", 0, 0, 2, 2),
    ("Likely pathogenic (vi)", 0, 0, 1, 4),
)
# (rule, stand-alone, strong, supporting), each at least.
BENIGN_RULES = (("Benign (i)", 1, 0, 0), ("Benign (ii)", 0, 2, 0))
LIKELY_BENIGN_RULES = (("Likely benign (i)", 0, 1, 1), ("Likely benign (ii)", 0, 0, 2))
PATHOGENIC_ORDER = ("very-strong", "strong", "moderate", "supporting")
BENIGN_ORDER = ("stand-alone", "strong", "supporting")


def combined(evidence: Iterable[Applied]) -> Verdict:
    """The class by table 5. Criteria in both directions that each reach a class contradict each other.

    Only met criteria of one direction decide; a benign or pathogenic *class* against the other's class is
    uncertain significance (table 5: "the criteria for benign and pathogenic are contradictory"). A very
    strong criterion beyond the first counts as strong, since the table has no row for two.
    """
    evidence = list(evidence)
    harmful = _first(
        _counts(evidence, pathogenic=True), PATHOGENIC_ORDER,
        (("pathogenic", PATHOGENIC_RULES), ("likely-pathogenic", LIKELY_PATHOGENIC_RULES)),
    )  # fmt: skip
    harmless = _first(
        _counts(evidence, pathogenic=False), BENIGN_ORDER,
        (("benign", BENIGN_RULES), ("likely-benign", LIKELY_BENIGN_RULES)),
    )  # fmt: skip
    if harmful and harmless:
        return Verdict("uncertain", "Uncertain significance (ii)")
    return harmful or harmless or Verdict("uncertain", "Uncertain significance (i)")


def _counts(evidence: list[Applied], *, pathogenic: bool) -> Counter[str]:
    counts = Counter(one.strength for one in evidence if one.pathogenic == pathogenic)
    if pathogenic and counts["very-strong"] > 1:
        counts["strong"] += counts["very-strong"] - 1
        counts["very-strong"] = 1
    if not pathogenic:  # strengths that table 5 does not know for benign evidence
        counts["strong"] += counts["very-strong"]
        counts["supporting"] += counts["moderate"]
    return counts


def _first(
    counts: Counter[str],
    order: tuple[str, ...],
    classes: tuple[tuple[str, tuple[tuple[str | int, ...], ...]], ...],
) -> Verdict | None:
    for name, rules in classes:
        for rule, *least in rules:
            if all(counts[strength] >= int(n) for strength, n in zip(order, least, strict=True)):
                return Verdict(name, str(rule))
    return None


def points(evidence: Iterable[Applied]) -> int | None:
    """The sum of points; None when a stand-alone criterion (BA1) decides without points."""
    evidence = list(evidence)
    if any(one.strength == "stand-alone" for one in evidence):
        return None
    return sum(POINTS[one.strength] * (1 if one.pathogenic else -1) for one in evidence)


def class_by_points(evidence: Iterable[Applied]) -> str:
    """Pathogenic from 10, likely pathogenic from 6, likely benign from -1, benign from -7 (Tavtigian 2020)."""
    total = points(evidence)
    if total is None or total <= -7:
        return "benign"
    if total >= 10:
        return "pathogenic"
    if total >= 6:
        return "likely-pathogenic"
    return "uncertain" if total >= 0 else "likely-benign"
