from typing import Any

from django import template

from h5p import results
from h5p.models import Activity, ActivityPage

register = template.Library()


@register.inclusion_tag("h5p/player.html")
def h5p_player(activity: Activity, step: ActivityPage | None = None) -> dict[str, Any]:
    """The place of one activity, the same for everybody: lessons are cached with it.

    The frame itself is loaded by static/js/h5p.js when scrolled near.
    """
    return {"activity": activity, "step": step, "sealed": bool(step and step.sealed)}


@register.simple_tag(takes_context=True)
def h5p_standing(context: dict[str, Any], step: ActivityPage) -> results.Standing | None:
    user = context["request"].user
    return results.standing(user=user, step=step) if user.is_authenticated else None
