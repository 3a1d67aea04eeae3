"""Published figures in words, the same on pages and in files."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from readiness.suppression import Figure

FLAGS: dict[str, Promise] = {
    "no_denominator": gettext_lazy("no workforce count"),
    "over": gettext_lazy("over 100 %: check denominator"),
    "stale": gettext_lazy("stale: older than five years"),
    "disagree": gettext_lazy("sources disagree by more than a quarter"),
    "small": gettext_lazy("small workforce: range only"),
    "federated": gettext_lazy("counted by the country’s own installation"),
    "not_sent": gettext_lazy("not among the figures the country sent"),
}


def number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def people(figure: Figure) -> str:
    """A count of people in words a reader can quote."""
    if figure.kind == "withheld":
        return _("not shown")
    if figure.kind == "hidden":
        return _("fewer than %(threshold)s") % {"threshold": (figure.high or 0) + 1}
    if figure.kind == "band" and figure.high is None:
        return _("%(low)s or more") % {"low": number(figure.low)}
    if figure.kind == "band":
        return _("%(low)s to %(high)s") % {
            "low": number(figure.low),
            "high": number(figure.high or 0),
        }
    return number(figure.value or 0)


def percent(value: float | None, band: tuple[int, int] | None = None) -> str:
    if band:
        return _("%(low)s to %(high)s %%") % {"low": band[0], "high": band[1]}
    if value is None:
        return "–"
    if 0 < value < 0.1:
        return _("< %(limit)s %%") % {"limit": number_format("0.1", use_l10n=True)}
    return _("%(share)s %%") % {
        "share": number_format(round(value, 1), decimal_pos=1, use_l10n=True)
    }
