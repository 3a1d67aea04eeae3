"""What a holder can do about her certificates today: renew, take an update, take the course again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from certificates import recertifying, renewing
from certificates.models import Certificate, Recertification
from courses.models import CoursePage


@dataclass
class Prospect:
    """`renew` is "" (nothing to do), "soon", "open" (the short way) or "again" (the whole course)."""

    renew: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    updates: list[Recertification] = field(default_factory=list)  # asked or, for a while, missed

    @property
    def presses(self) -> bool:
        """Whether the holder should do something now."""
        return self.renew == "open" or bool(self.updates)


def of(certificates: Iterable[Certificate], day: date) -> dict[int, Prospect]:
    """By certificate; only the last link of each chain has one. Two queries."""
    last = {row.pk: row for row in _last_links(certificates)}
    live = set(
        CoursePage.objects.live()
        .filter(translation_key__in={row.subject_key for row in last.values()})
        .values_list("translation_key", flat=True)
    )
    found = {pk: _renewal(row, day) for pk, row in last.items() if row.subject_key in live}
    by_chain = {row.chain: pk for pk, row in last.items() if pk in found and not row.revoked_at}
    asked = Recertification.objects.filter(chain__in=by_chain).select_related("version")
    for row in asked.order_by("due_on", "pk"):
        if recertifying.is_open(row, day):
            found[by_chain[row.chain]].updates.append(row)
    return found


def _last_links(certificates: Iterable[Certificate]) -> Iterable[Certificate]:
    best: dict[object, Certificate] = {}
    for row in certificates:
        if row.kind == Certificate.Kind.COURSE and row.user_id:
            known = best.get(row.chain)
            if known is None or renewing.lateness(row) > renewing.lateness(known):
                best[row.chain] = row
    return best.values()


def _renewal(last: Certificate, day: date) -> Prospect:
    term = renewing.term(last)
    if term is None or day > term.closes_on:
        return Prospect("again")
    renew = "open" if term.is_open(day) else "soon"
    return Prospect(renew, term.opens_on, term.closes_on)
