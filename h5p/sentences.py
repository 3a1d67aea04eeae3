"""The sentence for each problem and each standing of a library, in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "not-a-zip": _("The file is not a zip archive, or it is damaged."),
    "package-too-large": _("The package is larger than %(limit)s MB."),
    "too-many-members": _("The package holds more than %(limit)s files."),
    "multi-disk": _("The package is one part of a zip archive in several parts."),
    "zip64": _("The package uses the zip64 format, which is only needed beyond the limits here."),
    "encrypted": _("“%(path)s” is encrypted."),
    "special-file": _("“%(path)s” is a link or a device, not a file."),
    "name-encoding": _("The file name “%(path)s” is not in UTF-8."),
    "name-characters": _("The file name “%(path)s” contains control characters."),
    "name-absolute": _("The file name “%(path)s” is an absolute path or contains a backslash."),
    "name-traversal": _("The file name “%(path)s” leads out of the package."),
    "name-too-long": _("The file name “%(path)s” is longer than %(limit)s bytes."),
    "duplicate-name": _("Two different files are called “%(path)s”."),
    "member-too-large": _("“%(path)s” is larger than %(limit)s MB when unpacked."),
    "total-too-large": _("The package is larger than %(limit)s MB when unpacked."),
    "bomb": _("“%(path)s” unpacks to more than %(limit)s times its packed size."),
    "broken-member": _("“%(path)s” is damaged: its contents do not match the archive's directory."),
    "unknown-compression": _("“%(path)s” is compressed in a way that H5P packages do not use."),
    "missing-file": _("The package has no “%(path)s”."),
    "ignored-file": _("“%(path)s” does not belong into a package and was left out."),
    "file-type": _("“%(path)s” is of a type that H5P packages may not contain."),
    "disguised-file": _("“%(path)s” is not what its name says."),
    "bad-image": _("“%(path)s” is a picture that cannot be read."),
    "json-size": _("“%(path)s” is too large for a file of settings."),
    "json-encoding": _("“%(path)s” is not in UTF-8."),
    "json-depth": _("“%(path)s” is nested too deeply."),
    "json-duplicate": _("“%(path)s” gives the same key twice."),
    "json-number": _("“%(path)s” contains a number that is not finite."),
    "json-character": _("“%(path)s” contains characters that cannot be stored."),
    "json-syntax": _("“%(path)s” is not valid JSON."),
    "h5p-json-shape": _("h5p.json is not an object."),
    "h5p-json-field": _("h5p.json has no valid “%(field)s”."),
    "main-library-unlisted": _("h5p.json does not list the main library “%(library)s”."),
    "main-library-missing": _("The content type %(library)s is neither in the package nor installed."),
    "main-library-not-runnable": _("%(library)s is not a content type."),
    "library-directory": _("“%(directory)s” is not a valid name of a library folder."),
    "library-directory-name": _("The folder “%(directory)s” contains the library %(library)s."),
    "library-json-missing": _("The folder “%(directory)s” has no library.json."),
    "library-json-shape": _("library.json in “%(directory)s” is not an object."),
    "library-json-field": _("library.json in “%(directory)s” has no valid “%(field)s”."),
    "library-code-path": _("“%(directory)s” wants to load “%(path)s”, which is not a path inside it."),
    "library-code-missing": _("“%(directory)s” wants to load “%(path)s”, which is not there."),
    "library-twice": _("The package contains %(library)s twice."),
    "core-api": _("%(library)s needs version %(needs)s of the H5P core; this site has 1.28."),
    "semantics-shape": _("semantics.json in “%(directory)s” is not a list."),
    "dependency-shape": _("“%(where)s” lists something in “%(field)s” that is not a library."),
    "dependency-missing": _("%(needed_by)s needs %(library)s, which is neither in the package nor installed."),
    "dependency-absent": _("%(needed_by)s may also use %(library)s, which is not here."),
    "dependency-cycle": _("%(library)s needs itself through other libraries."),
    "library-not-allowed": _("%(library)s may not be used at %(where)s."),
    "library-missing": _("%(library)s, used at %(where)s, is neither in the package nor installed."),
    "media-path": _("“%(path)s” at %(where)s is not a path inside the package."),
    "media-missing": _("The content uses “%(path)s”, which is not in the package."),
    "media-licence": _("“%(path)s” has no licence."),
    "missing-alt": _("The picture at %(where)s has no alternative text."),
    "content-licence": _("The content has no licence."),
    "external-host": _("The content wants to load from %(host)s; the player will not let it."),
    "axe-risky": _("%(library)s has known accessibility problems; look at it with a keyboard and a screen reader."),
}  # fmt: skip

STANDINGS: dict[str, Any] = {
    "same": _("installed already"),
    "older": _("a newer patch is installed; this one is ignored"),
    "known": _("new, known from official packages; will be installed"),
    "new": _("new and unknown; an administrator has to approve it"),
    "forked": _(
        "has the name and version of known code but other contents; an administrator has to look"
    ),
    "waiting": _("waits for an administrator"),
    "blocked": _("blocked by an administrator"),
}


def sentence(problem: dict[str, Any]) -> str:
    """From a problem as it is stored in a report."""
    text = SENTENCES.get(problem["code"])
    return str(text) % problem.get("facts", {}) if text else str(problem["code"])
