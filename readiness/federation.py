"""Figures that countries count on their own installations: sent as signed public cells, received once, shown with their origin."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from django.utils.translation import gettext as _

from certificates import credential
from readiness import parcel
from readiness.denominators import Denominator
from readiness.groups import GROUPS
from readiness.models import Instance, Push, Round, Workforce
from readiness.suppression import Figure, Policy
from readiness.targets import Goal


class NotFrozen(Exception):
    """The round is not frozen here, so its figures could still change."""


class Refused(Exception):
    """Nothing was changed; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Signed:
    document: str
    signature: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Who counted a figure, for which round."""

    instance: str
    address: str
    day: date
    received_on: date
    digest: str


@dataclass(frozen=True, slots=True)
class Told:
    """What an installation told about one profession and programme."""

    people: Figure
    workforce: Denominator | None
    goal: Goal


@dataclass(frozen=True, slots=True)
class Received:
    origin: Origin
    cells: dict[tuple[str, str], Told]  # by key of the programme and group


def build(day: date, country: str, *, key: Ed25519PrivateKey, now: datetime) -> Signed:
    """The country's lines of the frozen round, signed. No person, no exact number: they are the public figures.

    Raises NotFrozen.
    """
    frozen = Round.objects.filter(day=day).first()
    if frozen is None:
        raise NotFrozen
    lines = [
        line for line in csv.DictReader(io.StringIO(frozen.figures)) if line["country"] == country
    ]
    text = parcel.pack(parcel.Parcel(country, day, now, frozen.method, lines))
    return Signed(text, parcel.sign(text, key))


@transaction.atomic
def receive(signed: Signed, *, policy: Policy, now: datetime) -> tuple[Push, bool]:
    """Keep the figures, once; returns them and whether they are new. Raises Refused. Safe to repeat."""
    content = _open(signed)
    instance = (
        Instance.objects.select_for_update().filter(country=content.country, active=True).first()
    )
    if instance is None:
        raise Refused(
            _("No installation of this country is trusted here: %(country)s.")
            % {"country": content.country}
        )
    key = credential.from_multikey(instance.public_key)
    if not parcel.is_signed(signed.document, signed.signature, key):
        raise Refused(
            _(
                "The figures were altered on the way, or signed with another key than the registered one."
            )
        )
    digest = parcel.digest(signed.document)
    known = Push.objects.filter(digest=digest).first()
    if known:
        return known, False
    _look_through(content, instance, policy=policy, now=now)
    push = Push.objects.create(
        instance=instance,
        day=content.day,
        digest=digest,
        document=signed.document,
        signature=signed.signature,
        public_key=instance.public_key,
        made_at=content.made_at,
        received_at=now,
        figures=list(content.cells),
    )
    return push, True


def _open(signed: Signed) -> parcel.Parcel:
    try:
        return parcel.unpack(signed.document)
    except parcel.Unreadable as problem:
        raise Refused(_("This is not the figures of a round in a format known here.")) from problem


def _look_through(
    content: parcel.Parcel, instance: Instance, *, policy: Policy, now: datetime
) -> None:
    if content.day >= now.date() or content.made_at > now:
        raise Refused(_("The round is not over yet; its figures can still change."))
    if Round.objects.filter(day__gte=content.day).exists():
        raise Refused(
            _("The round of %(day)s, or a later one, is frozen here; nothing can be added to it.")
            % {"day": content.day}
        )
    if instance.pushes.filter(day=content.day, made_at__gte=content.made_at).exists():
        raise Refused(_("Newer figures of this round have been received."))
    try:
        parcel.check(content, policy=policy, groups=GROUPS, methods=Workforce.Method.values)
    except parcel.NotPublic as problem:
        raise Refused(
            _("A cell says more than may be published: %(cell)s.") % {"cell": problem.args[0]}
        ) from problem
    except parcel.Unreadable as problem:
        raise Refused(_("A value in the figures cannot be right.")) from problem


def newest(day: date, *, countries: Collection[str]) -> dict[str, Received]:
    """What trusted installations last told about a round until that day, by country. One query."""
    pushes = (
        Push.objects.filter(instance__active=True, instance__country__in=countries, day__lte=day)
        .select_related("instance")
        .defer("document")
        .order_by("day", "made_at")
    )
    return {push.instance.country: _received(push) for push in pushes}


def _received(push: Push) -> Received:
    origin = Origin(
        push.instance.name,
        push.instance.address,
        push.day,
        push.received_at.astimezone(UTC).date(),
        push.digest,
    )
    return Received(
        origin, {(cell["programme"], cell["group"]): _told(cell) for cell in push.figures}
    )


def _told(cell: parcel.Cell) -> Told:
    size = parcel.read_workforce(cell)
    workforce = size and Denominator(
        0,
        size,
        int(cell["workforce_year"]),
        cell["workforce_source"],
        cell["workforce_basis"],
        cell["workforce_method"],
    )
    own = cell["target_set_by_country"] == "yes"
    goal = Goal(int(cell["target_percent"]), date.fromisoformat(cell["target_due"]), own=own)
    return Told(parcel.read_figure(cell), workforce or None, goal)


def awaited(day: date) -> bool:
    """Whether a trusted installation has not sent that round yet."""
    sent = Push.objects.filter(day=day).values("instance")
    return Instance.objects.filter(active=True).exclude(pk__in=sent).exists()
