from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry

from authoring.apply import ACTION


@hooks.register("register_log_actions")
def log_imports(actions: LogActionRegistry) -> None:
    actions.register_action(ACTION)(ImportFormatter)


class ImportFormatter(LogFormatter):
    label = _("Import from a course folder")

    def format_message(self, log_entry: BaseLogEntry) -> str:
        number = len(log_entry.data.get("parts", ()))
        return ngettext(
            "%(number)d part imported from a course folder",
            "%(number)d parts imported from a course folder",
            number,
        ) % {"number": number}
