"""The floor plan and the customs, checked by machine."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "accounts", "courses", "assessments", "h5p", "certificates", "authoring", "readiness", "api", "lms",
)  # fmt: skip
FORBIDDEN_NAMES = {"utils", "core", "common", "helpers", "services"}
FILES = [
    path
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in path.parts
]


def test_rooms_import_only_from_the_floors_below():
    lint = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_has_a_drawer_for_everything(room):
    names = {path.stem for path in (ROOT / room).rglob("*") if path.suffix in {".py", ""}}
    assert names & FORBIDDEN_NAMES == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_keep_to_their_size(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    tree = ast.parse(text)
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, functions) and node.end_lineno - node.lineno >= 50
    ]
    assert long == []


def test_every_model_says_which_personal_data_it_holds():
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    missing = [model.__name__ for model in models if "Personal data:" not in (model.__doc__ or "")]
    assert missing == []


def test_nothing_names_a_registry_host():
    hosts = ("files.python" + "hosted.org", "registry.npm" + "js.org", "pypi" + ".org/simple")
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    texts = [
        ROOT / name
        for name in tracked
        if Path(name).suffix in {".txt", ".toml", ".json", ".md", ".yaml", ""}
    ]
    found = [
        str(path)
        for path in texts
        if path.is_file() and any(host in path.read_text(errors="ignore") for host in hosts)
    ]
    assert found == []
