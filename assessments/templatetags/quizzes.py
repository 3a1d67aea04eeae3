import json
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from assessments import attempts, bank, queries
from assessments.models import Item, QuizPage
from assessments.questions import body_of, case_view, kind_for, view
from assessments.questions.case import NAME as CASE
from assessments.questions.contract import FULL, NONE, Line
from courses import markdown

register = template.Library()


@register.simple_tag(takes_context=True)
def quiz_state(context: dict[str, Any], page: QuizPage) -> queries.QuizState:
    return queries.quiz_state(
        context["request"].user, page, attempts.rules_of(page), timezone.now()
    )


@register.simple_tag
def asked(question: dict[str, Any], seed: int, answer: Any) -> dict[str, Any]:
    """A question as a learner meets it, and its key as she is told afterwards; with one set of numbers."""
    name, body = question["kind"], body_of(question)
    kind = kind_for(name, body)
    return {
        "template": f"assessments/kinds/{name}.html",
        "view": view(name, body, seed, True, answer),
        "lines": kind.review(body, kind.key(body, seed), seed, True),
        "feedback": question["feedback"],
        "json": json.dumps(question),
        "seed": seed,
    }


@register.simple_tag
def case_of(question: dict[str, Any], language: str) -> dict[str, Any]:
    """For the preview: the case of a question, and of a case its questions, as they stand in the bank."""
    if question["kind"] == CASE:
        keys = Item.objects.filter(testlet=question["key"], retired_at=None).order_by("pk")
        found = bank.current_questions(keys.values_list("key", flat=True), language=language)
        questions = [
            asked(found[key], 1, None) for key in keys.values_list("key", flat=True) if key in found
        ]
        return {"case": _shared(question), "questions": questions}
    case = question.get("testlet", "")
    found = bank.current_questions([case], language=language) if case else {}
    return {"case": _shared(found[case]) if case in found else None}


def _shared(case: dict[str, Any]) -> dict[str, Any]:
    return {"view": case_view(body_of(case)), "feedback": case["feedback"]}


@register.filter
def blocks(text: str) -> SafeString:
    """An author's Markdown, as paragraphs, lists and tables."""
    return mark_safe(markdown.render(text))  # noqa: S308 - sanitised there


@register.filter
def inline(text: str) -> SafeString:
    """An author's Markdown of one paragraph, without the paragraph."""
    html = markdown.render(text).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        html = html[3:-4]
    return mark_safe(html)  # noqa: S308 - sanitised there


@register.filter
def drawing(pedigree: dict[str, Any]) -> SafeString:
    return mark_safe(pedigree["svg"])  # noqa: S308 - made by us, notes escaped there


@register.filter
def line_style(line: Line) -> str:
    """Only a ticked line is coloured; the right one among the others is named by its badge."""
    if line.verdict is None or line.chosen is False:
        return "still"
    return "right" if line.verdict == FULL else "wrong"


@register.filter
def line_verdict(line: Line) -> str:
    """In words, so that colour alone says nothing."""
    if line.verdict is None:
        return ""
    if line.chosen is False:
        return gettext("Correct answer") if line.verdict == FULL else ""
    if line.verdict == FULL:
        return gettext("Your answer, correct") if line.chosen else gettext("Correct")
    if line.verdict == NONE:
        return gettext("Your answer, not correct") if line.chosen else gettext("Not correct")
    return gettext("Partly correct")


@register.filter
def as_percent(share: float) -> str:
    return f"{round(100 * share)} %"
