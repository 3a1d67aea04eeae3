"""Convert tasks in the CMS: look first, then make drafts."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from assessments import bank
from assessments.models import QuizPage
from authoring import converting
from authoring.conversion import Note, Question
from authoring.views import importers_only
from courses.models import CoursePage
from h5p.models import Activity


class ActivityForm(forms.Form):
    activity = forms.ModelChoiceField(
        Activity.objects.exclude(current=None).select_related("current__library"),
        label=gettext_lazy("H5P activity"),
    )
    course = forms.ChoiceField(label=gettext_lazy("For the course"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = CoursePage.objects.order_by("key").values_list("key", flat=True).distinct()
        self.fields["course"].choices = [("", "–"), *((key, key) for key in keys)]


class QuizForm(forms.Form):
    quiz = forms.ModelChoiceField(
        QuizPage.objects.select_related("locale").order_by("path"), label=gettext_lazy("Quiz")
    )


@importers_only
def convert(request: HttpRequest) -> HttpResponse:
    given = request.POST or request.GET
    activity_form = ActivityForm(given if "activity" in given else None)
    quiz_form = QuizForm(given if "quiz" in given else None)
    context: dict[str, Any] = {
        "page_title": _("Convert tasks"), "header_icon": "rotate",
        "activity_form": activity_form, "quiz_form": quiz_form,
    }  # fmt: skip
    if activity_form.is_bound and activity_form.is_valid():
        if request.method == "POST":
            return _to_bank(request, activity_form)
        found = converting.questions_of(activity_form.cleaned_data["activity"])
        context |= {
            "questions": [_shown(one) for one in found.questions],
            "notes": _sentences(found.notes),
        }
    if quiz_form.is_bound and quiz_form.is_valid():
        if request.method == "POST":
            return _to_activity(request, quiz_form.cleaned_data["quiz"])
        tasks = converting.tasks_of(quiz_form.cleaned_data["quiz"])
        context |= {"titles": tasks.titles, "notes": _sentences(tasks.notes)}
    return render(request, "authoring/convert.html", context)


def _to_bank(request: HttpRequest, form: ActivityForm) -> HttpResponse:
    try:
        made = converting.to_bank(
            activity=form.cleaned_data["activity"], course_key=form.cleaned_data["course"],
            by=cast(User, request.user), now=timezone.now(),
        )  # fmt: skip
    except bank.BadQuestion as bad:
        messages.error(request, str(bad))
        return redirect("authoring_convert")
    new = sum(one.result != "same" for one in made)
    messages.success(
        request,
        ngettext(
            "%(number)d question was drafted in the bank.",
            "%(number)d questions were drafted in the bank.",
            new,
        )
        % {"number": new},
    )
    return redirect("wagtailsnippets_assessments_item:list")


def _to_activity(request: HttpRequest, quiz: QuizPage) -> HttpResponse:
    made = converting.to_activity(quiz=quiz, by=cast(User, request.user))
    if made is None:
        messages.error(request, _("None of these questions has a counterpart among the H5P tasks."))
        return redirect("authoring_convert")
    return redirect("h5p_activity", made.activity_id)


def _shown(question: Question) -> dict[str, Any]:
    """A question in short: its texts as read, and what is right."""
    options = [(one["text"], bool(one.get("correct"))) for one in question.get("options", ())]
    options += [(" / ".join(map(str, gap["answers"])), True) for gap in question.get("gaps", ())]
    options += [(item["text"], False) for item in question.get("items", ())]
    if "correct" in question:
        options.append((str(_("True") if question["correct"] else _("False")), True))
    texts = [question["text"], question.get("passage", "")]
    return {"key": question["key"], "texts": texts, "options": options}


def _sentences(notes: tuple[Note, ...]) -> list[str]:
    return [_(note.text) % {"name": note.name} for note in notes]
