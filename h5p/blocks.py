"""An activity inside a lesson: practice, recorded but never needed for completion."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class ActivityBlock(blocks.StructBlock):
    activity = SnippetChooserBlock("h5p.Activity", label=_("Activity"))

    class Meta:
        icon = "form"
        label = _("H5P activity")
        template = "h5p/activity_block.html"
