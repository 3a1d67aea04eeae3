"""Small real quizzes and questions for tests."""

from assessments import attempts, bank, grading, paper, queries
from assessments.models import Attempt, AttemptEvent, QuizPage
from assessments.questions.fields import token
from tests.factories import publish

GENOME = {
    "key": "genome-size",
    "kind": "single-choice",
    "competency": "GLF1.1",
    "difficulty": 1,
    "text": "About how long is the haploid human genome?",
    "feedback": "Counted in base pairs.",
    "options": [
        {"text": "3.2 billion base pairs", "correct": True, "feedback": "Right."},
        {"text": "3.2 million base pairs", "feedback": "Nearer to a bacterium."},
        {"text": "3.2 thousand base pairs", "feedback": "Nearer to a virus."},
    ],
}
INHERITED = {
    "key": "inherited",
    "kind": "multiple-response",
    "competency": "GLF1.3",
    "text": "Which can be passed on?",
    "scoring": "partial",
    "options": [
        {"text": "A germline variant", "correct": True},
        {"text": "A somatic variant", "feedback": "Stays in the tumour."},
        {"text": "A mosaic variant in germ cells", "correct": True},
    ],
}
FATHER = {
    "key": "fathers-side",
    "kind": "true-false",
    "competency": "GLF2.2",
    "text": "Cancer on the father's side is irrelevant for breast-cancer risk.",
    "correct": False,
    "feedback_true": "BRCA variants pass through either parent.",
    "feedback_false": "Right.",
}
QUESTIONS = (GENOME, INHERITED, FATHER)
RIGHT = {"genome-size": "a", "inherited": ["a", "c"], "fathers-side": "false"}
WRONG = {"genome-size": "b", "inherited": ["b"], "fathers-side": "true"}


def quiz(module, *, now, questions=QUESTIONS, key="final-quiz", **fields) -> QuizPage:
    bank.upsert_questions(
        questions=questions, language="en", course_key="dna-basics", by=None, now=now
    )
    page = QuizPage(title="Final quiz", slug=key, key=key, **fields)
    bank.set_questions(page, [question["key"] for question in questions])
    return publish(module, page)


def handed_in(user, page, answers, now) -> Attempt:
    attempt = attempts.start(user=user, page=page, now=now)
    attempts.submit(attempt=attempt, answers=answers, now=now)
    attempt.refresh_from_db()
    return attempt


def marked(user, page, answers, now) -> Attempt:
    attempt = handed_in(user, page, answers, now)
    attempts.mark(pk=attempt.pk, now=now)
    attempt.refresh_from_db()
    return attempt


def form(attempt, answers) -> dict:
    """The fields a browser would post for these answers."""
    fields = {}
    for place, row in enumerate(attempt.paper["questions"], 1):
        answer = answers.get(row["item"])
        if isinstance(answer, list):
            fields[f"{place}.choice"] = [token(one, row["seed"]) for one in answer]
        elif answer in ("true", "false"):
            fields[f"{place}.choice"] = answer
        elif answer is not None:
            fields[f"{place}.choice"] = token(answer, row["seed"])
    return fields


def many_marked(people, edition, answers, now) -> list[Attempt]:
    """A marked first attempt of each, written in bulk."""
    drawn = [_drawn(user, edition, now) for user in people]
    marks = [
        grading.grade(queries.asked(attempt), given)
        for attempt, given in zip(drawn, answers, strict=True)
    ]
    for attempt, mark in zip(drawn, marks, strict=True):
        attempt.percent, attempt.passed = mark.percent, mark.passed(edition.rules["pass_mark"])
    Attempt.objects.bulk_create(drawn)
    AttemptEvent.objects.bulk_create(
        AttemptEvent(attempt=attempt, kind=kind, at=now, data=data)
        for attempt, given, mark in zip(drawn, answers, marks, strict=True)
        for kind, data in (
            ("submitted", {"answers": given}),
            ("marked", {**mark.to_json(), "passed": attempt.passed}),
        )
    )
    return drawn


def _drawn(user, edition, now) -> Attempt:
    seed = user.pk * 7919
    entries = attempts.drawn(edition, seed)
    return Attempt(
        user=user,
        quiz_key=edition.quiz_key,
        edition=edition,
        number=1,
        seed=seed,
        paper=paper.paper(entries, seed=seed, shuffle=True),
        status="marked",
        started_at=now,
        submitted_at=now,
        marked_at=now,
    )
