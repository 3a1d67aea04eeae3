"""Every H5P package of a folder, brought in and played in Chromium as a learner would, in the sandbox under its policy.

    python -m tests.h5p.corpus FOLDER [--reference UNPACKED_H5P_STANDALONE] [--only TEXT] [--port 8350]

With the unpacked npm package `h5p-standalone`, the same content is also played by that, in the same run, each player in an otherwise
empty page and a browser that has seen nothing before, both timed from the navigation to the living instance. The whole step page
(with outline, navigation and record) is timed too.
"""

import argparse
import os
import shutil
import statistics
import sys
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench import stage

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
REFERENCE_PAGE = """<!doctype html><title>r</title><div id="h5p"></div><script src="/reference/dist/main.bundle.js"></script>
<script>new H5PStandalone.H5P(document.getElementById('h5p'), {{ h5pJsonPath: '/reference/content/{folder}',
frameJs: '/reference/dist/frame.bundle.js', frameCss: '/reference/dist/styles/h5p.css' }});</script>"""
HOST_PAGE = """<!doctype html><title>h</title><iframe sandbox="allow-scripts" src="{address}"></iframe><script>
addEventListener('message', (event) => {{ if (event.data.h5p === 'started') document.body.dataset.started = event.data.started; }});
</script>"""
SECONDS = 20


@dataclass
class Played:
    name: str
    main: str = ""
    refused: list[str] = field(default_factory=list)
    started: bool = False
    reported: bool = False
    page: int = 0
    seconds: float = 0.0
    alone: float = 0.0
    reference: float = 0.0
    faults: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.h5p.corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reference", type=Path, help="unpacked npm package h5p-standalone")
    parser.add_argument("--only", default="", help="packages whose names contain this")
    parser.add_argument("--port", type=int, default=8350)
    asked = parser.parse_args()
    place = stage.prepare()
    os.environ["SITE_URL"] = f"http://127.0.0.1:{asked.port}"
    try:
        import django

        django.setup()
        from accounts import demo

        demo.create()
        files = [p for p in sorted(asked.folder.glob("*.h5p")) if asked.only in p.name]
        played = [bring_in(file) for file in files]
        if asked.reference:
            unpack(place / "reference", asked.reference, files)
            for number, one in enumerate(played):
                host = HOST_PAGE.format(address=f"/h5p/frame/step/{one.page}/")
                (place / "reference" / "pages" / f"host-{number}.html").write_text(host)
        os.environ["CORPUS_REFERENCE"] = str(place / "reference")
        with stage.process(
            "gunicorn", "tests.h5p.corpus_site:application", "--bind", f"127.0.0.1:{asked.port}",
            "--threads", "4", "--keep-alive", "5", "--worker-tmp-dir", str(place),
        ):  # fmt: skip
            play(played, bool(asked.reference), asked.port)
        return report(played)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def bring_in(file: Path) -> Played:
    """As a trainer and an administrator would; a page of its own in the first module there is."""
    from django.utils import timezone

    from courses.models import ModulePage
    from h5p import packages
    from h5p.models import ActivityPage, Library

    played, now = Played(file.name), timezone.now()
    upload = packages.receive(name=file.name, chunks=[file.read_bytes()], user=None, now=now)
    if upload.status == "waiting":
        upload = packages.read(upload, now=now)
    played.main = upload.report.get("main", "")
    if upload.status == "refused":
        played.refused = [p["code"] for p in upload.report["problems"] if p["level"] == "error"]
        return played
    for _attempt in range(2):
        packages.agree(upload, now=now)
        version = packages.install(upload, now=now)
        if version:
            break
        Library.objects.filter(status="waiting").update(status="approved")
        upload.refresh_from_db()
    if version is None:
        played.refused = ["libraries-missing", *upload.report.get("missing", [])]
        return played
    module = ModulePage.objects.first()
    key = f"corpus-{upload.pk}"
    page = ActivityPage(
        title=file.name, slug=key, key=key, activity=version.activity, required=False
    )
    module.add_child(instance=page)
    page.save_revision().publish()
    played.page = page.pk
    played.faults = [f"/{page.url_path.strip('/')}/"]
    return played


def unpack(place: Path, standalone: Path, files: list[Path]) -> None:
    shutil.copytree(standalone / "dist", place / "dist")
    (place / "pages").mkdir()
    for number, file in enumerate(files):
        try:
            with zipfile.ZipFile(file) as archive:
                archive.extractall(place / "content" / str(number))
        except (zipfile.BadZipFile, OSError):
            continue
        page = REFERENCE_PAGE.format(folder=number)
        (place / "pages" / f"{number}.html").write_text(page, encoding="utf-8")


def play(played: list[Played], reference: bool, port: int) -> None:
    from playwright.sync_api import sync_playwright

    from accounts.models import User
    from tests.bench.pages import session_cookie

    site = f"http://127.0.0.1:{port}"
    cookie = session_cookie(User.objects.get(email="learner@demo.test")).partition("=")[2]
    stage.wait_until(lambda: _answers(site))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for number, one in enumerate(played):
            if one.refused:
                continue
            context = browser.new_context()
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
            _ours(context, one, site)
            context.close()
            if reference:
                context = browser.new_context()
                context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
                one.alone = _alone(context, f"{site}/reference/pages/host-{number}.html")
                context.close()
                context = browser.new_context()
                one.reference = _reference(context, f"{site}/reference/pages/{number}.html")
                context.close()
            sys.stderr.write(".")
        browser.close()


def _answers(site: str) -> bool:
    import urllib.request

    try:
        return urllib.request.urlopen(f"{site}/healthz", timeout=2).status == 200  # noqa: S310 - our own server
    except OSError:
        return False


def _ours(context: Any, one: Played, site: str) -> None:
    address, one.faults = one.faults[0], []
    page = context.new_page()
    page.on("console", lambda m: one.faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: one.faults.append(str(e)))
    began = time.monotonic()
    page.goto(site + address, wait_until="commit")
    try:
        # no wait_for_function here: the page's policy forbids what that evaluates
        page.wait_for_selector("[data-h5p][data-started]", timeout=SECONDS * 1000)
        one.seconds = time.monotonic() - began
        one.started = page.get_attribute("[data-h5p]", "data-started") != "no"
        page.evaluate("document.querySelector('[data-h5p]').player.ask('progress')")
        one.reported = _until(
            page, "(document.querySelector('[data-h5p]').player.tree || {}).statement"
        )
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the finding
        one.faults.append(str(error).split("\n", 1)[0])


def _until(page: Any, true: str) -> bool:
    for _ in range(50):
        if page.evaluate(f"Boolean({true})"):
            return True
        page.wait_for_timeout(100)
    return False


def _alone(context: Any, address: str) -> float:
    """Seconds to a living instance with nothing around the frame; 0 when there is none."""
    return _timed(context, address, "document.body && document.body.dataset.started === 'true'")


def _reference(context: Any, address: str) -> float:
    return _timed(
        context, address,
        "[window, ...Array.from({ length: window.length }, (_, i) => window[i])]"
        ".some((f) => f.H5P && f.H5P.instances && f.H5P.instances[0])",
    )  # fmt: skip


def _timed(context: Any, address: str, true: str) -> float:
    page = context.new_page()
    began = time.monotonic()
    try:
        page.goto(address, wait_until="commit")
        page.wait_for_function(true, timeout=SECONDS * 1000)
    except Exception:  # noqa: BLE001 - it did not start
        return 0.0
    return time.monotonic() - began


def report(played: list[Played]) -> int:
    brought = [one for one in played if not one.refused]
    good = [one for one in brought if one.started and one.reported]
    for one in played:
        said = ", ".join(one.refused) and f"refused: {', '.join(one.refused)}"
        if not said:
            said = f"{'started' if one.started else 'NOT STARTED'}{'' if one.reported else ', NO REPORT'}"
        figures = (one.alone, one.reference, one.seconds)
        times = " ".join(f"{1000 * value:6.0f}" for value in figures) if one.started else " " * 20
        say(f"{times}  {one.main:<36} {one.name[:46]:<46} {said}")
        for fault in list(dict.fromkeys(one.faults))[:4]:
            say(f"{'':15}- {fault[:190]}")
    kinds = len({one.main.split(" ")[0] for one in good})
    say(
        f"{len(good)} of {len(brought)} packages that were brought in start and report; {kinds} content types."
    )
    both = [one for one in good if one.reference and one.alone]
    if both:
        alone, other, page = (
            1000 * statistics.median(getattr(one, name) for one in both)
            for name in ("alone", "reference", "seconds")
        )
        say(
            f"Median to a living instance, {len(both)} packages that both start: {alone:.0f} ms here, {other:.0f} ms with h5p-standalone"
            f" (which started {sum(1 for one in brought if one.reference)}); {page:.0f} ms for the whole step page."
        )
    return 0 if len(good) >= 0.95 * len(brought) else 1


if __name__ == "__main__":
    raise SystemExit(main())
