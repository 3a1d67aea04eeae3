"""What the groups of writers may do in Wagtail, and who looks at a trainer's page before it is live."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.models import WRITERS, Role

REVIEW = "Review by an editor"
EVERYBODY = ("access_admin", "submit_translation")
PAGES = {
    Role.TRAINER: ("add_page", "change_page"),
    Role.EDITOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
QUESTIONS = ("add_item", "change_item", "view_item")
IMAGES = ("add_image", "choose_image")


def build() -> None:
    """Permissions for groups that have none yet, and a review. Safe to repeat.

    What an administrator changed afterwards stays as it is.
    """
    for role, name in WRITERS.items():
        group = Group.objects.get_or_create(name=name)[0]
        if not group.permissions.exists():
            _permit(group, PAGES[role])
    _review(Group.objects.get(name=WRITERS[Role.EDITOR]))


def _permit(group: Group, on_pages: tuple[str, ...]) -> None:
    group.permissions.add(*Permission.objects.filter(codename__in=EVERYBODY))
    questions = Permission.objects.filter(content_type__app_label="assessments")
    group.permissions.add(*questions.filter(codename__in=QUESTIONS))
    root = Page.get_first_root_node()
    for permission in Permission.objects.filter(
        codename__in=on_pages, content_type__app_label="wagtailcore"
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    everything = Collection.get_first_root_node()
    for permission in Permission.objects.filter(
        codename__in=IMAGES, content_type__app_label="wagtailimages"
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=everything, permission=permission
        )


def _review(editors: Group) -> None:
    """In the place of Wagtail's own first workflow, whose group nobody here belongs to."""
    workflow, made = Workflow.objects.get_or_create(name=REVIEW)
    if not made:
        return
    task = GroupApprovalTask.objects.create(name=REVIEW)
    task.groups.add(editors)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    root = Page.get_first_root_node()
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
