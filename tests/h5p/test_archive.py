"""Hostile and sloppy archives: one clear problem each, no exception, nothing on disk."""

import io
import json
import random
import stat
import struct
import zipfile

import pytest

from h5p import archive, package
from h5p.archive import Limits
from h5p.problems import Level
from tests.h5p import mini

LIMITS = Limits(
    package_bytes=4_000_000, members=200, member_bytes=2_000_000, total_bytes=3_000_000,
    ratio_from=50_000,
)  # fmt: skip


def inspect(file, limits=LIMITS):
    return package.inspect(file, lambda version: None, limits)


def codes(file, limits=LIMITS):
    return {p.code for p in inspect(file, limits).problems if p.level == Level.ERROR}


def with_member(name, data=b"x", **changes):
    info = zipfile.ZipInfo(name)
    for key, value in changes.items():
        setattr(info, key, value)
    out = mini.package(mini.members())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(info, data, zipfile.ZIP_DEFLATED)
    out.seek(0)
    return out


def without(*names):
    return mini.package({k: v for k, v in mini.members().items() if k not in names})


def replaced(**changes):
    files = mini.members()
    for name, data in changes.items():
        files[name] = data if isinstance(data, bytes) else json.dumps(data).encode()
    return mini.package(files)


@pytest.mark.parametrize("kind", sorted(mini.PARAMS))
def test_a_small_valid_package_is_accepted(kind):
    result = inspect(mini.small(kind))
    assert [p for p in result.problems if p.level == Level.ERROR] == []
    assert str(result.needed[0]) == "GenLit.Task 1.0"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("content/../../evil.png", "name-traversal"),
        ("../evil.png", "name-traversal"),
        ("/etc/evil.png", "name-absolute"),
        ("C:/evil.png", "name-absolute"),
        ("content\\evil.png", "name-absolute"),
        ("content//evil.png", "name-traversal"),
        ("content/a\nb.png", "name-characters"),
        ("content/" + "a" * 250 + ".png", "name-too-long"),
    ],
)
def test_a_dangerous_name_stops_everything(name, code):
    assert codes(with_member(name)) == {code}


def test_a_nul_in_a_name_is_refused():
    file = with_member("content/aXb.png").getvalue().replace(b"content/aXb", b"content/a\0b")
    assert codes(io.BytesIO(file)) == {"name-characters"}


def test_a_symbolic_link_is_refused():
    file = with_member(
        "content/link.png", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16
    )
    assert codes(file) == {"special-file"}


def test_names_equal_after_case_folding_are_refused():
    data = b"\x89PNG\r\n\x1a\n"
    files = mini.members() | {"content/A.png": data, "content/a.png": data + b"x"}
    assert codes(mini.package(files)) == {"duplicate-name"}


def test_a_member_given_twice_with_the_same_bytes_is_accepted():
    with pytest.warns(UserWarning, match="Duplicate name"):
        file = with_member("content/content.json", mini.members()["content/content.json"])
    assert codes(file) == set()


def test_a_bomb_is_stopped_while_unpacking():
    assert codes(with_member("content/a.txt", b"0" * 1_900_000)) == {"bomb"}
    assert codes(with_member("content/a.txt", random.Random(1).randbytes(2_100_000))) == {"member-too-large"}  # fmt: skip


def test_a_lying_size_in_the_directory_is_noticed():
    file = bytearray(with_member("content/a.txt", b"0" * 500_000).getvalue())
    at = file.rfind(b"PK\x01\x02")
    file[at + 24 : at + 28] = struct.pack("<I", 10)
    assert codes(io.BytesIO(bytes(file))) == {"broken-member"}


def test_too_many_members_are_refused_before_they_are_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        for number in range(1_000):
            opened.writestr(f"content/{number}.txt", b"")
    out.seek(0)
    assert codes(out) == {"too-many-members"}


def test_an_encrypted_member_is_refused():
    file = bytearray(with_member("content/a.txt").getvalue())
    at = file.rfind(b"PK\x01\x02")
    file[at + 8] |= 1
    assert codes(io.BytesIO(bytes(file))) == {"encrypted"}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("content/a.svg", b"<svg/>", "file-type"),
        ("content/a.html", b"<p>", "file-type"),
        ("content/a.exe", b"MZ", "file-type"),
        ("content/a", b"x", "file-type"),
        ("content/a.png", b"<svg xmlns='x'>", "disguised-file"),
        ("content/a.jpg", b"\xef\xbb\xbf <!DOCTYPE html>", "disguised-file"),
        ("content/a.txt", b"<html>", "disguised-file"),
        ("content/a.mp4", b"PK\x03\x04zip", "disguised-file"),
        ("content/a.txt", b"PK\x03\x04zip", "disguised-file"),
    ],
)
def test_a_file_that_may_not_be_there_is_refused(name, data, code):
    assert codes(with_member(name, data)) == {code}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe", "json-encoding"),
        (b"{", "json-syntax"),
        (b"[" * 100 + b"]" * 100, "json-depth"),
        (b'{"a":1,"a":2}', "json-duplicate"),
        (b'{"a":1e999}', "json-number"),
        (b'{"a":NaN}', "json-number"),
        (b'{"a":"\\u0000"}', "json-character"),
        (b'{"a":"\\ud800"}', "json-character"),
    ],
)
def test_json_that_cannot_be_trusted_is_refused(data, code):
    assert codes(replaced(**{"content/content.json": data})) == {code}


def test_a_byte_order_mark_is_fine():
    data = b"\xef\xbb\xbf" + mini.members()["content/content.json"]
    assert codes(replaced(**{"content/content.json": data})) == set()


def test_missing_files_are_named():
    assert codes(without("h5p.json")) == {"missing-file"}
    assert codes(without("content/content.json")) == {"missing-file"}
    assert codes(without("GenLit.MultiChoice-1.0/multichoice.js")) == {"library-code-missing"}


def library(**changes):
    source = json.loads(mini.members()["GenLit.MultiChoice-1.0/library.json"]) | changes
    return replaced(**{"GenLit.MultiChoice-1.0/library.json": source})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"preloadedJs": [{"path": "../GenLit.Task-1.0/task.js"}]}, "library-code-path"),
        ({"preloadedJs": [{"path": "multichoice.php"}]}, "library-code-path"),
        ({"machineName": "../x"}, "library-json-field"),
        ({"machineName": "H5P.Other"}, "library-directory-name"),
        ({"majorVersion": "1e3"}, "library-json-field"),
        ({"coreApi": {"majorVersion": 1, "minorVersion": 99}}, "core-api"),
        ({"runnable": 0}, "main-library-not-runnable"),
        ({"preloadedDependencies": [{"machineName": "GenLit.None", "majorVersion": 1, "minorVersion": 0}]}, "dependency-missing"),
        ({"preloadedDependencies": [{"machineName": "GenLit.MultiChoice", "majorVersion": 1, "minorVersion": 0}]}, "dependency-cycle"),
        ({"preloadedDependencies": "all"}, "dependency-shape"),
    ],
)  # fmt: skip
def test_a_bad_library_is_named(changes, code):
    assert codes(library(**changes)) == {code}


def test_a_library_that_semantics_do_not_allow_is_refused():
    params = {"questions": [mini.part("QuestionSet", {}, 1)]}
    assert codes(mini.small("QuestionSet", params)) == {"library-not-allowed"}


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06", b"x" * 100, b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_archive_is_refused(data):
    assert codes(io.BytesIO(data)) <= {"not-a-zip", "multi-disk", "too-many-members"}
    assert codes(io.BytesIO(data))


def test_ten_thousand_damaged_archives_raise_nothing_and_are_never_accepted_changed():
    """Bytes flipped, cut and doubled. What is accepted has exactly the contents of the original."""
    small = {k: v for k, v in mini.members("TrueFalse").items() if "Task" in k or "TrueFalse" in k or "/" not in k or "content/" in k}  # fmt: skip
    original = mini.package(small).getvalue()
    want = archive.read(io.BytesIO(original))
    dice = random.Random(20261122)
    accepted = 0
    for _ in range(10_000):
        data = bytearray(original)
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(data))
            match dice.randrange(3):
                case 0:
                    data[at] = dice.randrange(256)
                case 1:
                    del data[at : at + dice.randint(1, 40)]
                case _:
                    data[at:at] = dice.randbytes(dice.randint(1, 20))
        result = inspect(io.BytesIO(bytes(data)))
        if result.ok:
            accepted += 1
            assert set(result.files) <= set(want.files)
            for version, found in result.libraries.items():
                assert {p: f.sha256 for p, f in found.files.items()} == {
                    p: f.sha256 for p, f in want.libraries[f"{version.name}-1.0"].items()
                }
    assert accepted < 10_000
