from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from assessments import (
    access,
    health_views,
    marking_hooks,  # noqa: F401 - registers itself
)
from assessments.forms import ItemForm, text_field
from assessments.models import Item, ItemVersion


class ItemViewSet(SnippetViewSet):
    """The item bank: list with filters, editor with preview, where a question is used."""

    model = Item
    icon = "help"
    menu_label = _("Questions")
    menu_order = 300
    add_to_admin_menu = True
    list_display = [
        "key",
        "kind",
        "competency",
        "difficulty",
        "course_key",
        BooleanColumn("asked", label=_("Asked")),
    ]
    list_filter = ["kind", "competency", "difficulty", "course_key"]
    list_per_page = 50
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel(text_field(settings.LANGUAGE_CODE)),
                    FieldPanel("change"),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("key"), FieldPanel("course_key")]),
                            FieldRowPanel([FieldPanel("competency"), FieldPanel("difficulty")]),
                            FieldRowPanel([FieldPanel("source"), FieldPanel("retired_at")]),
                        ],
                        heading=_("Labels"),
                    ),
                ],
                heading=_("Question"),
            ),
            ObjectList(
                [
                    FieldPanel(text_field(language))
                    for language, _name in settings.LANGUAGES
                    if language != settings.LANGUAGE_CODE
                ],
                heading=_("Other languages"),
            ),
        ],
        base_form_class=ItemForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        """With what `asked` looks at, in one more query for the whole list."""
        live = ItemVersion.objects.filter(live=True).only("item", "live")
        return Item.objects.prefetch_related(Prefetch("versions", live))


register_snippet(ItemViewSet)


@hooks.register("insert_global_admin_css")
def question_editor_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/question-editor.css"))


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("questions/health/", health_views.listing, name="question_health"),
        path("questions/health/<int:pk>/", health_views.details, name="question_health_details"),
    ]


class HealthItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.may_see_statistics(request.user)


@hooks.register("register_reports_menu_item")
def health_item() -> MenuItem:
    return HealthItem(
        _("How questions do"), reverse("question_health"), icon_name="help", order=900
    )
