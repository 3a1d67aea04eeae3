"""H5P tasks into the item bank, and a quiz into an H5P question set: as drafts, for a person to look at."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from assessments import bank
from assessments.models import QuizPage
from authoring.conversion import Converted, Note, Task, to_questions, to_task
from courses.markdown import render
from h5p import composing, libraries, writing
from h5p.manifest import Version
from h5p.models import Activity, ActivityVersion


@dataclass(frozen=True)
class TaskSet:
    """A question set that could be made of a quiz. `titles` are the keys of the questions that came along."""

    titles: tuple[str, ...]
    params: dict[str, Any]
    notes: tuple[Note, ...]


def language_of(activity: Activity) -> str:
    language = activity.current.language if activity.current else ""
    known = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    return language if language in known else settings.LANGUAGE_CODE


def questions_of(activity: Activity) -> Converted:
    version = activity.current
    if version is None:
        return Converted((), ())
    key = f"{slugify(activity.title)[:60] or 'h5p'}-{activity.key.hex[:6]}"
    return to_questions(version.library.name, version.params, key)


def to_bank(
    *, activity: Activity, course_key: str, by: User | None, now: datetime
) -> list[bank.Outcome]:
    """Drafts in the bank. Safe to repeat: the same content changes nothing. Raises BadQuestion."""
    return bank.upsert_questions(
        questions=questions_of(activity).questions, language=language_of(activity),
        course_key=course_key, by=by, now=now,
    )  # fmt: skip


def tasks_of(quiz: QuizPage) -> TaskSet:
    keys = bank.question_keys(quiz)
    found = bank.current_questions(keys, language=quiz.locale.language_code)
    made = [(key, to_task(found[key], render)) for key in keys if key in found]
    tasks = [(key, one) for key, one in made if isinstance(one, Task)]
    notes = tuple(dict.fromkeys(one for _key, one in made if isinstance(one, Note)))
    language = quiz.locale.language_code
    parts = [_part(key, task, language) for key, task in tasks]
    return TaskSet(tuple(key for key, _task in tasks), {"questions": parts}, notes)


def _part(key: str, task: Task, language: str) -> dict[str, Any]:
    words = {"l10n": writing.spoken_in(task.kind, language)}
    return {
        "library": str(writing.version_of(task.kind)), "params": task.params | words,
        "metadata": {"title": key},
    }  # fmt: skip


@transaction.atomic
def to_activity(*, quiz: QuizPage, by: User) -> ActivityVersion | None:
    """One activity for each quiz and language; again, a new version of it where something changed. None when no
    question has a counterpart. Safe to repeat."""
    tasks, language = tasks_of(quiz), quiz.locale.language_code
    libraries.install_bundled()
    main = libraries.in_force(Version("GenLit.QuestionSet", 1, 0))
    if not tasks.titles or main is None:
        return None
    whole = tasks.params | {"l10n": writing.spoken_in("QuestionSet", language)}
    draft = composing.draft(main, whole, quiz.title)
    about = writing.About(quiz.title, "", language)
    key = uuid.uuid5(quiz.translation_key, language)
    before = Activity.objects.select_related("current").filter(key=key).first()
    version = composing.save(draft=draft, about=about, activity=before, user=by)
    Activity.objects.filter(pk=version.activity_id).update(key=key)
    return version
