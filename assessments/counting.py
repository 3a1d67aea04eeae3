"""Adding marked attempts to the statistics, in batches and each once."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime
from fractions import Fraction

from django.db import connection, transaction

from assessments import queries
from assessments.models import Attempt, AttemptEvent, ItemStatistics, ItemVersion, QuizStatistics
from assessments.questions import kind_for
from assessments.statistics import QuizTally, Tally, loaded
from assessments.timing import seconds_by_item

Marks = dict[str, float]


@transaction.atomic
def count(*, limit: int) -> int:
    """Add up to `limit` attempts and say so on them, in one transaction. Returns how many.

    Only first attempts enter: later ones know the feedback.
    """
    waiting = Attempt.objects.filter(status=Attempt.Status.MARKED, counted=False).order_by("pk")
    locked = waiting.select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked
    )
    batch = list(locked[:limit])
    first = [attempt for attempt in batch if attempt.number == 1]
    _Batch(first).store()
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in batch]).update(counted=True)
    return len(batch)


class _Batch:
    """The sums of a batch, on top of what is stored."""

    def __init__(self, attempts: list[Attempt]) -> None:
        self.attempts = attempts
        rows = [row for attempt in attempts for row in attempt.paper["questions"]]
        self.versions = ItemVersion.objects.in_bulk({row["version"] for row in rows})
        self.items: dict[tuple[int, int], Tally] = {}
        self.quizzes: dict[object, QuizTally] = {}

    def store(self) -> None:
        if not self.attempts:
            return
        events = self._events()
        people = {one.pk: one.user for one in self._with_people()}
        for attempt in self.attempts:
            user = people[attempt.pk]
            groups = {"country": user.country, "cadre": user.cadre}
            self._add(attempt, events[attempt.pk], groups)
        for (item, epoch), tally in self.items.items():
            ItemStatistics.objects.update_or_create(
                item_id=item, epoch=epoch, defaults={"sums": asdict(tally)}
            )
        for key, quiz in self.quizzes.items():
            QuizStatistics.objects.update_or_create(quiz_key=key, defaults={"sums": asdict(quiz)})

    def _with_people(self) -> list[Attempt]:
        pks = [attempt.pk for attempt in self.attempts]
        return list(Attempt.objects.filter(pk__in=pks).select_related("user"))

    def _events(self) -> dict[int, dict[str, dict]]:
        """By attempt: the data of each kind of event, and under "saves" when which questions were answered."""
        found: dict[int, dict[str, dict]] = defaultdict(dict)
        kinds = [
            AttemptEvent.Kind.SAVED,
            AttemptEvent.Kind.SUBMITTED,
            AttemptEvent.Kind.MARKED,
            AttemptEvent.Kind.JUDGED,
        ]
        rows = AttemptEvent.objects.filter(attempt__in=self.attempts, kind__in=kinds)
        columns = ("attempt", "kind", "data", "at")
        for attempt, kind, data, at in rows.order_by("pk").values_list(*columns):
            found[attempt][kind] = data
            if kind in (AttemptEvent.Kind.SAVED, AttemptEvent.Kind.SUBMITTED):
                _note(found[attempt].setdefault("saves", {}), data["answers"], at)
        return found

    def _add(self, attempt: Attempt, events: dict[str, dict], groups: dict[str, str]) -> None:
        answers = events[AttemptEvent.Kind.SUBMITTED]["answers"]
        first = events.get(AttemptEvent.Kind.JUDGED) or events[AttemptEvent.Kind.MARKED]
        told = first["questions"]
        marks = {item: float(Fraction(text)) for item, text in told.items()}
        worked = seconds_by_item(attempt.started_at, sorted(events["saves"].get("at", {}).items()))
        for row in attempt.paper["questions"]:
            version = self.versions[row["version"]]
            asked = queries.asked_as(row, version)
            kind = kind_for(asked.kind, asked.body)
            rest = (sum(marks.values()) - marks[asked.item]) / max(1, len(marks) - 1)
            self._tally(version).add(
                marks[asked.item],
                rest,
                kind.responses(asked.body, answers.get(asked.item), asked.seed),
                {**groups, "language": version.language},
                worked.get(asked.item),
            )
        self._quiz(attempt).add(marks, bool(attempt.passed))

    def _tally(self, version: ItemVersion) -> Tally:
        key = (version.item_id, version.epoch)
        if key not in self.items:
            row = (
                ItemStatistics.objects.select_for_update().filter(item=key[0], epoch=key[1]).first()
            )
            self.items[key] = loaded(Tally, row.sums) if row else Tally()
        return self.items[key]

    def _quiz(self, attempt: Attempt) -> QuizTally:
        key = attempt.quiz_key
        if key not in self.quizzes:
            row = QuizStatistics.objects.select_for_update().filter(quiz_key=key).first()
            self.quizzes[key] = loaded(QuizTally, row.sums) if row else QuizTally()
        return self.quizzes[key]


def _note(saves: dict[str, dict], answers: dict, at: datetime) -> None:
    """Which questions this save changed; handing in repeats what was saved."""
    known = saves.setdefault("answers", {})
    changed = {item for item, answer in answers.items() if known.get(item) != answer}
    saves.setdefault("at", {}).setdefault(at, set()).update(changed)
    known.update(answers)
