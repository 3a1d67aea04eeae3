"""What the sandboxed frame gets: parameters without more than it may know, code, and a policy."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing

from h5p import scoring
from h5p.models import ActivityAttempt, ActivityVersion, Library
from h5p.player_words import words

FRAME_SALT = "h5p.frame"
LAUNCH_SALT = "h5p.launch"
MEDIA_SALT = "h5p.media"
LASTS = 12 * 3600
# The core hands out a stored state only where it may also save; without a user it then saves nothing.
NEVER = 24 * 3600
CORE = ("storage.js", "frame.bundle.js")
CORE_STYLES = ("styles/h5p.css", "frame.css")

_DIRECTIVES = frozenset(
    ("script-src", "style-src", "img-src", "media-src", "font-src", "connect-src", "frame-src",
     "worker-src")
)  # fmt: skip


@dataclass(frozen=True)
class Launch:
    """Which post may be about which attempt. Signed, and given to the page, never to the frame."""

    user: int
    attempt: int
    version: int
    nonce: str


def frame_token(version: ActivityVersion, attempt: ActivityAttempt | None, *, sealed: bool) -> str:
    return signing.dumps([version.pk, attempt.pk if attempt else 0, sealed], salt=FRAME_SALT)


def read_frame_token(token: str) -> tuple[int, int, bool]:
    """Raises signing.BadSignature (SignatureExpired among them)."""
    version, attempt, sealed = signing.loads(token, salt=FRAME_SALT, max_age=LASTS)
    return version, attempt, sealed


def launch_token(attempt: ActivityAttempt) -> str:
    content = [attempt.user_id, attempt.pk, attempt.version_id, attempt.nonce.hex]
    return signing.dumps(content, salt=LAUNCH_SALT)


def read_launch_token(token: str) -> Launch:
    """Raises signing.BadSignature (SignatureExpired among them)."""
    return Launch(*signing.loads(token, salt=LAUNCH_SALT, max_age=LASTS))


def media_token(version: ActivityVersion, today: date) -> str:
    """The same all day, so that browsers may keep what they have."""
    return signing.Signer(salt=MEDIA_SALT).sign(f"{version.pk}.{today.toordinal()}")


def read_media_token(token: str, today: date) -> int:
    """Raises signing.BadSignature; a token lasts until the end of the day after."""
    version, _, day = signing.Signer(salt=MEDIA_SALT).unsign(token).partition(".")
    if not 0 <= today.toordinal() - int(day) <= 1:
        raise signing.SignatureExpired(day)
    return int(version)


def paper(version: ActivityVersion, seed: int) -> dict[str, Any]:
    """The tasks of one attempt with their answers: what is graded against."""
    return scoring.draw(version.library.version, version.params, seed)


def served(version: ActivityVersion, seed: int, *, sealed: bool) -> dict[str, Any]:
    """The tasks of one attempt as the browser gets them."""
    drawn = paper(version, seed)
    return scoring.seal(version.library.version, drawn) if sealed else drawn


def new_seed() -> int:
    return random.SystemRandom().getrandbits(48)


def integration(
    version: ActivityVersion,
    libraries: list[Library],
    *,
    params: Mapping[str, Any],
    state: str,
    today: date,
) -> dict[str, Any]:
    """`window.H5PIntegration`. No user, no address to post to: the frame reports to its page only."""
    media = f"/h5p/media/{media_token(version, today)}"
    title = version.activity.title
    return {
        "baseUrl": settings.SITE_URL, "url": media, "urlLibraries": "/h5p/lib",
        "libraryDirectories": {
            f"{lib.name}-{lib.major}.{lib.minor}": lib.digest for lib in libraries
        },
        "siteUrl": settings.SITE_URL, "postUserStatistics": False, "saveFreq": NEVER,
        "reportingIsEnabled": True, "l10n": {"H5P": words()}, "hubIsEnabled": False,
        "contents": {
            "cid-1": {
                "library": str(version.library.version),
                "jsonContent": json.dumps(params, ensure_ascii=False), "contentUrl": media,
                "url": f"{settings.SITE_URL}/h5p/activity/{version.activity.key}",
                "title": title, "fullScreen": "0",
                "metadata": {"title": title, **version.metadata},
                "displayOptions": dict.fromkeys(
                    ("frame", "export", "embed", "copyright", "icon", "copy"), False
                ),
                "contentUserData": [{"state": state}] if state else [],
                "scripts": [], "styles": [],
            }
        },
    }  # fmt: skip


def code(libraries: list[Library]) -> tuple[list[str], list[str]]:
    """Addresses of scripts and styles in load order."""
    scripts = [f"/h5p/core/{name}" for name in CORE]
    styles = [f"/h5p/core/{name}" for name in CORE_STYLES]
    for library in libraries:
        for key, found in (("preloadedJs", scripts), ("preloadedCss", styles)):
            found += [
                f"/h5p/lib/{library.digest}/{entry['path'].strip().removeprefix('/')}"
                for entry in library.source.get(key, [])
            ]
    return [*scripts, "/h5p/core/bridge.js"], styles


def policy(libraries: list[Library], origin: str) -> str:
    """Strict; a library gets an exception only where an administrator has written one."""
    here = f"{origin}/h5p/"
    rules: dict[str, list[str]] = {
        "default-src": ["'none'"], "script-src": [f"{here}core/", f"{here}lib/"],
        "style-src": [f"{here}core/", f"{here}lib/", "'unsafe-inline'"],
        "img-src": [f"{here}lib/", f"{here}media/", f"{here}core/", "data:", "blob:"],
        "media-src": [f"{here}lib/", f"{here}media/", "data:", "blob:"],
        "font-src": [f"{here}lib/", f"{here}core/", "data:"],
        "connect-src": [f"{here}lib/", f"{here}media/"],
        "frame-src": ["'none'"], "object-src": ["'none'"], "base-uri": ["'none'"],
        "form-action": ["'none'"], "frame-ancestors": ["'self'"],
    }  # fmt: skip
    for library in libraries:
        for directive, sources in (library.policy or {}).items():
            if directive in _DIRECTIVES and isinstance(sources, list):
                kept = [s for s in sources if isinstance(s, str) and not set(s) & set(";, \n\r")]
                old = [s for s in rules.get(directive, []) if s != "'none'"]
                rules[directive] = list(dict.fromkeys(old + kept))
    return "; ".join(f"{k} {' '.join(v)}" for k, v in rules.items()) + "; sandbox allow-scripts"
