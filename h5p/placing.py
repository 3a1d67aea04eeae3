"""The practice activities that come with the bundled courses, made once; what is here already stays as it is."""

import tomllib
import uuid
from pathlib import Path
from typing import Any

from django.db import transaction

from courses.models import ModulePage
from h5p import writing
from h5p.models import Activity, ActivityPage, ActivityVersion

_NAMESPACE = uuid.UUID("5f0ab5b8-6b43-4c0b-9a53-2f3f7e7a9a10")


def place(file: Path) -> int:
    """Returns how many steps are new. Safe to repeat."""
    source = tomllib.loads(file.read_text(encoding="utf-8"))
    modules = ModulePage.objects.filter(locale__language_code=source["language"])
    count = 0
    for given in source["activities"]:
        module = next(
            (m for m in modules.filter(key=given["module"]) if _course_key(m) == source["course"]),
            None,
        )
        if module and not ActivityPage.objects.child_of(module).filter(key=given["key"]).exists():
            _step(module, given, source)
            count += 1
    return count


def _course_key(module: ModulePage) -> str:
    return module.get_parent().specific.key


@transaction.atomic
def _step(module: ModulePage, given: dict[str, Any], source: dict[str, Any]) -> None:
    version = _version(given, source["language"], f"{source['course']}/{given['key']}")
    page = ActivityPage(
        title=given["title"], slug=given["key"], key=given["key"], minutes=given["minutes"],
        required=False, activity=version.activity, introduction=given["description"],
        locale=module.locale,
    )  # fmt: skip
    module.add_child(instance=page)
    page.save_revision().publish()


def _version(given: dict[str, Any], language: str, path: str) -> ActivityVersion:
    """An activity with a key of its own, so that a second run finds it."""
    key = uuid.uuid5(_NAMESPACE, path)
    found = Activity.objects.filter(key=key).select_related("current").first()
    if found and found.current:
        return found.current
    fields = dict(given)
    if given["kind"] == "QuestionSet":
        fields["tasks"] = [
            _version(task, language, f"{path}/{number}").activity
            for number, task in enumerate(given["tasks"], 1)
        ]
    version = writing.save(
        kind=given["kind"], fields=fields, language=language, activity=None, user=None
    )
    Activity.objects.filter(pk=version.activity_id).update(key=key)
    return version
