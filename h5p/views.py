"""The frame, and the posts of the page around it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    QueryDict,
)
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from h5p import access, activities, player, results
from h5p.models import (
    Activity,
    ActivityAttempt,
    ActivityPage,
    ActivityResult,
    ActivityVersion,
    Library,
)


@require_safe
@xframe_options_sameorigin
def frame(request: HttpRequest, token: str) -> HttpResponse:
    try:
        version_pk, attempt_pk, sealed = player.read_frame_token(token)
    except signing.BadSignature:
        return HttpResponse(_("This address has expired. Please reload the page."), status=410)
    version = get_object_or_404(
        ActivityVersion.objects.select_related("library", "activity"), pk=version_pk
    )
    attempt = ActivityAttempt.objects.filter(pk=attempt_pk, version=version).first()
    return _frame(request, version, attempt, sealed=sealed)


@require_safe
@xframe_options_sameorigin
def place(request: HttpRequest, step: int | str = "", activity: UUID | str = "") -> HttpResponse:
    """The frame of whoever asks: her open attempt, or a new one. The page around it loads this address as it stands,
    so that the code is on its way before the page's own script has run."""
    asked = QueryDict(mutable=True)
    asked.update({"step": str(step), "activity": str(activity)})
    found, of, version = _asked_for(asked, request)
    if isinstance(request.user, AnonymousUser):
        return _frame(
            request, version, None, sealed=bool(found and found.sealed and version.sealable)
        )
    try:
        attempt = results.begin(user=request.user, activity=of, step=found, now=timezone.now())
    except results.NoAttemptLeft:
        return HttpResponse(
            _("You have used all attempts."), content_type="text/plain; charset=utf-8"
        )
    return _frame(request, version, attempt, sealed=attempt.sealed)


def _frame(
    request: HttpRequest, version: ActivityVersion, attempt: ActivityAttempt | None, *, sealed: bool
) -> HttpResponse:
    params = player.served(version, attempt.seed if attempt else 0, sealed=sealed)
    libraries = activities.libraries_of(version)
    return framed(request, version, libraries, params, attempt.state if attempt else "")


def framed(
    request: HttpRequest,
    version: ActivityVersion,
    libraries: list[Library],
    params: dict[str, Any],
    state: str = "",
) -> HttpResponse:
    """The document inside the sandbox."""
    scripts, styles = player.code(libraries)
    response = render(
        request,
        "h5p/frame.html",
        {
            "integration": player.integration(
                version, libraries, params=params, state=state, today=timezone.now().date(),
            ),
            "bridge": {"parentOrigin": _origin(request)},
            "scripts": scripts, "styles": styles, "version": version,
        },
    )  # fmt: skip
    response["Content-Security-Policy"] = player.policy(libraries, _origin(request))
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _refuse(reason: str, sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"refused": reason, "message": sentence}, status=status)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> JsonResponse:
    """POST opens or resumes an attempt. GET is for pages that carry no token: it gives one, or, to somebody
    who is not signed in, a frame without a record."""
    if request.user.is_authenticated and request.method == "GET":
        return JsonResponse({"csrf": get_token(request)})
    step, activity, version = _asked_for(request.POST or request.GET, request)
    if isinstance(request.user, AnonymousUser):
        sealed = bool(step and step.sealed and version.sealable)
        frame_token = player.frame_token(version, None, sealed=sealed)
        note = _("You are not signed in: your answers are not recorded.")
        return JsonResponse({"frame": f"/h5p/frame/{frame_token}/", "note": note})
    try:
        attempt = results.begin(
            user=request.user, activity=activity, step=step, now=timezone.now(),
            anew=request.POST.get("anew") == "1",
        )  # fmt: skip
    except results.NoAttemptLeft:
        return _refuse("attempts", _("You have used all attempts."), 409)
    frame_token = player.frame_token(attempt.version, attempt, sealed=attempt.sealed)
    return JsonResponse(
        {
            "frame": f"/h5p/frame/{frame_token}/",
            "launch": player.launch_token(attempt),
            "sealed": attempt.sealed,
            "note": "" if step else _("Practice: recorded for you, not needed for completion."),
        }
    )


def _asked_for(
    data: QueryDict, request: HttpRequest
) -> tuple[ActivityPage | None, Activity, ActivityVersion]:
    """The step, if it is one, and what to play. Raises Http404."""
    step = None
    try:
        if data.get("step"):
            pages = ActivityPage.objects.select_related("activity__current__library")
            step = pages.get(pk=int(data.get("step", "")))
            if not access.may_play(request.user, step):
                raise Http404
            activity = step.activity
        else:
            activities_ = Activity.objects.select_related("current__library")
            activity = activities_.get(key=UUID(data.get("activity", "")))
    except (ActivityPage.DoesNotExist, Activity.DoesNotExist, ValueError):
        raise Http404 from None
    if activity.current is None:
        raise Http404
    return step, activity, activity.current


@login_required
@require_POST
def report(request: HttpRequest) -> JsonResponse:
    """What the activity reports. The launch token says whose attempt it is; the session has to agree."""
    try:
        data = results.read_post(request.body)
        launch = player.read_launch_token(str(data.get("launch", "")))
    except results.Refused as refused:
        return _refuse(str(refused), _("The report could not be read."), 400)
    except (signing.BadSignature, TypeError):
        return _refuse("launch", _("Please reload the page: this attempt has expired."), 403)
    attempt = ActivityAttempt.objects.filter(
        pk=launch.attempt, user=launch.user, version=launch.version, nonce=launch.nonce
    ).first()
    if attempt is None or launch.user != request.user.pk:
        return _refuse("foreign", _("This attempt is not yours."), 403)
    return _recorded(request, attempt, data)


def _recorded(request: HttpRequest, attempt: ActivityAttempt, data: dict[str, Any]) -> JsonResponse:
    step = None
    if attempt.step_key:
        step = ActivityPage.objects.filter(
            translation_key=attempt.step_key, activity=attempt.activity_id, live=True
        ).first()
    final = data.get("why") in ("finished", "submit")
    try:
        if isinstance(data.get("state"), str) and data["state"] and not (final and attempt.sealed):
            results.keep_state(attempt=attempt, state=data["state"])
        if data.get("tree") is None:
            return JsonResponse({"stored": "state"})
        if attempt.sealed and not final:
            return JsonResponse({"stored": "state"})
        result = results.record(
            attempt=attempt, tree=data["tree"], final=final, step=step, now=timezone.now()
        )
    except results.Refused as refused:
        return _refuse(str(refused), _("The report does not belong to this activity."), 400)
    except results.AttemptClosed:
        return _refuse("closed", _("This attempt was handed in already."), 409)
    except results.NoAttemptLeft:
        return _refuse("attempts", _("You have used all attempts."), 409)
    return JsonResponse(_answer(result, step))


def _answer(result: ActivityResult, step: ActivityPage | None) -> dict[str, Any]:
    if result.raw is None or not result.maximum:
        return {"stored": "result", "message": _("Recorded as practice.")}
    sentence = _("The server counts %(raw)s of %(maximum)s points.") % {
        "raw": result.raw, "maximum": result.maximum,
    }  # fmt: skip
    answer: dict[str, Any] = {
        "stored": "result", "raw": result.raw, "maximum": result.maximum, "message": sentence,
        "final": result.final,
    }  # fmt: skip
    if step:
        standing = results.standing(user=result.attempt.user, step=step)
        answer["passed"] = standing.passed
        if standing.passed:
            answer["message"] += " " + _("This step is done.")
    return answer
