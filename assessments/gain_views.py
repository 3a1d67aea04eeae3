"""Knowledge gain and retention, inside Wagtail. Small numbers are hidden."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments import access, gains, retaining
from assessments.gain import Gain
from assessments.intervals import wilson
from courses.competencies import COMPETENCIES

LEAST_SHOWN = 10  # people; below it a mean says little and could tell about one of them


@dataclass(frozen=True)
class Row:
    pair: gains.Pair
    gain: Gain | None
    competencies: list[tuple[str, Gain]]

    @property
    def shown(self) -> bool:
        return self.gain is not None and self.gain.n >= LEAST_SHOWN

    @property
    def problem(self) -> str:
        if self.pair.posttest is None:
            return _("No published quiz of this course has the key “%(key)s”.") % {
                "key": self.pair.wanted
            }
        if not self.pair.shared:
            return _("The two quizzes share no competency: they cannot be compared.")
        return ""


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Every pre-test with its quiz, by course and competency."""
    if not access.may_see_statistics(request.user):
        raise PermissionDenied
    rows = [_row(pair, get_language() or "en") for pair in gains.pairs()]
    context = {"page_title": _("Knowledge gain"), "rows": rows, "least": LEAST_SHOWN}
    return render(request, "assessments/gain.html", context)


def _row(pair: gains.Pair, language: str) -> Row:
    if pair.posttest is None or not pair.shared:
        return Row(pair, None, [])
    found = gains.competency_gains(pair)
    named = [
        (_named(code, language), gain) for code, gain in found.items() if gain.n >= LEAST_SHOWN
    ]
    return Row(pair, gains.course_gain(pair), named)


def _named(code: str, language: str) -> str:
    return f"{code} {COMPETENCIES[code].title(language)}" if code in COMPETENCIES else code


@dataclass(frozen=True)
class Kept:
    """What stays of one competency after one interval, in per cent with a 95 % interval."""

    competency: str
    days: int
    people: int
    answers: int
    share: float
    low: float
    high: float


@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    if not access.may_see_statistics(request.user):
        raise PermissionDenied
    language = get_language() or "en"
    rows = []
    for sums in retaining.competency_sums():
        if sums.people >= LEAST_SHOWN:
            low, high = wilson(sums.right, sums.answers)
            share = 100 * sums.right / sums.answers
            named = _named(sums.competency, language)
            rows.append(
                Kept(named, sums.days, sums.people, sums.answers, share, 100 * low, 100 * high)
            )
    context = {"page_title": _("What stays"), "rows": rows, "least": LEAST_SHOWN}
    return render(request, "assessments/retention.html", context)
