"""The bank in Wagtail: the list with its filters, and the editor of one question."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from assessments import item_widget
from assessments.bank_filters import ItemFilterSet
from assessments.forms import ItemForm, text_field
from assessments.models import Item, ItemVersion


class AddQuestion(CreateView):
    """`?kind=` chooses the form, `?case=` the case it belongs to, `?as=text` the format of course folders."""

    def get_initial_form_instance(self) -> Item:
        kind = self.request.GET.get("kind", "")
        known = kind if kind in item_widget.KINDS else ""
        return Item(kind=known, testlet=self.request.GET.get("case", "")[:100])

    def get_form(self, *args: Any, **kwargs: Any) -> ItemForm:
        return _shaped(super().get_form(*args, **kwargs), self.request)

    def get_success_url(self) -> str:
        return reverse("question_versions", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "question_kinds": list(item_widget.KINDS.items()),
            "question_kind": self.form[text_field(settings.LANGUAGE_CODE)].field.widget.kind,
        }


class EditQuestion(EditView):
    """`?copy=fr` starts a translation from the English text."""

    def get_form(self, *args: Any, **kwargs: Any) -> ItemForm:
        return _shaped(super().get_form(*args, **kwargs), self.request)

    def get_success_url(self) -> str:
        return reverse("question_versions", args=[self.object.pk])


def _shaped(form: ItemForm, request: HttpRequest) -> ItemForm:
    if form.is_bound:
        return form
    if request.GET.get("as") == "text":
        form.show_as_text()
    if language := request.GET.get("copy"):
        form.copy_into(language)
    return form


def _address(item: Item) -> str:
    return reverse("question_versions", args=[item.pk])


def _kind(item: Item) -> str:
    return str(item_widget.KINDS.get(item.kind, item.kind))


class ItemViewSet(SnippetViewSet):
    """The item bank: list with filters, editor with preview, where a question is used."""

    model = Item
    icon = "help"
    menu_label = _("Questions")
    menu_order = 300
    add_to_admin_menu = True
    add_view_class = AddQuestion
    edit_view_class = EditQuestion
    create_template_name = "assessments/editor/create.html"
    filterset_class = ItemFilterSet
    list_display = [
        TitleColumn("key", label=_("Question"), accessor="key", get_url=_address, sort_key="key"),
        Column("kind", label=_("Kind"), accessor=_kind),
        "competency",
        "difficulty",
        "course_key",
        Column("testlet", label=_("Case"), accessor="testlet"),
        Column("state", label=_("State"), accessor="state"),
        "review_due",
    ]
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
                            FieldRowPanel([FieldPanel("testlet"), FieldPanel("source")]),
                            FieldRowPanel([FieldPanel("review_due"), FieldPanel("retired_at")]),
                        ],
                        heading=_("Labels"),
                    ),
                    MultiFieldPanel(
                        [FieldPanel("cadres")], heading=_("Professions"), classname="collapsed"
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
        """With what `state` looks at, in one more query for the whole list."""
        rows = ItemVersion.objects.only("item", "live", "published_at", "review_asked_at")
        return Item.objects.prefetch_related(Prefetch("versions", rows))
