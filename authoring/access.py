"""Who may bring courses in and out: the rule and the rows side by side."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.models import Page

from accounts.models import Role, User
from accounts.roles import countries_for, has_role
from authoring.models import ImportRecord

Visitor = User | AnonymousUser


def may_import(user: Visitor) -> bool:
    """Editors, and trainers of any country (their imports are drafts)."""
    return has_role(user, Role.EDITOR) or bool(countries_for(user, Role.TRAINER))


def may_publish(user: Visitor) -> bool:
    return has_role(user, Role.EDITOR)


def may_export(user: Visitor, page: Page) -> bool:
    """Quizzes travel with their keys: only those who may write the course take it away."""
    return may_import(user) and page.permissions_for_user(user).can_edit()


def open_imports(user: Visitor) -> QuerySet[ImportRecord]:
    """Those she may look at and decide: her own, for editors all."""
    if not may_import(user):
        return ImportRecord.objects.none()
    if may_publish(user):
        return ImportRecord.objects.all()
    return ImportRecord.objects.filter(created_by=user.pk)
