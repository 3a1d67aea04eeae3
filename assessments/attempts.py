"""The life of an attempt: started, saved, handed in, marked. Time is a parameter, the server's clock decides."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from assessments import editions, grading, paper, queries
from assessments.accommodating import extra_minutes
from assessments.blueprint import Entry, draw, wanted
from assessments.models import Attempt, AttemptEvent, Edition, QuizPage, WrittenAnswer
from assessments.policies import Marked
from assessments.rules import GRACE, Rules
from courses.progress import complete_step

Answers = dict[str, Any]
MARKING = (
    AttemptEvent.Kind.MARKED,
    AttemptEvent.Kind.JUDGED,
    AttemptEvent.Kind.OVERRIDDEN,
    AttemptEvent.Kind.REGRADED,
)


class NoQuestions(Exception):
    """The quiz has no question that could be asked in this language."""


class MustWait(Exception):
    """The attempts are used up; another may be started at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class AttemptClosed(Exception):
    """Handed in already, or its time is over. What had been saved by then stands."""


def rules_of(page: QuizPage) -> Rules:
    return Rules(
        pass_mark=page.pass_mark,
        draw=page.draw,
        shuffle=page.shuffle,
        attempts=page.attempts,
        wait_hours=page.wait_hours,
        time_limit_minutes=page.time_limit_minutes,
        counts=page.counts,
        show_key=page.show_key,
        show_score=page.show_score,
        show_feedback=page.show_feedback,
        shown_from=page.shown_from.isoformat() if page.shown_from else "",
        blueprint=page.blueprint,
    )


def start(*, user: User, page: QuizPage, now: datetime) -> Attempt:
    """Her open attempt, or a new one with its paper frozen. Safe to repeat.

    Raises MustWait, NoQuestions or blueprint.Unmet.
    """
    rules = rules_of(page)
    earlier = list(Attempt.objects.filter(user=user, quiz_key=page.translation_key))
    running = next((one for one in earlier if one.status == Attempt.Status.OPEN), None)
    if running and not is_over(running, now):
        return running
    if running:
        submit(attempt=running, answers={}, now=now)
        return start(user=user, page=page, now=now)
    until = rules.next_start(sorted(one.submitted_at for one in earlier if one.submitted_at))
    if until and until > now:
        raise MustWait(until)
    number = 1 + max((one.number for one in earlier), default=0)
    try:
        return _new_attempt(user, edition_of(page, rules, now), number, now)
    except IntegrityError:  # started twice at the same instant: the other one is hers too
        return Attempt.objects.get(
            user=user, quiz_key=page.translation_key, status=Attempt.Status.OPEN
        )


@transaction.atomic
def _new_attempt(user: User, edition: Edition, number: int, now: datetime) -> Attempt:
    rules = Rules(**edition.rules)
    seed = secrets.randbits(53)
    entries = drawn(edition, seed)
    extra = extra_minutes(user, rules.time_limit_minutes)
    attempt = Attempt.objects.create(
        user=user,
        quiz_key=edition.quiz_key,
        edition=edition,
        number=number,
        seed=seed,
        paper=paper.paper(entries, seed=seed, shuffle=rules.shuffle),
        started_at=now,
        extra_minutes=extra,
        deadline=rules.deadline(now, extra),
    )
    record(attempt, AttemptEvent.Kind.STARTED, now, by=user)
    return attempt


def edition_of(page: QuizPage, rules: Rules, now: datetime) -> Edition:
    """The rules and pool as they are now; one row however many start under them."""
    pool = [entry.to_json() for entry in queries.pool(page)]
    if not pool:
        raise NoQuestions
    return editions.frozen(
        quiz_key=page.translation_key,
        language=page.locale.language_code,
        rules=rules,
        pool=pool,
        now=now,
    )


def drawn(edition: Edition, seed: int) -> list[Entry]:
    """The questions of the paper with this seed, today and in years. Raises blueprint.Unmet."""
    rules = Rules(**edition.rules)
    pool = [Entry.from_json(row) for row in edition.pool]
    cells = wanted(rules.blueprint, rules.draw, len(pool))
    return draw(pool, seed=seed, cells=cells, shuffle=rules.shuffle)


def record(
    attempt: Attempt,
    kind: AttemptEvent.Kind,
    now: datetime,
    *,
    by: User | None = None,
    data: Mapping[str, Any] | None = None,
    client_id: str = "",
) -> AttemptEvent:
    return AttemptEvent.objects.create(
        attempt=attempt, kind=kind, at=now, by=by, data=dict(data or {}), client_id=client_id
    )


def is_over(attempt: Attempt, now: datetime) -> bool:
    return attempt.deadline is not None and now > attempt.deadline + GRACE


def saved_answers(attempt: Attempt) -> Answers:
    """What she had answered when last saved, on whatever device: later events win, per question."""
    answers: Answers = {}
    kinds = [AttemptEvent.Kind.SAVED, AttemptEvent.Kind.SUBMITTED]
    for data in attempt.events.filter(kind__in=kinds).values_list("data", flat=True):
        answers |= data["answers"]
    return {item: answer for item, answer in answers.items() if answer is not None}


def save(*, attempt: Attempt, answers: Answers, now: datetime) -> bool:
    """Append what changed. False when nothing did. Raises AttemptClosed; nothing saved is lost."""
    with transaction.atomic():
        _claim_open(attempt, now)
        before = saved_answers(attempt)
        changed = {item: answer for item, answer in answers.items() if answer != before.get(item)}
        if changed:
            record(attempt, AttemptEvent.Kind.SAVED, now, data={"answers": changed})
    return bool(changed)


def _claim_open(attempt: Attempt, now: datetime) -> None:
    """Hold the row, so that nothing is saved behind the back of a paper being handed in."""
    row = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if row.status != Attempt.Status.OPEN or is_over(row, now):
        raise AttemptClosed


def submit(*, attempt: Attempt, answers: Answers, now: datetime) -> bool:
    """Hand the paper in with these answers on top of the saved ones. Safe to repeat: False the second time.

    After the deadline only what was saved in time is handed in.
    """
    with transaction.atomic():
        late = is_over(attempt, now)
        submitted_at = attempt.deadline if late else now
        claimed = Attempt.objects.filter(pk=attempt.pk, status=Attempt.Status.OPEN).update(
            status=Attempt.Status.SUBMITTED, submitted_at=submitted_at
        )
        if not claimed:
            return False
        final = saved_answers(attempt) | ({} if late else answers)
        final = {item: answer for item, answer in final.items() if answer is not None}
        data = {"answers": final, **({"late": True} if late else {})}
        record(attempt, AttemptEvent.Kind.SUBMITTED, now, data=data)
    return True


def mark(*, pk: int, now: datetime) -> Attempt | None:
    """Grade a handed-in attempt by machine. Safe to repeat: None when it is gone or marked already.

    With written answers on it the attempt then waits for a person; nothing else waits with it.
    """
    submitted = queries.handed_in(pk)
    if submitted is None:
        return None
    attempt = submitted.attempt
    marks = grading.grade(queries.asked(attempt), submitted.data["answers"])
    rules = Rules(**attempt.edition.rules)
    if marks.needs_person:
        return attempt if _wait_for_person(submitted, marks, rules, now) else None
    passed = marks.passed(rules.pass_mark)
    data = {**marks.to_json(), "passed": passed}
    kind, client_id = AttemptEvent.Kind.MARKED, submitted.client_id
    return attempt if _settle(attempt, kind, data, now, client_id) else None


def _claimed(attempt: Attempt, **changes: Any) -> bool:
    """Somebody else may have it; or its answers changed since they were read, which flags it."""
    as_read = {"status": attempt.status, "flagged": attempt.flagged}
    return bool(Attempt.objects.filter(pk=attempt.pk, **as_read).update(**changes))


def _wait_for_person(
    submitted: AttemptEvent, marks: grading.Marks, rules: Rules, now: datetime
) -> bool:
    attempt = submitted.attempt
    with transaction.atomic():
        if not _claimed(attempt, status=Attempt.Status.WAITING):
            return False
        attempt.status = Attempt.Status.WAITING
        versions = queries.versions_on(attempt)
        waiting = [item for item, one in marks.grades.items() if one.needs_person]
        data = {**marks.to_json(), "passed": False, "waiting": waiting}
        kind, client_id = AttemptEvent.Kind.MARKED, submitted.client_id
        record(attempt, kind, now, data=data, client_id=client_id)
        WrittenAnswer.objects.bulk_create(
            WrittenAnswer(
                attempt=attempt,
                item_id=versions[row["version"]].item_id,
                version_id=row["version"],
                country=attempt.user.country,
                handed_in_at=attempt.submitted_at or now,
            )
            for row in attempt.paper["questions"]
            if row["item"] in waiting
        )
        if not rules.counts:
            complete(attempt, now)
    return True


def judge(*, attempt: Attempt, fractions: Mapping[str, Fraction], now: datetime) -> bool:
    """People have marked what waited: `fractions` by item. Safe to repeat: False the second time."""
    machine = effective_marks(attempt)
    questions = {**machine.questions, **fractions}
    rules = Rules(**attempt.edition.rules)
    passed = Marked(questions, False).reaches(rules.pass_mark)
    data = Marked(questions, passed).to_json()
    return _settle(attempt, AttemptEvent.Kind.JUDGED, data, now)


def _settle(
    attempt: Attempt,
    kind: AttemptEvent.Kind,
    data: Mapping[str, Any],
    now: datetime,
    client_id: str = "",
) -> bool:
    """The one door through which an attempt becomes marked, by machine or by people."""
    with transaction.atomic():
        result = {"percent": data["percent"], "passed": data["passed"]}
        if not _claimed(attempt, status=Attempt.Status.MARKED, marked_at=now, **result):
            return False
        attempt.status = Attempt.Status.MARKED
        record(attempt, kind, now, data=data, client_id=client_id)
        if data["passed"] or not attempt.edition.rules["counts"]:
            complete(attempt, now)
    return True


def effective_marks(attempt: Attempt) -> Marked:
    """What counts now: the machine's mark, or the last decision after it."""
    last = attempt.events.filter(kind__in=MARKING).order_by("-pk")[0]
    return Marked.from_json(last.data)


def override_reasons(attempt: Attempt) -> dict[str, str]:
    """Why a person changed the mark of a question, by item; the last word where there are several."""
    events = attempt.events.filter(kind=AttemptEvent.Kind.OVERRIDDEN).order_by("pk")
    return {data["item"]: data["reason"] for data in events.values_list("data", flat=True)}


def complete(attempt: Attempt, now: datetime) -> None:
    """Push the result down. A quiz that was unpublished meanwhile completes nothing."""
    page = queries.quiz_page(attempt.quiz_key, attempt.edition.language)
    if page:
        complete_step(user=attempt.user, step=page, now=now, graded=page.counts)
