"""What can be set is documented, and what is documented can be set."""

import re

import pytest
from django.conf import settings

TEXT = (settings.BASE_DIR / "docs" / "running.md").read_text(encoding="utf-8")
COMPOSE = (settings.BASE_DIR / "docker" / "compose.yaml").read_text(encoding="utf-8")
READ = sorted(
    {
        name
        for path in (settings.BASE_DIR / "lms" / "settings").glob("*.py")
        for name in re.findall(
            r'environment\.(?:text|boolean|integers?|names)\(\s*"([A-Z_]+)"', path.read_text()
        )
    }
)


@pytest.mark.parametrize("name", READ)
def test_every_setting_is_documented(name):
    assert f"`{name}`" in TEXT


def test_every_documented_setting_is_read():
    rows = [line for line in TEXT.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}
    assert named == set(READ)


def test_compose_passes_on_only_what_is_read():
    block = COMPOSE.partition("environment: &settings")[2].partition("\nservices:")[0]
    named = {name.removesuffix("_FILE") for name in re.findall(r"^    ([A-Z_]+):", block, re.M)}
    assert named <= set(READ)


def test_no_key_of_the_compose_file_stands_twice():
    """Docker refuses such a file; others take the last one and say nothing."""
    open_blocks: list[tuple[int, set[str]]] = [(0, set())]
    for line in COMPOSE.splitlines():
        found = re.match(r"( *)([\w<-][\w.-]*|<<):( |$)", line)
        if not found:
            continue
        depth, key = len(found[1]), found[2]
        while open_blocks[-1][0] > depth:
            open_blocks.pop()
        if open_blocks[-1][0] < depth:
            open_blocks.append((depth, set()))
        assert key not in open_blocks[-1][1], line
        open_blocks[-1][1].add(key)
