import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from readiness import outlines


class Command(BaseCommand):
    help = "Draws the map of the region page anew from boundaries in GeoJSON (properties: iso3)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source")
        parser.add_argument("--to", default="", help="where to write; the reference data if empty")

    def handle(self, *args: Any, **options: Any) -> None:
        collection = json.loads(Path(options["source"]).read_text(encoding="utf-8"))
        drawn = asdict(outlines.sheet(collection, cut="RUS"))
        target = options["to"] or Path(settings.CONTENT_DIR) / "reference" / "map.json"
        text = json.dumps(drawn, indent=0, separators=(",", ":"))
        Path(target).write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"{len(drawn['outlines'])} areas, {len(text) // 1024} KB")
