from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import cadres
from courses.catalogue import Wish
from courses.competencies import COMPETENCIES

MINUTES = [("30", _("up to 30 minutes")), ("60", _("up to 1 hour")), ("120", _("up to 2 hours"))]


class WishForm(forms.Form):
    """Search and filters of the catalogue. What is not understood is ignored: a link never breaks."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    cadre = forms.ChoiceField(label=_("Profession"), required=False)
    competency = forms.ChoiceField(label=_("Competency"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    minutes = forms.ChoiceField(
        label=_("Time"), required=False, choices=[("", _("Any length")), *MINUTES]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        domains = {
            c.domain: c.domain_titles.get(language) or c.domain_titles["en"]
            for c in COMPETENCIES.values()
        }
        self.fields["cadre"].choices = [("", _("All professions")), *cadres.choices(language)]
        self.fields["competency"].choices = [("", _("All competencies")), *domains.items()]
        self.fields["language"].choices = [("", _("All languages")), *settings.LANGUAGES]

    def wish(self) -> Wish:
        self.is_valid()
        fits = self.cleaned_data
        return Wish(
            text=fits.get("q", ""),
            cadre=fits.get("cadre", ""),
            competency=fits.get("competency", ""),
            language=fits.get("language", ""),
            minutes=int(fits["minutes"]) if fits.get("minutes") else None,
        )
