"""`manage.py export_course KEY FOLDER`: writes the folder that `import_course` reads."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from authoring import tree
from authoring.writer import write


class Command(BaseCommand):
    help = "Write a course, as its newest drafts have it, into an empty or new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key")
        parser.add_argument("folder", type=Path)
        parser.add_argument("--language", default="en")

    def handle(self, *_args: Any, key: str, folder: Path, language: str, **_options: Any) -> None:
        page = tree.find(key, language)
        if page is None:
            raise CommandError(f"There is no course “{key}” in the language “{language}”.")
        folder = Path(folder)
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty; nothing was written.")
        found = tree.pages(page)
        files = write(tree.read(found))
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.stdout.write(f"{key} ({language}): {len(files)} files written to {folder}.")
        if missing := tree.left_out(found):
            self.stderr.write(f"Steps of a kind that does not travel: {', '.join(missing)}.")
