import argparse
import importlib
import shutil
import sys

from tests.bench import stage
from tests.bench.report import Report

SECTIONS = [
    "pages", "marking", "grading", "regrading", "certificates", "readiness", "journeys", "h5p",
]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("sections", nargs="*", default=SECTIONS)
    chosen = parser.parse_args().sections
    folder = stage.prepare()
    try:
        import django

        django.setup()
        from accounts import demo

        demo.create()
        report = Report()
        for name in chosen:
            importlib.import_module(f"tests.bench.{name}").run(report)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{len(report.missed)} goals missed." if report.missed else "\nAll goals met.")  # noqa: T201
    return 0


sys.exit(main())
