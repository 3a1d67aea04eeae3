"""H5P in the CMS: upload, look at the report, agree; the library shelf; versions, results and forms."""

import tempfile
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from h5p import (
    access,
    activities,
    clearing,
    export,
    packages,
    player,
    queries,
    scoring,
    sentences,
    tasks,
    writing,
)
from h5p.forms import UploadForm
from h5p.models import Activity, ActivityVersion, Library, LibraryStatus, Upload, UploadStatus

View = Callable[..., HttpResponseBase]


def _only(allowed: Callable[[Any], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


authors_only = _only(access.may_author)
administrators_only = _only(access.may_approve_code)


def show(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    context |= {"page_title": title, "header_icon": "form"}
    return render(request, f"h5p/cms/{template}.html", context)


@authors_only
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["package"]
        received = packages.receive(
            name=file.name, chunks=file.chunks(), user=cast(User, request.user),
            now=timezone.now(), replaces=form.cleaned_data["replaces"],
        )  # fmt: skip
        tasks.read_upload.delay_on_commit(received.pk)
        return redirect("h5p_upload_report", received.pk)
    recent = Upload.objects.select_related("uploaded_by", "activity").defer("report")[:20]
    return show(request, "upload", _("Upload an H5P package"), form=form, uploads=recent)


@authors_only
@require_GET
def upload_report(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Upload.objects.select_related("activity"), pk=pk)
    problems = found.report.get("problems", [])
    libraries = found.report.get("libraries", [])
    return show(
        request, "report", found.report.get("title") or found.name, upload=found,
        errors=[sentences.sentence(p) for p in problems if p["level"] == "error"],
        warnings=[sentences.sentence(p) for p in problems if p["level"] != "error"],
        libraries=[row | {"says": sentences.STANDINGS[row["standing"]]} for row in libraries],
        pending=found.status in (UploadStatus.WAITING, UploadStatus.AGREED),
        ready=found.status == UploadStatus.READ,
    )  # fmt: skip


@authors_only
@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Upload, pk=pk)
    try:
        packages.agree(found, now=timezone.now())
    except packages.NotWaiting:
        messages.warning(request, _("This package is not waiting to be installed."))
    else:
        tasks.install_upload.delay_on_commit(found.pk)
    return redirect("h5p_upload_report", pk)


@authors_only
@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    may_decide = access.may_approve_code(request.user)
    return show(request, "shelf", _("H5P libraries"), rows=queries.shelf(), may_decide=may_decide)


@administrators_only
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or block the code of a library."""
    status = request.POST.get("status")
    if status not in (LibraryStatus.APPROVED, LibraryStatus.BLOCKED):
        raise Http404
    library = get_object_or_404(Library, pk=pk)
    Library.objects.filter(pk=pk).update(status=status)
    messages.success(
        request,
        _("%(library)s: %(status)s.") % {"library": library, "status": LibraryStatus(status).label},
    )
    return redirect("h5p_shelf")


@administrators_only
def unused(request: HttpRequest) -> HttpResponse:
    """Code that nothing runs with: shown first, then removed."""
    now = timezone.now()
    if request.method == "POST":
        count = clearing.remove(digests=request.POST.getlist("digest"), now=now)
        text = ngettext("%(count)s library removed.", "%(count)s libraries removed.", count)
        messages.success(request, text % {"count": count})
        return redirect("h5p_unused")
    return show(request, "unused", _("Libraries nothing uses"), found=clearing.unused(now=now))


@authors_only
@require_GET
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Activity.objects.select_related("current__library"), pk=pk)
    versions = found.versions.select_related("library", "made_by").order_by("-number")
    asked = request.GET.get("version", "")
    chosen = versions.filter(number=int(asked)).first() if asked.isdecimal() else None
    version = chosen or found.current
    older = versions.filter(number__lt=version.number).first() if version else None
    return show(
        request, "activity", found.title, activity=found, versions=versions, version=version,
        frame=f"/h5p/frame/{player.frame_token(version, None, sealed=False)}/" if version else "",
        sealed_frame=f"/h5p/frame/{player.frame_token(version, None, sealed=True)}/"
        if version and version.sealable else "",
        difference=activities.difference(older, version)[:400] if older and version else [],
        results=queries.recent_results(found), items=queries.item_facts(found),
        pages=queries.pages_with(found), kind=writing.kind_of(found),
        composable=version is not None and scoring.is_quiz(version.library.version),
    )  # fmt: skip


@authors_only
@require_POST
def roll_back(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(
        ActivityVersion.objects.select_related("activity", "library"), pk=pk
    )
    made = activities.roll_back(version=version, made_by=cast(User, request.user))
    messages.success(
        request, _("Version %(old)s is current again, as version %(new)s.") % {"old": version.number, "new": made.number},
    )  # fmt: skip
    return redirect("h5p_activity", version.activity_id)


@authors_only
@require_GET
def download(request: HttpRequest, pk: int) -> FileResponse:
    version = get_object_or_404(
        ActivityVersion.objects.select_related("activity", "library"), pk=pk
    )
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    export.write(version, out, with_libraries=request.GET.get("libraries") != "no")
    out.seek(0)
    name = f"{slugify(version.activity.title) or 'activity'}-{version.number}.h5p"
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")
