"""Who may see and mark whose attempt: the rule and the rows side by side."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Role, User
from accounts.roles import countries_for, has_role
from assessments.models import Accommodation, Attempt, ItemVersion, WrittenAnswer


def may_take(user: User | AnonymousUser, attempt: Attempt) -> bool:
    """Only the person whose paper it is."""
    return user.is_authenticated and attempt.user_id == user.pk


def own_attempts(user: User | AnonymousUser) -> "QuerySet[Attempt]":
    if not user.is_authenticated:
        return Attempt.objects.none()
    return Attempt.objects.filter(user=user)


def may_see_statistics(user: User | AnonymousUser) -> bool:
    """Whoever writes questions sees how they do: counts and shares, no people."""
    return user.has_perm("assessments.change_item")


def may_publish(user: User, version: ItemVersion) -> bool:
    """Four eyes: an editor who did not write it. An administrator may always (somebody may be alone)."""
    if user.is_superuser:
        return True
    return has_role(user, Role.EDITOR) and version.created_by_id != user.pk


def may_regrade(user: User | AnonymousUser) -> bool:
    """It touches people of every country."""
    return has_role(user, Role.EDITOR)


def marks_for(user: User | AnonymousUser, country: str) -> bool:
    """Trainers mark for their country, editors for every country and for people who told none."""
    return has_role(user, Role.EDITOR) or (bool(country) and has_role(user, Role.TRAINER, country))


def marks_at_all(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.EDITOR) or bool(countries_for(user, Role.TRAINER))


def answers_to_mark(user: User) -> "QuerySet[WrittenAnswer]":
    """What waits for her: not her own, and nothing she has marked before."""
    waiting = WrittenAnswer.objects.filter(done_at__isnull=True)
    if not has_role(user, Role.EDITOR):
        waiting = waiting.filter(country__in=countries_for(user, Role.TRAINER))
    return waiting.exclude(attempt__user=user).exclude(marks__marker=user)


def attempts_to_judge(user: User) -> "QuerySet[Attempt]":
    """The attempts, not her own, whose marks she may look at and override."""
    marked = Attempt.objects.filter(status=Attempt.Status.MARKED).exclude(user=user)
    if has_role(user, Role.EDITOR):
        return marked
    return marked.filter(user__country__in=countries_for(user, Role.TRAINER))


def may_judge(user: User, attempt: Attempt) -> bool:
    return attempt.user_id != user.pk and marks_for(user, attempt.user.country)


def accommodations(user: User) -> "QuerySet[Accommodation]":
    """Who gets more time, in the countries she trains for; for editors, everywhere."""
    running = Accommodation.objects.filter(ended_at__isnull=True).order_by("user__email")
    if has_role(user, Role.EDITOR):
        return running
    return running.filter(user__country__in=countries_for(user, Role.TRAINER))


def may_read_reasons(user: User) -> bool:
    """Trainers need to know how much more time, not why."""
    return has_role(user, Role.EDITOR)
