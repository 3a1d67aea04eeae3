"""Code and media of the frame. The frame has no origin, so no browser keeps these files for it: they have to be cheap."""

import gzip
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.http import require_safe

from h5p import files, filetypes, player, ranges
from h5p.models import LibraryFile, VersionFile

HERE = Path(__file__).resolve().parent
CORE = {
    "storage.js": "player", "bridge.js": "player", "frame.css": "player",
    "frame.bundle.js": "vendor", "styles/h5p.css": "vendor", "fonts/h5p-core-30.woff2": "vendor",
    "fonts/h5p-theme.woff2": "vendor",
}  # fmt: skip
PACKED_BYTES = 1024 * 1024


class Files:
    """Middleware: answers for code and the core before sessions, languages and people are looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(("/h5p/lib/", "/h5p/core/")):
            try:
                match = resolve(request.path_info)
                return match.func(request, *match.args, **match.kwargs)
            except Http404:
                return open_to_frames(HttpResponse(status=404), 60)
        return self.get_response(request)


def open_to_frames(response: Any, seconds: int, *, immutable: bool = False) -> Any:
    """The frame has no origin, so what it loads has to say that anybody may load it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    # Opened by itself, a file from a package is a document without rights.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = f"public, max-age={seconds}" + (", immutable" if immutable else "")
    return response


@require_safe
def core_file(request: HttpRequest, path: str) -> HttpResponseBase:
    if path not in CORE:
        raise Http404
    return open_to_frames(_response(request, HERE / CORE[path] / path), 3600)


@require_safe
def library_file(request: HttpRequest, digest: str, path: str) -> HttpResponseBase:
    response = _response(request, files.path_of(_stored(digest, path)), filetypes.mime(path))
    return open_to_frames(response, 31_536_000, immutable=True)


@require_safe
def media_file(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    try:
        version = player.read_media_token(token, timezone.now().date())
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    path = path.removeprefix("content/")
    found = get_object_or_404(VersionFile, version=version, path=path)
    response = ranges.respond(request, files.read(found.sha256), found.size, filetypes.mime(path))
    return open_to_frames(response, 86_400)


@lru_cache(maxsize=20_000)
def _stored(digest: str, path: str) -> str:
    """Never changes: the folder of a library is named by what it contains. Raises Http404."""
    found = LibraryFile.objects.filter(library__digest=digest, path=path)
    sha256 = found.values_list("sha256", flat=True).first()
    if sha256 is None:
        raise Http404
    return sha256


def _response(request: HttpRequest, path: Path, kind: str = "") -> HttpResponseBase:
    kind = kind or filetypes.mime(path.name)
    try:
        packs = "gzip" in request.headers.get("Accept-Encoding", "") and any(
            word in kind for word in ("javascript", "css", "svg", "json")
        )
        packed = _packed(str(path), path.stat().st_mtime_ns) if packs else None
        if packed is None:
            return FileResponse(path.open("rb"), content_type=kind)
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return HttpResponse(packed, content_type=kind, headers=headers)


@lru_cache(maxsize=1_000)
def _packed(path: str, _changed: int) -> bytes | None:
    data = Path(path).read_bytes()
    return gzip.compress(data, 6, mtime=0) if len(data) <= PACKED_BYTES else None
