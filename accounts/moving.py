"""A change of country or profession is kept with its day, so that coverage moves from that day on."""

from datetime import datetime

from django.db import transaction

from accounts.models import Move, User


@transaction.atomic
def save_profile(*, user: User, now: datetime) -> Move | None:
    """Saves what she changed; returns the move if country or profession are among it."""
    stored = User.objects.select_for_update().values_list("country", "cadre").get(pk=user.pk)
    user.save()
    if stored == (user.country, user.cadre):
        return None
    return Move.objects.create(user=user, country=user.country, cadre=user.cadre, moved_at=now)
