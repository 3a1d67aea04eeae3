"""What the H5P core itself says (dialogs, full screen), in the reader's language."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {
        "fullscreen": _("Full screen"), "disableFullscreen": _("Leave full screen"),
        "download": _("Download"), "copyrights": _("Rights of use"), "embed": _("Embed"),
        "size": _("Size"), "showAdvanced": _("Show more"), "hideAdvanced": _("Show less"),
        "copyrightInformation": _("Rights of use"), "close": _("Close"), "title": _("Title"),
        "author": _("Author"), "year": _("Year"), "source": _("Source"), "license": _("Licence"),
        "thumbnail": _("Thumbnail"), "noCopyrights": _("Nothing is said about rights of use."),
        "reuse": _("Reuse"), "reuseContent": _("Reuse content"),
        "contentChanged": _("This activity has changed since you last used it."),
        "startingOver": _("You start again from the beginning."), "by": _("by"),
        "showMore": _("Show more"), "showLess": _("Show less"), "subLevel": _("Sublevel"),
        "confirmDialogHeader": _("Are you sure?"),
        "confirmDialogBody": _("Please confirm. This cannot be undone."),
        "cancelLabel": _("Cancel"), "confirmLabel": _("Confirm"), "licenseU": _("Undisclosed"),
        "offlineDialogHeader": _("The connection is lost"),
        "offlineDialogBody": _("Your answers could not be sent. Please check the connection."),
        "offlineDialogRetryMessage": _("Trying again in :num …"),
        "offlineDialogRetryButtonLabel": _("Try again now"),
        "offlineSuccessfulSubmit": _("Your answers have been sent."),
        "h5pDescription": _("Interactive activity"), "advancedHelp": "", "contentCopied": _("Copied"),
    }  # fmt: skip
