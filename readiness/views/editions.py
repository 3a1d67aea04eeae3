"""The maturity model in the CMS: read it, change it into a new edition, look at the earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from readiness import access, editions
from readiness.edition_forms import IndicatorForm, NewIndicatorForm, NoteForm
from readiness.models import ModelEdition

View = Callable[..., HttpResponse]


def editors_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.may_edit_model(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _shown(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    form = context.get("form")
    status = 400 if form is not None and form.errors else 200
    everything = {"page_title": title, "header_icon": "list-ul", **context}
    return render(request, f"readiness/cms/{name}.html", everything, status=status)


@editors_only
def model(request: HttpRequest) -> HttpResponse:
    """The newest edition, and the list of all."""
    return _shown(
        request,
        "model",
        _("Maturity model"),
        model=editions.current(),
        editions=editions.listed(),
    )


@editors_only
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Other texts for one indicator."""
    try:
        texts = editions.texts(code)
    except editions.NoSuchIndicator as problem:
        raise Http404 from problem
    form = IndicatorForm(request.POST or None, texts=texts, base=editions.newest_version())
    if request.method == "POST" and form.is_valid():
        return _kept(
            request, form, lambda facts: editions.change_indicator(code, form.texts(), **facts)
        )
    return _shown(request, "indicator", f"{code} {texts['en'].title}", form=form, code=code)


@editors_only
def add(request: HttpRequest, domain: str) -> HttpResponse:
    """One more indicator in a domain."""
    known = editions.current()
    if domain not in {d.id for d in known.domains}:
        raise Http404
    form = NewIndicatorForm(
        request.POST or None, model=known, domain=domain, base=editions.newest_version()
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data

        def make(facts: dict[str, Any]) -> ModelEdition:
            wanted = form.texts()
            return editions.add_indicator(domain, chosen["code"], chosen["theme"], wanted, **facts)

        return _kept(request, form, make)
    return _shown(request, "indicator", _("Add an indicator"), form=form, code="")


@editors_only
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """An indicator is asked for no longer."""
    if editions.current().indicator(code) is None:
        raise Http404
    form = NoteForm(request.POST or None, base=editions.newest_version())
    if request.method == "POST" and form.is_valid():
        return _kept(request, form, lambda facts: editions.retire_indicator(code, **facts))
    title = _("Retire %(code)s") % {"code": code}
    return _shown(request, "retire", title, form=form, code=code)


def _kept(
    request: HttpRequest, form: NoteForm, make: Callable[[dict[str, Any]], ModelEdition]
) -> HttpResponse:
    try:
        made = make(
            {
                "base": form.cleaned_data["base"],
                "note": form.cleaned_data["note"],
                "by": cast(User, request.user),
                "now": timezone.now(),
            }
        )
    except editions.ChangedMeanwhile:
        messages.error(
            request, _("Somebody else changed the model meanwhile. Look at it and try again.")
        )
        return redirect("readiness_model")
    messages.success(request, _("Edition %(version)s is in use.") % {"version": made.version})
    return redirect("readiness_model")
