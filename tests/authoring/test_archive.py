import io
import random
import stat
import struct
import tracemalloc
import zipfile

import pytest

from authoring.archive import LIMITS, MEBIBYTE, Limits, read_folder, read_zip, zipped
from tests.authoring import folder


def archive(*members, mode=stat.S_IFREG | 0o644):
    """A zip whose members (name, content) are written as they are, however odd."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = mode << 16
            target.writestr(info, content)
    stream.seek(0)
    return stream


def sentences(stream, limits=LIMITS):
    files, problems = read_zip(stream, limits)
    assert files == {}
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("../evil.md", "leaves its folder"),
        ("a/../../evil.md", "leaves its folder"),
        ("..\\evil.md", "leaves its folder"),
        ("/etc/passwd", "absolute path"),
        ("C:/evil.md", "absolute path"),
        ("//host/share", "absolute path"),
        ("a//b.md", "leaves its folder"),
        ("./course.toml", "leaves its folder"),
        ("bad\x07name.md", "cannot be used"),
        ("x" * 300, "cannot be used"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(name, part):
    [sentence] = sentences(archive((name, b"x")))
    assert part in sentence


def test_links_and_devices_are_refused():
    for kind in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR):
        [sentence] = sentences(archive(("course.toml", b"/etc/passwd"), mode=kind | 0o777))
        assert "Links and special files are not read" in sentence


def test_the_same_file_twice_is_refused_also_in_other_letters():
    assert sentences(archive(("a.md", b"1"), ("A.MD", b"2"))) == [
        "A.MD: The archive has this file twice."
    ]


def test_too_many_members_are_refused():
    members = [(f"{number}.md", b"") for number in range(1001)]
    assert sentences(archive(*members)) == ["There are more than 1000 files; nothing was read."]


def test_a_bomb_costs_no_memory():
    zeros = bytes(200 * MEBIBYTE)
    stream = archive(("a.md", zeros))
    del zeros
    tracemalloc.start()
    files, problems = read_zip(stream)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (files, [str(p) for p in problems]) == ({}, ["a.md: This file is larger than 512 KB."])
    assert peak < 8 * MEBIBYTE


def test_a_lying_header_is_not_believed():
    stream = archive(("a.md", bytes(2 * MEBIBYTE)))
    content = bytearray(stream.getvalue())
    central = content.find(b"PK\x01\x02")
    struct.pack_into("<I", content, central + 24, 10)  # uncompressed size
    struct.pack_into("<I", content, 22, 10)
    files, problems = read_zip(io.BytesIO(bytes(content)))
    assert files.get("a.md", b"") == b"" or len(files["a.md"]) <= 10
    assert problems or len(files["a.md"]) <= 10


def test_many_files_that_are_too_much_together_are_refused():
    limits = Limits(total=MEBIBYTE)
    members = [(f"images/{number}.png", bytes(MEBIBYTE // 4)) for number in range(6)]
    assert sentences(archive(*members), limits) == [
        "Unpacked, the files are larger than 1 MB together; nothing was read."
    ]


def test_a_large_image_is_named_and_the_rest_is_still_checked():
    files, problems = read_zip(archive(("images/a.png", bytes(20 * MEBIBYTE)), ("b.md", b"x")))
    assert list(files) == ["b.md"]
    assert [str(p) for p in problems] == ["images/a.png: This image is larger than 2 MB."]


def test_an_encrypted_member_is_refused():
    content = bytearray(archive(("a.md", b"x")).getvalue())
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    assert sentences(io.BytesIO(bytes(content))) == [
        "a.md: This file is encrypted; nothing was read."
    ]


def test_an_archive_that_is_too_large_is_not_opened():
    limits = Limits(archive=10)
    [sentence] = sentences(folder.zipped(folder.files()), limits)
    assert "The archive is larger than 0 MB" in sentence


def test_what_a_file_manager_adds_is_passed_over():
    content = {f"dna/{name}": data for name, data in folder.files().items()}
    content |= {"__MACOSX/dna/._course.toml": b"x", "dna/.DS_Store": b"x"}
    files, problems = read_zip(folder.zipped(content))
    assert problems == []
    assert files == folder.files()


def test_a_folder_with_links_is_refused(tmp_path):
    folder.write(tmp_path / "in", folder.files())
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    (tmp_path / "in" / "09-link.md").symlink_to(secret)
    (tmp_path / "in" / "more").symlink_to(tmp_path)
    files, problems = read_folder(tmp_path / "in")
    assert files == folder.files()
    assert [problem.file for problem in problems] == ["09-link.md", "more"]


def test_what_is_zipped_is_read_again_and_is_the_same_every_day():
    content = zipped(folder.files(), "dna-101")
    assert read_zip(io.BytesIO(content)) == (folder.files(), [])
    assert content == zipped(dict(reversed(folder.files().items())), "dna-101")


def test_no_damaged_archive_raises():
    chance = random.Random(5)
    good = folder.zipped(folder.files()).getvalue()
    for _ in range(2000):
        content = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.3:
            del content[chance.randrange(len(content)) :]
        files, problems = read_zip(io.BytesIO(bytes(content)))
        assert files or problems
