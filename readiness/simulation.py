"""A simulated register: people who do not exist, certified over the last three years. Marked wherever it shows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from accounts.countries import EUR
from accounts.models import User
from certificates.models import Certificate
from courses.models import CataloguePage, CoursePage, ProgrammePage
from readiness import denominators, programmes
from readiness.models import HolderMove, Sweep

ISSUER = "Simulated"
CADRES = ("2211", "2212", "2221", "2222", "3221", "2262", "2261", "2131", "3212")
DAYS = 1100
SLOTS = 2000  # parts of the workforce that the countries share
BLOCK = 5  # of so many people the first has renewed everything

_SQL = {
    "postgresql": {
        "uuid": "lpad(to_hex({0}), 32, '0')::uuid",
        "code": "lpad(to_hex({0}), 16, '0')",
        "day": "(%(first)s::date + ({0})::int)",
        "moment": "(%(first)s::date + ({0})::int)::timestamptz",
        "list": "'[]'::jsonb",
        "false": "false",
        "series": "WITH n(i) AS (SELECT CAST(i AS bigint) FROM generate_series(0, %(count)s - 1) i)",
    },
    "sqlite": {
        "uuid": "printf('%%032x', {0})",
        "code": "printf('%%016x', {0})",
        "day": "date(%(first)s, '+' || ({0}) || ' days')",
        "moment": "datetime(%(first)s, '+' || ({0}) || ' days')",
        "list": "'[]'",
        "false": "0",
        "series": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %(count)s)",
    },
}


def seed(*, certificates: int, today: date, now: datetime, at_least: int = 0) -> int:
    """Simulated people with certificates of every published course; returns how many certificates.

    One person in five has renewed, some certificates were revoked, some people moved or left. `at_least` so many
    programmes are counted: missing ones are published as simulated ones. Replaces an earlier simulation.
    """
    clear()
    _publish_programmes(at_least)
    courses = list(
        CoursePage.objects.live()
        .filter(locale__language_code="en")
        .order_by("path")
        .values_list("translation_key", "key", "validity_months")
    )
    if not courses or certificates < 1:
        return 0
    with transaction.atomic(), _unhindered():
        _fill(courses, certificates, today - timedelta(days=DAYS), now)
    Sweep.objects.update_or_create(pk=1, defaults={"simulated": True})
    _analyze()
    return certificates


def _fill(courses: Sequence[tuple[Any, ...]], wanted: int, first: date, now: datetime) -> None:
    newest = Certificate.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    person = User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    people = _people_for(wanted, len(courses))
    facts = {
        "first": first,
        "now": now,
        "person": person + 1,
        "certificate": newest + 1,
        "wanted": wanted,
        "countries": _countries(first + timedelta(days=DAYS)),
        "cadres": "".join(CADRES),
        **{f"course{n}": course[0] for n, course in enumerate(courses)},
        **{f"key{n}": course[1] for n, course in enumerate(courses)},
    }
    _insert_people({**facts, "count": people})
    _insert_certificates({**facts, "count": wanted}, courses)
    _insert_moves({**facts, "count": people})
    with connection.cursor() as cursor:  # what is real later must not meet a number taken here
        for sql in connection.ops.sequence_reset_sql(no_style(), [User, Certificate, HolderMove]):
            cursor.execute(sql)


def _people_for(wanted: int, courses: int) -> int:
    """A block of people holds a certificate per course each, and the first of them a second one of each."""
    blocks, rest = divmod(wanted, (BLOCK + 1) * courses)
    return blocks * BLOCK + min(BLOCK, -(-rest // courses))


def clear() -> None:
    """Take the simulation away again."""
    with transaction.atomic(), _unhindered():
        simulated = Certificate.objects.filter(issuer=ISSUER)
        HolderMove.objects.filter(holder__in=simulated.values("holder"))._raw_delete("default")
        simulated._raw_delete("default")
        User.objects.filter(email__endswith="@simulated.invalid")._raw_delete("default")
    for model in (ProgrammePage, CoursePage):
        for page in model.objects.filter(key__startswith="simulated-"):
            page.delete()
    Sweep.objects.filter(pk=1).update(simulated=False)


def _publish_programmes(at_least: int) -> None:
    """One course each, for every profession."""
    catalogue = CataloguePage.objects.filter(locale__language_code="en").first()
    missing = at_least - len(programmes.published("en"))
    for number in range(1, missing + 1 if catalogue else 0):
        title, key = f"Simulated programme {number}", f"simulated-{number}"
        course = CoursePage(title=title, slug=f"{key}-course", key=f"{key}-course", summary="–")
        _publish(catalogue, course)
        programme = ProgrammePage(
            title=title, slug=key, key=key, summary="–", cadres=list(CADRES), level=1
        )
        programme.courses.create(course=course, sort_order=0)
        _publish(catalogue, programme)


def _publish(parent: Any, page: Any) -> None:
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision().publish()


def _countries(day: date) -> str:
    """Countries by their share of the workforce, each at least once, as a row of three-letter codes."""
    sizes = denominators.valid_on(day, countries=EUR, groups=["physicians", "nursing_midwifery"])
    people = {
        code: sum(size.value for (country, _group), size in sizes.items() if country == code)
        for code in EUR
    }
    whole = sum(people.values()) or 1
    return "".join(code * max(1, round(SLOTS * people[code] / whole)) for code in EUR)


# A number that looks random and is the same in every run: i times a prime, modulo another.
def _mix(subject: str, offset: int, size: int | str) -> str:
    return f"CAST(({subject} * 7919 + {offset}) %% {size} AS integer)"


def _run(sql: str, facts: dict[str, Any]) -> None:
    values = dict(facts)
    if connection.vendor == "sqlite":
        values = {k: v.hex if isinstance(v, uuid.UUID) else v for k, v in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _words() -> dict[str, str]:
    return _SQL[connection.vendor]


def _place(person: str, facts: dict[str, Any]) -> tuple[str, str]:
    """Country and cadre of a person."""
    slots = len(facts["countries"]) // 3
    country = f"substr(%(countries)s, 1 + 3 * {_mix(person, 31, slots)}, 3)"
    cadre = f"substr(%(cadres)s, 1 + 4 * CAST(({person} / 7) %% {len(CADRES)} AS integer), 4)"
    return country, cadre


def _has_left(person: str) -> str:
    return f"({person} %% 101 = 7)"


def _insert_people(facts: dict[str, Any]) -> None:
    words = _words()
    country, cadre = _place("i", facts)
    ten = _mix("i", 3, 10)
    values = {
        "id": "%(person)s + i",
        "password": "'!'",
        "is_superuser": words["false"],
        "email": "'person' || i || '@simulated.invalid'",
        "certificate_name": "'Simulated person'",
        "country": country,
        "cadre": cadre,
        "sex": f"CASE WHEN {ten} < 6 THEN 'female' WHEN {ten} < 9 THEN 'male' ELSE '' END",
        "birth_band": f"CASE WHEN {_mix('i', 5, 9)} < 2 THEN '1960-1969' WHEN {_mix('i', 5, 9)} < 5 THEN '1970-1979'"
        f" WHEN {_mix('i', 5, 9)} < 8 THEN '1990-1999' ELSE '' END",
        "residence": f"CASE WHEN {_mix('i', 7, 11)} < 6 THEN 'urban' WHEN {_mix('i', 7, 11)} < 8 THEN 'rural' ELSE '' END",
        "facility_level": f"CASE WHEN {_mix('i', 9, 13)} < 8 THEN 'primary' ELSE '' END",
        "language": "'en'",
        "pseudonym": words["uuid"].format("i + 1152921504606846976"),
        "recall_questions": words["false"],
        "is_staff": words["false"],
        "is_active": words["false"],
        "date_joined": "%(now)s",
    }
    _insert(User, values, facts, f"WHERE NOT {_has_left('i')}")


def _insert(
    model: type[Model], values: dict[str, str], facts: dict[str, Any], rest: str = ""
) -> None:
    """One row per number of the series; columns and expressions are constants of this module.

    Columns that it does not name get the model's default, so that a new one elsewhere breaks nothing here.
    """
    fields = [f for f in model._meta.concrete_fields if f.column and f.column not in values]
    others = {f.column: f for f in fields if not f.null and not f.primary_key}
    values = {**values, **{column: f"%(default_{column})s" for column in others}}
    defaults = {
        f"default_{column}": field.get_db_prep_save(field.get_default(), connection)
        for column, field in others.items()
    }
    columns, expressions = ", ".join(values), ", ".join(values.values())
    table, series = model._meta.db_table, _words()["series"]
    sql = f"{series} INSERT INTO {table} ({columns}) SELECT {expressions} FROM n {rest}"  # noqa: S608
    _run(sql, {**facts, **defaults})


_CERTIFICATE = {
    "holder_name": "'Simulated person'",
    "issuer": f"'{ISSUER}'",
    "kind": "'course'",
    "title": "'Simulated'",
    "version": "1",
    "version_digest": "''",
    "language": "'en'",
    "minutes": "60",
    "level": "1",
    "completed_at": "%(now)s",
    "issued_at": "%(now)s",
    "revocation_note": "''",
    "print_problem": "''",
}  # the same on all of them


def _insert_certificates(facts: dict[str, Any], courses: Sequence[tuple[Any, ...]]) -> None:
    """Certificate i belongs to block b; the last of a block are the renewals of its first person."""
    words, many = _words(), len(courses)
    in_block = f"(i %% {(BLOCK + 1) * many})"
    block = f"(i / {(BLOCK + 1) * many})"
    renewal = f"({in_block} >= {BLOCK * many})"
    person = f"({block} * {BLOCK} + CASE WHEN {renewal} THEN 0 ELSE {in_block} / {many} END)"
    number = f"({in_block} %% {many})"
    renewed = f"({in_block} < {many} AND i + {BLOCK * many} < %(wanted)s)"
    # early days are fewer than late ones: the register grows
    start = f"(({_mix(person, 17, DAYS - 400)} + {_mix(person, 101, DAYS - 400)}) / 2 + {number})"
    again = f"({start} + 380)"
    months = " ".join(f"WHEN {n} THEN {course[2]}" for n, course in enumerate(courses))
    length = f"(CASE {number} {months} END * 30)"
    revoked = f"(NOT {renewed} AND NOT {renewal} AND {person} %% 97 = 5 AND {number} = 0)"
    first = f"CASE WHEN {renewal} THEN {again} ELSE {start} END"
    country, cadre = _place(person, facts)
    pick = " ".join(f"WHEN {n} THEN %({{0}}{n})s" for n in range(many))
    values = {
        "id": "%(certificate)s + i",
        "code": words["code"].format("i + 1152921504606846976"),
        "origin": f"CASE WHEN {renewal} THEN 'renewed' ELSE 'earned' END",
        "chain": words["uuid"].format(f"1152921504606846976 + {person} * 1000 + {number}"),
        "replaces_id": f"CASE WHEN {renewal} THEN %(certificate)s + i - {BLOCK * many} END",
        "holder": words["uuid"].format(f"{person} + 1152921504606846976"),
        "user_id": f"CASE WHEN NOT {_has_left(person)} THEN %(person)s + {person} END",
        "holder_left_at": f"CASE WHEN {_has_left(person)} THEN {words['moment'].format(f'{start} + 300')} END",
        "country": country,
        "cadre": cadre,
        "subject_key": f"CASE {number} {pick.format('course')} END{'::uuid' if connection.vendor == 'postgresql' else ''}",
        "subject_code": f"CASE {number} {pick.format('key')} END",
        "competencies": words["list"],
        "credits": words["list"],
        **_CERTIFICATE,
        "valid_from": words["day"].format(first),
        "valid_until": words["day"].format(f"{first} + {length}"),
        "ended_on": f"CASE WHEN {renewed} THEN {words['day'].format(again)}"
        f" WHEN {revoked} THEN {words['day'].format(f'{start} + 200')} END",
        "revoked_at": f"CASE WHEN {revoked} THEN {words['moment'].format(f'{start} + 200')} END",
        "revocation_reason": f"CASE WHEN {revoked} THEN 'not_own_work' ELSE '' END",
    }
    _insert(Certificate, values, facts)


def _insert_moves(facts: dict[str, Any]) -> None:
    """One person in two hundred has moved."""
    words = _words()
    _country, cadre = _place("i", facts)
    there, _cadre = _place("(i + 3)", facts)
    values = {
        "holder": words["uuid"].format("i + 1152921504606846976"),
        "day": words["day"].format("700 + i %% 300"),
        "country": there,
        "cadre": cadre,
    }
    _insert(HolderMove, values, facts, "WHERE i %% 200 = 11")


@contextmanager
def _unhindered() -> Iterator[None]:
    """Millions of rows in minutes: PostgreSQL checks no foreign keys and builds the indexes afterwards."""
    if connection.vendor != "postgresql":
        yield
        return
    with suppress(DatabaseError), transaction.atomic():  # only for the owner of the cluster
        _run("SET LOCAL session_replication_role = replica", {})
    found = _take_indexes("certificates_certificate")
    yield
    _run("SET LOCAL maintenance_work_mem = '512MB'", {})
    for sql in found:
        _run(sql.replace("%", "%%"), {})


def _take_indexes(table: str) -> list[str]:
    """Drop the indexes and unique constraints except the primary key; returns what makes them again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, 'ALTER TABLE ' || %(t)s || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' ||"
            " pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %(t)s::regclass AND contype = 'u'",
            {"t": table},
        )
        constraints = cursor.fetchall()
        for name, _sql in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = %s::regclass AND NOT i.indisprimary",
            [table],
        )
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    return [sql for _name, sql in [*constraints, *indexes]]


def _analyze() -> None:
    if connection.vendor == "postgresql":
        for table in ("certificates_certificate", "accounts_user", "readiness_holdermove"):
            _run(f"ANALYZE {table}", {})


def simulated() -> bool:
    """Whether a simulated register is part of what is shown."""
    return Sweep.objects.filter(simulated=True).exists()
