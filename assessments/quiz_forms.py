"""Putting a quiz together in Wagtail: whatever leaves the draft must be able to be drawn."""

from typing import Any

from django.utils.translation import gettext
from wagtail.admin.forms import WagtailAdminPageForm


class QuizPageForm(WagtailAdminPageForm):
    """Saving a draft is always possible; publishing, scheduling and handing in for review are not."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if not self.is_deferred_validation:
            self._prove()
        return not self.errors

    def _prove(self) -> None:
        from assessments import proving

        listed = [row["item"] for row in self._rows("quiz_items") if row.get("item")]
        language = (self.instance.locale or self.parent_page.locale).language_code
        for problem in proving.draw_problems(
            listed, self._blueprint(), self.cleaned_data.get("draw"), language
        ):
            self.add_error(None, gettext(problem.text) % problem.params)

    def _blueprint(self) -> list[dict[str, Any]]:
        return [
            {
                "competency": row["competency"],
                "difficulty": row["difficulty"] or 0,
                "count": row["count"],
            }
            for row in self._rows("blueprint_cells")
        ]

    def _rows(self, name: str) -> list[dict[str, Any]]:
        """What stands in one of the lists of the page, in its order."""
        if name not in self.formsets:
            return []
        return [
            form.cleaned_data for form in self.formsets[name].ordered_forms if form.cleaned_data
        ]
