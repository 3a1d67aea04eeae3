"""`manage.py import_course FOLDER|ZIP`: exit code 0 applied or nothing to do, 1 bad source, 2 conflicts left."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from authoring import reading
from authoring.apply import apply, look
from authoring.course import Course
from authoring.plan import Item, Plan, State

CONFLICTS_LEFT = 2


class Command(BaseCommand):
    help = (
        "Import a course folder or a zip of one. New and changed parts become drafts, or are published"
        " with --publish. What was edited in Wagtail is a conflict and stays as it is."
        " Exit codes: 0 done or nothing to do, 1 the source has problems (nothing changed),"
        " 2 done, but conflicts are left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="the folder, or a zip of it")
        parser.add_argument(
            "--publish", action="store_true", help="publish instead of making drafts"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument(
            "--take",
            nargs="+",
            default=[],
            metavar="PART",
            help="conflicts to decide for the folder, named as they are listed (step:what-is-a-genome)",
        )

    def handle(
        self,
        *_args: Any,
        source: Path,
        publish: bool = False,
        dry_run: bool = False,
        take: list[str] = (),  # type: ignore[assignment]
        **options: Any,
    ) -> None:
        course = self._read(Path(source))
        todo = look(course)
        self._check_taken(todo, take)
        verbose = options.get("verbosity", 1) > 0
        if verbose:
            self._show(todo, take)
        if dry_run:
            self.stdout.write("Nothing was changed (--dry-run).")
        else:
            self._apply(course, publish, take, verbose)
        if left := [item for item in todo.of(State.CONFLICT) if item.name not in take]:
            self.stderr.write(
                f"{course.key}: {len(left)} conflicts were left as they are in Wagtail."
            )
            if self._called_from_command_line:
                sys.exit(CONFLICTS_LEFT)

    def _read(self, source: Path) -> Course:
        try:
            course, problems = reading.from_path(source)
        except OSError as error:
            raise CommandError(f"{source}: {error.strerror}.") from error
        for problem in problems:
            self.stderr.write(str(problem))
        if course is None:
            number = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
            raise CommandError(f"{source}: {number}; nothing was changed.")
        return course

    def _apply(self, course: Course, publish: bool, take: list[str], verbose: bool) -> None:
        try:
            done = apply(course=course, now=timezone.now(), publish=publish, take=take)
        except ValidationError as error:
            raise CommandError(f"{'; '.join(error.messages)} Nothing was changed.") from error
        if verbose:
            self.stdout.write(
                f"{course.key} ({course.language}): {len(done.written)} parts written,"
                f" {done.published} pages published."
            )

    def _check_taken(self, todo: Plan, take: list[str]) -> None:
        unknown = set(take) - {item.name for item in todo.of(State.CONFLICT)}
        if unknown:
            raise CommandError(
                f"Not a conflict: {', '.join(sorted(unknown))}. Nothing was changed."
            )

    def _show(self, todo: Plan, take: list[str]) -> None:
        new = Counter(item.kind for item in todo.of(State.NEW))
        if new:
            parts = ", ".join(f"{number} × {kind}" for kind, number in new.items())
            self.stdout.write(f"  new       {parts}")
        for item in todo.items:
            if item.state not in (State.NEW, State.SAME):
                self.stdout.write(f"  {item.state:9} {item.name}{_remark(item, take)}")


def _remark(item: Item, take: list[str]) -> str:
    if item.state == State.GONE:
        return "  (only in Wagtail; kept)"
    if item.state != State.CONFLICT:
        return ""
    if item.name in take:
        return "  (the folder's text is taken; Wagtail's stays in the history)"
    if not item.moved_on:
        return "  (edited in Wagtail; kept)"
    return "  (edited in Wagtail and in the folder; Wagtail's is kept)"
