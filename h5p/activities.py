"""Activities and their versions: made, compared, rolled back; never changed."""

import difflib
import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from h5p import scoring
from h5p.manifest import Version
from h5p.models import Activity, ActivityVersion, Library, VersionFile
from h5p.package import params_digest

Files = Iterable[tuple[str, str, int]]


def maximum_of(library: Version, params: dict[str, Any]) -> int | float | None:
    try:
        return scoring.maximum(library, params)
    except scoring.NotScorable:
        return None


@transaction.atomic
def add_version(
    *,
    activity: Activity | None,
    title: str,
    libraries: list[Library],
    main: Library,
    params: dict[str, Any],
    files: Files = (),
    metadata: dict[str, Any] | None = None,
    language: str = "",
    licence: str = "",
    package_sha256: str = "",
    made_by: User | None = None,
    note: str = "",
) -> ActivityVersion:
    """A new version, current from now on. Without an activity, a new one."""
    if activity is None:
        activity = Activity.objects.create(title=title[:255])
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    last = activity.versions.aggregate(last=Max("number"))["last"] or 0
    version = ActivityVersion.objects.create(
        activity=activity, number=last + 1, library=main,
        libraries=[library.digest for library in libraries], params=params,
        params_sha256=params_digest(params), metadata=metadata or {}, language=language,
        licence=licence[:40], maximum=maximum_of(main.version, params),
        sealable=scoring.can_seal(main.version, params), package_sha256=package_sha256,
        made_by=made_by, note=note[:200],
    )  # fmt: skip
    VersionFile.objects.bulk_create(
        VersionFile(version=version, path=path, sha256=sha256, size=size)
        for path, sha256, size in files
    )
    activity.current = version
    activity.save(update_fields=["current"])
    return version


def roll_back(*, version: ActivityVersion, made_by: User) -> ActivityVersion:
    """The old version again, as a new one: what was played in between stays what it was."""
    return add_version(
        activity=version.activity, title=version.activity.title,
        libraries=list(Library.objects.in_bulk(version.libraries, field_name="digest").values()),
        main=version.library, params=version.params,
        files=version.files.values_list("path", "sha256", "size"), metadata=version.metadata,
        language=version.language, licence=version.licence,
        package_sha256=version.package_sha256, made_by=made_by,
        note=f"← {version.number}",
    )  # fmt: skip


def libraries_of(version: ActivityVersion) -> list[Library]:
    """In load order."""
    found = Library.objects.in_bulk(version.libraries, field_name="digest")
    return [found[digest] for digest in version.libraries if digest in found]


def difference(old: ActivityVersion, new: ActivityVersion) -> list[str]:
    """Lines of a unified diff of the parameters."""
    before, after = (
        json.dumps(v.params, ensure_ascii=False, indent=1, sort_keys=True).splitlines()
        for v in (old, new)
    )
    return list(difflib.unified_diff(before, after, str(old.number), str(new.number), lineterm=""))
