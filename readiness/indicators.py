"""The indicator set: what each one means, and its value for one profession of one country as it may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.cadres import CADRES
from readiness import competence, learning, suppression, wording
from readiness.figures import POLICY, Row
from readiness.groups import group_of
from readiness.models import Tally
from readiness.suppression import Figure
from readiness.tallies import Counts, Place


@dataclass(frozen=True, slots=True)
class Definition:
    """Source of all: this platform's proposal (docs/readiness.md); none is an official WHO indicator."""

    code: str
    name: Promise
    meaning: Promise
    numerator: Promise
    denominator: Promise
    source: Promise


_WORKFORCE = gettext_lazy("Headcount of the profession, as named beside the value.")
_CERTIFICATES = gettext_lazy("Certificates of this platform.")
_ENROLMENTS = gettext_lazy("Enrolments on this platform.")

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "COV-R",
        gettext_lazy("Reach"),
        gettext_lazy("How many have begun."),
        gettext_lazy(
            "People with an account who are enrolled in a course of the programme, or were ever covered by it."
        ),
        _WORKFORCE,
        _ENROLMENTS,
    ),
    Definition(
        "COV-T",
        gettext_lazy("Trained, ever"),
        gettext_lazy("How many were covered at some time, whether or not they still are."),
        gettext_lazy(
            "People who held valid certificates in every course of the programme at the same time, at least once."
        ),
        _WORKFORCE,
        _CERTIFICATES,
    ),
    Definition(
        "COV-C",
        gettext_lazy("Current (headline)"),
        gettext_lazy("How many are covered today."),
        gettext_lazy("People with a valid certificate today in every course of the programme."),
        _WORKFORCE,
        _CERTIFICATES,
    ),
    Definition(
        "COV-L2",
        gettext_lazy("Competent in every domain"),
        gettext_lazy(
            "How many have reached the level proposed for their profession in all eight domains of the Genomic Literacy Framework."
        ),
        gettext_lazy(
            "People whose valid certificates, of whatever programme, cover each domain at that level or a higher one."
        ),
        _WORKFORCE,
        gettext_lazy("Certificates of this platform; levels by profession are a proposal."),
    ),
    Definition(
        "COMP",
        gettext_lazy("Completion"),
        gettext_lazy("How many of those who began a course finish it."),
        gettext_lazy("Enrolments of the cohort that led to a completed course by today."),
        gettext_lazy(
            "Enrolments in courses of the programme begun between 18 and 6 months ago, so that everybody has had half a year."
        ),
        _ENROLMENTS,
    ),
    Definition(
        "GAIN",
        gettext_lazy("Knowledge gain"),
        gettext_lazy("How much was learned between the test before a course and the one after it."),
        gettext_lazy(
            "Mean score of the first attempt after the course less that of the test before it, in points of 100."
        ),
        gettext_lazy(
            "People with both scores. The normalised gain divides the points gained by those that could be gained."
        ),
        gettext_lazy("First attempts at the quizzes of this platform."),
    ),
    Definition(
        "RET",
        gettext_lazy("Retention"),
        gettext_lazy("How much is still known 90 days after passing."),
        gettext_lazy("Short questions answered fully right 90 days after passing."),
        gettext_lazy(
            "Short questions answered then, by those who answered. It is not divided by the score right after the course."
        ),
        gettext_lazy("Short questions that this platform asks by mail, for those who want them."),
    ),
    Definition(
        "EQ-gap",
        gettext_lazy("Equity gap"),
        gettext_lazy("How far apart the best and the worst served groups are."),
        gettext_lazy("Share covered in the best served group less that in the worst."),
        gettext_lazy("People of each group; see the comparison of groups below."),
        gettext_lazy("Facts that people chose to give, and workforce counts by profession."),
    ),
)
BY_CODE = {definition.code: definition for definition in DEFINITIONS}


@dataclass(frozen=True, slots=True)
class Value:
    """An indicator as a reader may see it. `of` is the denominator; `note` says why something is missing."""

    definition: Definition
    people: Figure | None = None
    of: int | None = None
    percent: float | None = None
    note: str = ""
    points: float | None = None  # a difference in percentage points instead of a share


def kept(country: str) -> tuple[Counts, datetime | None]:
    """What was counted last for a country, and when. One query."""
    rows = list(Tally.objects.filter(country=country))
    counts = {
        Place(r.code, r.programme, r.country, r.group, r.fact, r.value): (r.people, r.of)
        for r in rows
    }
    return counts, rows[0].counted_at if rows else None


def values(
    row: Row,
    counts: Counts,
    *,
    exact: bool,
    widest: float | None,
    offers: Sequence[competence.Offer],
) -> list[Value]:
    """All eight for the profession of one published figure. `widest` is the largest gap between groups that is told."""
    return [
        _share(row, "COV-R", _count(counts, row, "reach"), exact),
        _share(row, "COV-T", _count(counts, row, "trained"), exact),
        Value(BY_CODE["COV-C"], row.people, _size(row), row.percent, _band_note(row.people)),
        _competent(row, counts, exact, offers),
        _completion(row, counts, exact),
        _gain(row, counts, exact),
        _retention(row, counts, exact),
        Value(
            BY_CODE["EQ-gap"],
            points=widest,
            note="" if widest is not None else _("No groups that can be compared."),
        ),
    ]


def _size(row: Row) -> int | None:
    return row.workforce.value if row.workforce else None


def _count(counts: Counts, row: Row, code: str) -> int:
    programme = None if code == "level2" else row.programme.uuid
    return counts.get(Place(code, programme, row.country, row.group), (0, 0))[0]


def _share(row: Row, code: str, count: int, exact: bool, note: str = "") -> Value:
    figure = suppression.publish(count, _size(row), policy=POLICY, unrestricted=exact)
    share = suppression.percentage(figure, _size(row))
    return Value(BY_CODE[code], figure, _size(row), share, note or _band_note(figure))


def _band_note(figure: Figure) -> str:
    small = figure.kind in ("band", "withheld")
    return str(wording.FLAGS["small"]) if small else ""


def _competent(row: Row, counts: Counts, exact: bool, offers: Sequence[competence.Offer]) -> Value:
    members = [code for code in CADRES if group_of(code) == row.group]
    lacking = sorted(competence.lacking(offers, members))
    note = ""
    if lacking:
        note = _("No course leads to the level needed in %(domains)s yet.") % {
            "domains": ", ".join(lacking)
        }
    return _share(row, "COV-L2", _count(counts, row, "level2"), exact, note)


def _completion(row: Row, counts: Counts, exact: bool) -> Value:
    """Finished and unfinished enrolments are told together or not at all."""
    place = Place("completion", row.programme.uuid, row.country, row.group)
    done, of = counts.get(place, (0, 0))
    if not of:
        return Value(BY_CODE["COMP"], note=_("Nobody is in the cohort yet."))
    whole = suppression.publish(of, _size(row), policy=POLICY, unrestricted=exact)
    told = suppression.breakdown(
        {"done": done, "open": of - done}, whole, policy=POLICY, unrestricted=exact
    )
    if told is None:
        return Value(BY_CODE["COMP"], note=_("Too few people to show."))
    cohort = (told["done"].value or 0) + (told["open"].value or 0)
    share = suppression.percentage(told["done"], cohort)
    return Value(BY_CODE["COMP"], told["done"], cohort, share)


def _sums(row: Row, counts: Counts) -> dict[str, tuple[int, int]]:
    here = row.programme.uuid, row.country, row.group
    codes = ("gain_pre", "gain_post", "kept_given", "kept_right")
    return {c: counts[p] for c in codes if (p := Place(c, *here)) in counts}


def _gain(row: Row, counts: Counts, exact: bool) -> Value:
    sums = _sums(row, counts)
    mean = learning.gained(row, sums, exact=exact)
    if mean is None:
        return Value(BY_CODE["GAIN"], note=_untold(sums, "gain_pre"))
    share = mean.gain.normalised if mean.gain else None
    note = ""
    if share is not None:
        note = _("Normalised gain: %(share)s.") % {"share": number_format(share, decimal_pos=1)}
    return Value(BY_CODE["GAIN"], mean.people, points=mean.value, note=note)


def _retention(row: Row, counts: Counts, exact: bool) -> Value:
    sums = _sums(row, counts)
    mean = learning.kept(row, sums, exact=exact)
    if mean is None:
        return Value(BY_CODE["RET"], note=_untold(sums, "kept_given"))
    return Value(BY_CODE["RET"], mean.people, percent=mean.value)


def _untold(sums: Mapping[str, tuple[int, int]], code: str) -> str:
    return _("Too few people to show.") if code in sums else _("No data yet.")


def learners(
    row: Row, counts: Mapping[Place, tuple[int, int]], fact: str
) -> dict[str, tuple[int, int]]:
    """(covered, enrolled) people of one profession by the answers to one fact."""
    return {
        place.value: pair
        for place, pair in counts.items()
        if (place.code, place.programme, place.group, place.fact)
        == ("learners", row.programme.uuid, row.group, fact)
    }
