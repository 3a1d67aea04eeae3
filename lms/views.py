from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language
from django.views.static import serve

from accounts.models import User
from lms import learning, mailbox

# An uploaded picture opened by itself, an SVG above all, runs nothing and loads nothing.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def root(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the reader's language."""
    return redirect(f"/{get_language()}/")


def icon(request: HttpRequest) -> HttpResponse:
    """Where browsers look that were not told where the icon is."""
    return redirect(static("img/logo.svg"))  # its name changes with its content


def health(request: HttpRequest) -> JsonResponse:
    """For load balancers and container health checks: the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def picture(request: HttpRequest, folder: str, path: str) -> HttpResponseBase:
    """An uploaded picture or a smaller form of it. Other uploads have doors of their own that ask who is there."""
    response = serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / folder))
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    """What she takes and where to go on, what she has finished, what fits her profession."""
    user = cast(User, request.user)
    language = get_language() or settings.LANGUAGE_CODE
    taken = learning.taken_by(user, language=language, today=timezone.localdate())
    context = {
        "under_way": [one for one in taken if not one.finished],
        "finished": [one for one in taken if one.finished],
        "suggested": learning.suggested_to(user, language=language, taken=taken),
        "recalls": learning.recalls_for(user, now=timezone.now()),
        "may_write": user.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "lms/learning.html", context)


def development_mail(request: HttpRequest) -> HttpResponse:
    """What the development settings would have sent by mail."""
    if not settings.DEVELOPMENT:
        raise Http404
    return render(request, "lms/development_mail.html", {"messages_sent": mailbox.read(limit=20)})
