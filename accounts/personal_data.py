"""Everything the platform keeps about one person, found by following the relations of the data model.

Rooms above need not register anything: a model that says which personal data it holds ("Personal data: …" in its
docstring, which a test demands) and belongs to the person, directly or through another such model, is part of it.
"""

import re
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.db.models.fields.reverse_related import ForeignObjectRel

from accounts.models import User

HOLDS = re.compile(r"Personal data: (?!none)")
NEVER = frozenset({"password"})
Encoder = DjangoJSONEncoder


def collect(*, user: User, now: datetime) -> dict[str, Any]:
    """Rows by model, plain enough for JSON with `Encoder`."""
    found: dict[type[Model], list[Model]] = {}
    _follow([user], found)
    records = [
        {"kind": model._meta.label, "rows": [_row(instance) for instance in instances]}
        for model, instances in found.items()
    ]
    return {"made_at": now, "records": records}


def _follow(instances: list[Model], found: dict[type[Model], list[Model]]) -> None:
    model = instances[0]._meta.model
    known = {instance.pk for instance in found.get(model, [])}
    fresh = [instance for instance in instances if instance.pk not in known]
    if not fresh:
        return
    found.setdefault(model, []).extend(fresh)
    for relation in model._meta.related_objects:
        if _is_personal(relation) and (owned := _belonging_to(fresh, relation)):
            _follow(owned, found)


def _is_personal(relation: ForeignObjectRel) -> bool:
    model = relation.field.model
    if relation.many_to_many:
        return False
    return model is EmailAddress or HOLDS.search(model.__doc__ or "") is not None


def _belonging_to(instances: list[Model], relation: ForeignObjectRel) -> list[Model]:
    keys = [instance.pk for instance in instances]
    rows = relation.field.model._base_manager.filter(**{f"{relation.field.name}__in": keys})
    return list(rows.order_by("pk"))


def _row(instance: Model) -> dict[str, Any]:
    return {
        field.name: field.value_from_object(instance)
        for field in instance._meta.concrete_fields
        if field.name not in NEVER
    }
