"""Import and export of courses inside Wagtail: upload, look at the plan, agree."""

import io
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from authoring import access, imports, reading, tree
from authoring.apply import PlanOutdated, look
from authoring.archive import zipped
from authoring.course import Course
from authoring.forms import DecisionForm, UploadForm
from authoring.models import LABELS, ImportRecord
from authoring.plan import State
from authoring.writer import write
from courses.models import CoursePage

View = Callable[..., HttpResponse]


def importers_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@importers_only
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    problems = []
    if request.method == "POST" and form.is_valid():
        archive = form.cleaned_data["archive"]
        course, problems = reading.from_zip(archive)
        if course:
            record = imports.receive(
                course=course,
                archive=archive,
                user=cast(User, request.user),
                now=timezone.now(),
                name=archive.name,
            )
            return redirect("authoring_plan", record.pk)
    context = {
        "page_title": _("Import a course"),
        "header_icon": "upload",
        "form": form,
        "problems": [(p.file, p.line, p.sentence(_)) for p in problems],
        "records": access.open_imports(request.user).select_related("created_by")[:20],
    }
    return render(request, "authoring/upload.html", context, status=422 if problems else 200)


@importers_only
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(access.open_imports(request.user), pk=pk)
    if record.status != ImportRecord.Status.WAITING:
        return render(request, "authoring/decided.html", _heading(record))
    try:
        course = imports.course_of(record)
    except imports.Unreadable:
        imports.abandon(record=record)
        messages.error(request, _("This archive cannot be read any more. Please upload it again."))
        return redirect("authoring_import")
    return _plan(request, record, course)


def _plan(request: HttpRequest, record: ImportRecord, course: Course) -> HttpResponse:
    todo = look(course)
    form = DecisionForm(
        request.POST or None,
        plan=todo,
        may_publish=access.may_publish(request.user),
        initial={"agreed": todo.digest},
    )
    if request.method == "POST" and form.is_valid():
        return _decide(request, record, form)
    context = {
        "plan": todo,
        "form": form,
        "conflicts": todo.of(State.CONFLICT),
        "states": [(s, LABELS[s], todo.of(s)) for s in SHOWN if todo.of(s)],
        "unverified": len(course.unverified()),
    }
    return render(request, "authoring/plan.html", _heading(record) | context)


def _heading(record: ImportRecord) -> dict[str, Any]:
    title = _("Import of %(course)s") % {"course": record}
    return {"page_title": title, "header_icon": "upload", "record": record}


SHOWN = (State.NEW, State.CHANGED, State.GONE, State.SAME)


def _decide(request: HttpRequest, record: ImportRecord, form: DecisionForm) -> HttpResponse:
    try:
        done = imports.decide(
            record=record,
            user=cast(User, request.user),
            now=timezone.now(),
            arrange=access.may_publish(request.user),
            **form.cleaned_data,
        )
    except (PlanOutdated, imports.Decided):
        messages.warning(request, _("Something changed in the meantime. Please look again."))
        return redirect("authoring_plan", record.pk)
    except ValidationError as error:
        messages.error(request, " ".join([*error.messages, _("Nothing was changed.")]))
        return redirect("authoring_plan", record.pk)
    messages.success(request, _("The course was imported."))
    return redirect("wagtailadmin_explore", done.page.pk)


@require_POST
@importers_only
def abandon(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    record = get_object_or_404(access.open_imports(request.user), pk=pk)
    imports.abandon(record=record)
    messages.success(request, _("The import was abandoned. Nothing was changed."))
    return redirect("authoring_import")


@require_GET
@importers_only
def export(request: HttpRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(CoursePage, pk=pk)
    if not access.may_export(request.user, page):
        raise PermissionDenied
    stream = io.BytesIO(zipped(write(tree.read(tree.pages(page))), page.key))
    name = f"{page.key}-{page.locale.language_code}.zip"
    return HttpResponse(
        stream,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
