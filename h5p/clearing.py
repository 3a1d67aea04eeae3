"""Code that nothing runs with any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from h5p import libraries
from h5p.models import Library, LibraryStatus

GRACE = timedelta(days=1)
"""Younger code stays: what it came with may be about to be installed."""
OWN = "GenLit."


@dataclass(frozen=True)
class Unused:
    library: Library
    bytes: int


def unused(*, now: datetime) -> list[Unused]:
    """What no version of any activity runs with, old versions included. Blocked code is kept, so that it stays blocked,
    waiting code, so that somebody decides, and the project's own, because forms write with it."""
    used = libraries.in_use()
    found = Library.objects.filter(status=LibraryStatus.APPROVED, installed_at__lt=now - GRACE)
    sized = found.exclude(name__startswith=OWN).annotate(bytes=Sum("files__size"))
    return [
        Unused(library, library.bytes or 0)
        for library in sized.defer("semantics", "source")
        if library.digest not in used
    ]


@transaction.atomic
def remove(*, digests: Iterable[str], now: datetime) -> int:
    """Removes those of these that are still unused; returns how many. Files go with the next sweep. Safe to repeat."""
    list(Library.objects.select_for_update().values_list("pk", flat=True))
    gone = {one.library.pk for one in unused(now=now)}
    doomed = Library.objects.filter(pk__in=gone, digest__in=list(digests))
    count = doomed.count()
    doomed.delete()
    return count
