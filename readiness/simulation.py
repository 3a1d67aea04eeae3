"""A simulated register: people who do not exist, certified over the last three years. Marked wherever it shows."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction

from accounts.countries import EUR
from accounts.models import User
from certificates.models import Certificate
from courses.models import CoursePage
from readiness.models import Sweep

ISSUER = "Simulated"
CADRES = ("2211", "2212", "2221", "2222", "3221", "2262", "2261", "2131", "3212")
DAYS = 1100

_SQL = {
    "postgresql": {
        "uuid": "lpad(to_hex({0}), 32, '0')::uuid",
        "code": "lpad(to_hex({0}), 16, '0')",
        "day": "(%(first)s::date + ({0})::int)",
        "list": "'[]'::jsonb",
        "false": "false",
    },
    "sqlite": {
        "uuid": "printf('%%032x', {0})",
        "code": "printf('%%016x', {0})",
        "day": "date(%(first)s, '+' || ({0}) || ' days')",
        "list": "'[]'",
        "false": "0",
    },
}


@transaction.atomic
def seed(*, certificates: int, today: date, now: datetime) -> int:
    """Add simulated people, each with a certificate in every published course; returns how many certificates.

    Replaces an earlier simulation.
    """
    clear()
    courses = list(
        CoursePage.objects.live()
        .filter(locale__language_code="en")
        .values_list("translation_key", "key", "validity_months")
    )
    if not courses:
        return 0
    people = -(-certificates // len(courses))
    first_pk = (User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    facts = {
        "people": people,
        "from": first_pk,
        "first": today - timedelta(days=DAYS),
        "now": now,
        "countries": "".join(EUR),
        "cadres": "".join(CADRES),
    }
    _insert_people(facts)
    for number, (key, code, months) in enumerate(courses):
        _insert_certificates(
            {**facts, "course": key, "key": code, "number": number, "months": months}
        )
    Sweep.objects.update_or_create(pk=1, defaults={"simulated": True})
    return people * len(courses)


@transaction.atomic
def clear() -> None:
    """Take the simulation away again."""
    Certificate.objects.filter(issuer=ISSUER)._raw_delete("default")
    User.objects.filter(email__endswith="@simulated.invalid")._raw_delete("default")
    Sweep.objects.filter(pk=1).update(simulated=False)


# A number that looks random and is the same in every run: i times a prime, modulo another.
_SERIES = "WITH RECURSIVE n(i) AS (SELECT CAST(0 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %(people)s)"
_MIX = "CAST((i * 7919 + {0}) %% {1} AS integer)"


def _run(sql: str, facts: dict[str, Any]) -> None:
    values = dict(facts)
    if connection.vendor == "sqlite":
        values = {k: v.hex if isinstance(v, uuid.UUID) else v for k, v in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _place() -> tuple[str, str]:
    """Country and cadre of person i, evenly."""
    country = "substr(%(countries)s, 1 + 3 * CAST(i %% 53 AS integer), 3)"
    cadre = f"substr(%(cadres)s, 1 + 4 * CAST((i / 53) %% {len(CADRES)} AS integer), 4)"
    return country, cadre


def _insert_people(facts: dict[str, Any]) -> None:
    words = _SQL[connection.vendor]
    country, cadre = _place()
    sex = _MIX.format(3, 10)
    values = {
        "id": "%(from)s + i",
        "password": "'!'",
        "is_superuser": words["false"],
        "email": "'person' || i || '@simulated.invalid'",
        "certificate_name": "'Simulated person'",
        "country": country,
        "cadre": cadre,
        "sex": f"CASE WHEN {sex} < 6 THEN 'female' WHEN {sex} < 9 THEN 'male' ELSE '' END",
        "birth_band": "''",
        "residence": f"CASE WHEN {_MIX.format(7, 10)} < 6 THEN 'urban' WHEN {_MIX.format(7, 10)} < 8 THEN 'rural' ELSE '' END",
        "facility_level": "''",
        "language": "'en'",
        "pseudonym": words["uuid"].format("i + 1152921504606846976"),
        "is_staff": words["false"],
        "is_active": words["false"],
        "date_joined": "%(now)s",
    }
    _insert("accounts_user", values, facts)
    with connection.cursor() as cursor:  # the next real account must not meet a number taken here
        for sql in connection.ops.sequence_reset_sql(no_style(), [User]):
            cursor.execute(sql)


def _insert(table: str, values: dict[str, str], facts: dict[str, Any]) -> None:
    """One row per number of the series; columns and expressions are constants of this module."""
    columns, expressions = ", ".join(values), ", ".join(values.values())
    _run(f"{_SERIES} INSERT INTO {table} ({columns}) SELECT {expressions} FROM n", facts)  # noqa: S608


def _insert_certificates(facts: dict[str, Any]) -> None:
    words = _SQL[connection.vendor]
    country, cadre = _place()
    start = f"(({_MIX.format(17, DAYS)} * 3 + {_MIX.format(101, DAYS)}) / 4 + %(number)s)"
    values = {
        "code": words["code"].format("i + 1152921504606846976 + %(number)s * 100000000"),
        "origin": "'earned'",
        "chain": words["uuid"].format("i + 1152921504606846976 + %(number)s * 100000000"),
        "holder": words["uuid"].format("i + 1152921504606846976"),
        "user_id": "%(from)s + i",
        "holder_name": "'Simulated person'",
        "country": country,
        "cadre": cadre,
        "issuer": f"'{ISSUER}'",
        "kind": "'course'",
        "subject_key": "%(course)s",
        "subject_code": "%(key)s",
        "title": "'Simulated'",
        "version": "1",
        "version_digest": "''",
        "language": "'en'",
        "minutes": "60",
        "level": "1",
        "competencies": words["list"],
        "completed_at": "%(now)s",
        "issued_at": "%(now)s",
        "valid_from": words["day"].format(start),
        "valid_until": words["day"].format(f"{start} + %(months)s * 30"),
        "revocation_reason": "''",
        "revocation_note": "''",
        "print_problem": "''",
    }
    _insert("certificates_certificate", values, facts)


def simulated() -> bool:
    """Whether a simulated register is part of what is shown."""
    return Sweep.objects.filter(simulated=True).exists()
