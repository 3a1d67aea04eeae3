"""What somebody learned in a period, with hours and credits: one line per completed course, whatever became of its paper since."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from certificates import tables
from certificates.credential import Document
from certificates.models import Certificate, SignedFile
from certificates.status import state_on

COLUMNS = (
    *("completed_on", "code", "status", "title", "subject", "version", "language", "minutes"),
    *("council", "credits", "unit", "category", "basis", "accreditation_number"),
)


def earned(*, user: User, first: date, last: date) -> Iterator[tuple[Certificate, Certificate]]:
    """Each course completed in the period, and its certificate under the present name. A revoked one is left out;
    a renewal is no new learning of the whole course and adds none."""
    rows = list(Certificate.objects.filter(user=user, kind=Certificate.Kind.COURSE))
    after = {row.replaces_id: row for row in rows if row.origin == Certificate.Origin.REISSUED}
    for row in sorted(rows, key=lambda one: (one.completed_at, one.pk)):
        if row.origin != Certificate.Origin.EARNED or not first <= row.completed_at.date() <= last:
            continue
        present = row
        while present.pk in after:
            present = after[present.pk]
        if present.revoked_at is None:
            yield row, present


def make(row: SignedFile, now: datetime) -> tuple[str, Document]:
    """The table, and the facts that are signed."""
    first, last = (date.fromisoformat(row.question[name]) for name in ("first", "last"))
    found = list(earned(user=row.user, first=first, last=last))
    lines = [line for pair in found for line in _lines(*pair, now)]
    totals: Counter[str] = Counter()
    for event, _present in found:
        for one in event.credits:
            totals[f"{one['council']}: {one['unit']}"] += Decimal(one["amount"])  # type: ignore[assignment]
    facts = {
        "type": "LearningTranscript",
        "holder": row.user.certificate_name,
        "firstDay": first.isoformat(),
        "lastDay": last.isoformat(),
        "minutes": sum(event.minutes for event, _present in found),
        "credits": [{"of": name, "amount": f"{total:f}"} for name, total in sorted(totals.items())],
        "entries": [dict(zip(COLUMNS, map(str, line), strict=True)) for line in lines],
    }
    return tables.written(COLUMNS, lines), facts


def _lines(event: Certificate, present: Certificate, now: datetime) -> Iterator[list[Any]]:
    """One line per council, or one without."""
    head = [
        *(event.completed_at.date(), present.grouped_code, state_on(present, now.date()).value),
        *(event.title, event.subject_code.upper(), event.version, event.language, event.minutes),
    ]
    for one in event.credits or [{}]:
        names = ("council", "amount", "unit", "category", "basis", "number")
        yield [*head, *(one.get(name, "") for name in names)]
