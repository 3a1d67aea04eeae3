"""Forms in the CMS that write activities: short ones in plain text, and whole ones that follow from semantics."""

from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from h5p import composing, libraries, scoring, semantic_fields, sentences, views, writing
from h5p.admin_views import authors_only, show
from h5p.forms import FORMS, LABELS, AboutForm
from h5p.models import Activity, ActivityVersion


@authors_only
def write(request: HttpRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """The short form of one kind of task: new, or of an activity that a form wrote."""
    if kind not in FORMS:
        raise Http404
    found = _activity(pk)
    if found and writing.kind_of(found) != kind:
        raise Http404
    form = FORMS[kind](request.POST or None, initial=writing.fields_of(found) if found else None)
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        if request.POST.get("do") == "preview":
            return _preview_of_short_form(request, kind, form.cleaned_data, language)
        version = writing.save(
            kind=kind, fields=form.cleaned_data, language=language, activity=found,
            user=cast(User, request.user),
        )  # fmt: skip
        return redirect("h5p_activity", version.activity_id)
    if request.POST.get("do") == "preview":
        return _nothing_yet(request, [str(e) for errors in form.errors.values() for e in errors])
    return show(
        request, "write", str(LABELS[kind]), form=form, kinds=LABELS.items(), kind=kind,
        others=composing.offered(), activity=found,
    )  # fmt: skip


@authors_only
def compose(request: HttpRequest, name: str = "", pk: int | None = None) -> HttpResponse:
    """The whole form of a content type: new, or of any activity of a quiz type."""
    found = _activity(pk)
    if found and found.current is None:
        raise Http404
    name = found.current.library.name if found and found.current else name
    library = next((one for one in composing.offered() if one.name == name), None)
    if library is None:
        raise Http404
    if request.method == "POST":
        return _composed(request, library, found)
    current = found.current if found else None
    params = current.params if current else composing.blank(library)
    about = AboutForm(initial=_facts(found))
    return _compose_page(request, library, found, about, params)


def _composed(request: HttpRequest, library: Any, found: Activity | None) -> HttpResponse:
    typed = semantic_fields.read({key: request.POST.getlist(key) for key in request.POST})
    typed = typed.get("params", {}) if isinstance(typed.get("params"), dict) else {}
    do = request.POST.get("do", "save")
    form = AboutForm(request.POST)
    if do not in ("save", "preview"):
        changed = semantic_fields.changed({"params": typed}, do)["params"]
        return _compose_page(request, library, found, AboutForm(initial=request.POST), changed)
    draft = composing.draft(library, typed, request.POST.get("title", ""))
    wrong = [sentences.sentence(vars(problem)) for problem in draft.problems]
    wrong += [_wanted(one) for one in draft.missing]
    if not draft.maximum:
        wrong.append(_("There is nothing to answer yet: mark what is right."))
    if do == "preview":
        about = writing.About(request.POST.get("title", ""), "", request.POST.get("language", "en"))
        version = composing.unsaved(draft, about, found)
        return _nothing_yet(request, wrong) if wrong else _preview(request, version)
    if wrong or not form.is_valid():
        return _compose_page(request, library, found, form, typed, wrong)
    version = composing.save(
        draft=draft, about=writing.About(**form.cleaned_data), activity=found,
        user=cast(User, request.user),
    )  # fmt: skip
    return redirect("h5p_activity", version.activity_id)


def _wanted(one: semantic_fields.Missing) -> str:
    facts = {"label": one.label, "least": one.least}
    if one.least:
        return _("“%(label)s” needs at least %(least)s entries.") % facts
    return _("“%(label)s” is still empty.") % facts


def _compose_page(
    request: HttpRequest,
    library: Any,
    found: Activity | None,
    form: AboutForm,
    params: Any,
    wrong: list[str] | None = None,
) -> HttpResponse:
    parts = composing.parts(library, params)
    return show(
        request, "compose", library.title, form=form, library=library, wrong=wrong or [],
        parts=parts, activity=found, kinds=LABELS.items(),
        others=composing.offered(),
    )  # fmt: skip


def _facts(found: Activity | None) -> dict[str, Any]:
    if found is None or found.current is None:
        return {"language": get_language() or settings.LANGUAGE_CODE}
    facts = {"title": found.title, "description": found.description}
    return facts | {"language": found.current.language}


def _activity(pk: int | None) -> Activity | None:
    rows = Activity.objects.select_related("current__library")
    return get_object_or_404(rows, pk=pk) if pk else None


def _preview_of_short_form(
    request: HttpRequest, kind: str, fields: dict[str, Any], language: str
) -> HttpResponse:
    libraries.install_bundled()
    main = libraries.in_force(writing.version_of(kind))
    if main is None:
        raise Http404
    version = ActivityVersion(
        pk=0, activity=Activity(title=fields["title"]), number=0, library=main,
        params=writing.params_of(kind, fields, language), language=language,
    )  # fmt: skip
    return _preview(request, version)


def _preview(request: HttpRequest, version: ActivityVersion) -> HttpResponse:
    params = scoring.draw(version.library.version, version.params, 0)
    used = writing.used_by(version.library, version.params)
    return _inside(views.framed(request, version, used, params))


def _nothing_yet(request: HttpRequest, sentences: list[str]) -> HttpResponse:
    return _inside(HttpResponse("\n".join(sentences), content_type="text/plain; charset=utf-8"))


def _inside(response: HttpResponse) -> HttpResponse:
    """For the frame on the page of the form."""
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
