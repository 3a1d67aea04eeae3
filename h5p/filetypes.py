"""Which files a package may hold, and whether a file is what its name says."""

from collections.abc import Callable
from pathlib import PurePosixPath

IMAGES = frozenset(["png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp"])
CONTENT = IMAGES | frozenset(
    [
        "json",
        "eot",
        "ttf",
        "woff",
        "woff2",
        "otf",
        "webm",
        "mp4",
        "ogg",
        "mp3",
        "m4a",
        "wav",
        "txt",
        "pdf",
        "rtf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "odt",
        "ods",
        "odp",
        "csv",
        "diff",
        "patch",
        "md",
        "textile",
        "vtt",
        "webvtt",
        "gltf",
        "glb",
    ]
)
LIBRARY = CONTENT | frozenset(("js", "css", "svg", "xml", "swf"))
# Part of a library's identity (it is in its digest) but never stored and never served.
LEFT_OUT = frozenset(("swf",))
_OFFICE = frozenset(["docx", "xlsx", "pptx", "odt", "ods", "odp"])
_OLD_OFFICE = frozenset(["doc", "xls", "ppt"])
_PLAYED = frozenset(["mp4", "m4a", "webm", "ogg", "wav", "mp3"])

MIME = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp",
    "svg": "image/svg+xml", "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8", "json": "application/json", "eot": "application/vnd.ms-fontobject",
    "ttf": "font/ttf", "woff": "font/woff", "woff2": "font/woff2", "otf": "font/otf",
    "webm": "video/webm", "mp4": "video/mp4", "ogg": "audio/ogg", "mp3": "audio/mpeg",
    "m4a": "audio/mp4", "wav": "audio/wav", "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8", "webvtt": "text/vtt; charset=utf-8",
    "gltf": "model/gltf+json", "glb": "model/gltf-binary",
}  # fmt: skip

HEAD = 1024
"""Bytes of the beginning of a file that `disguised` needs."""

_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<svg", b"<script", b"<?xml", b"<iframe")
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!\x1a",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"#!/", b"\xcf\xfa\xed\xfe")


def extension(path: str) -> str:
    return PurePosixPath(path).suffix.lower().lstrip(".")


def mime(path: str) -> str:
    return MIME.get(extension(path), "application/octet-stream")


def allowed(path: str, *, in_library: bool) -> bool:
    return extension(path) in (LIBRARY if in_library else CONTENT)


def disguised(path: str, head: bytes, *, in_library: bool) -> bool:
    """Whether the first bytes contradict the name: HTML as a picture, an archive as text …"""
    kind = extension(path)
    if not head:
        return False
    if in_library and kind not in IMAGES:
        return head.startswith(_PROGRAMS[1:3])
    if kind in _PLAYED:
        # a recording in another container than its name says harms nobody; anything else does
        return not any(_SIGNATURES[one](head) for one in _PLAYED)
    if kind in _SIGNATURES:
        return not _SIGNATURES[kind](head)
    return _is_markup(head) or head.startswith(_ARCHIVES + _PROGRAMS)


def image_kind(head: bytes) -> str:
    """The kind of image by its bytes, or ''. Browsers go by the bytes too, whatever the name."""
    for kind, prefix in (
        ("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff"), ("gif", b"GIF8"),
        ("bmp", b"BM"), ("tiff", b"II*\x00"), ("tiff", b"MM\x00*"),
    ):  # fmt: skip
        if head.startswith(prefix):
            return kind
    return "webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def _is_markup(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith(_MARKUP)


def _starts(*prefixes: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(prefixes)


def _is_mp3(head: bytes) -> bool:
    return head.startswith(b"ID3") or (head[0] == 0xFF and len(head) > 1 and head[1] & 0xE0 == 0xE0)


_SIGNATURES = {kind: lambda head: bool(image_kind(head)) for kind in IMAGES} | {
    "mp4": lambda head: head[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"),
    "m4a": lambda head: head[4:8] == b"ftyp" or _is_mp3(head) or head.startswith(b"OggS"),
    "webm": _starts(b"\x1a\x45\xdf\xa3"),
    "ogg": _starts(b"OggS"),
    "wav": _starts(b"RIFF", b"RF64"),
    "mp3": _is_mp3,
    "pdf": lambda head: b"%PDF-" in head,
    "rtf": _starts(b"{\\rtf"),
    "woff": _starts(b"wOFF"),
    "woff2": _starts(b"wOF2"),
    "otf": _starts(b"OTTO", b"\x00\x01\x00\x00", b"true"),
    "ttf": _starts(b"\x00\x01\x00\x00", b"true", b"ttcf", b"OTTO"),
    "eot": lambda head: head[34:36] == b"LP",
    "glb": _starts(b"glTF"),
} | {kind: _starts(b"PK\x03\x04") for kind in _OFFICE} | {
    kind: _starts(b"\xd0\xcf\x11\xe0") for kind in _OLD_OFFICE
}  # fmt: skip
