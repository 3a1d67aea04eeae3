"""Answers requests for a part of a file, without which no browser can seek in a video."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

_RANGE = re.compile(r"^bytes=(\d{0,15})-(\d{0,15})$")


def respond(request: HttpRequest, file: BinaryIO, size: int, content_type: str) -> HttpResponseBase:
    response: HttpResponseBase
    wanted = _wanted(request.headers.get("Range", ""), size)
    if wanted is None:
        response = FileResponse(file, content_type=content_type)
    elif wanted[0] >= size:
        file.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        first, last = wanted
        response = StreamingHttpResponse(
            _part(file, first, last - first + 1), status=206, content_type=content_type
        )
        response["Content-Length"] = str(last - first + 1)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response


def _wanted(header: str, size: int) -> tuple[int, int] | None:
    match = _RANGE.match(header)
    if not match or not (match[1] or match[2]):
        return None
    if not match[1]:
        return max(0, size - int(match[2])), size - 1
    return int(match[1]), min(int(match[2]) if match[2] else size - 1, size - 1)


def _part(file: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length > 0 and (chunk := file.read(min(length, 64 * 1024))):
            length -= len(chunk)
            yield chunk
