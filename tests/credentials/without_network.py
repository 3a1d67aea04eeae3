"""Opens the check page in Chromium, takes the network away, and shows it QR codes: genuine ones and spoilt ones."""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import segno
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
READY = "Boolean(navigator.serviceWorker.controller)"  # the page is kept, and its keeper is awake
EXPECTED = {
    "valid": "Genuine and valid.",
    "expired": "Genuine, but expired.",
    "revoked": "Genuine, but revoked or replaced.",
    "replaced": "Genuine, but revoked or replaced.",
    "forged": "Forged or damaged.",
    "stranger": "Not from here.",
    "another's code": "Forged or damaged.",
    "no certificate": "This code cannot be checked without a network.",
}


def judge(site: str, promises: dict[str, str]) -> dict[str, str]:
    """What the page says of each code in a picture, by name."""
    with _offline(site) as (page, folder):
        return {
            name: _read_file(page, folder / "code.png", text)
            for name, text in spoilt_too(site, promises).items()
        }


def judge_by_camera(site: str, text: str) -> str:
    """What the page says of a code that it sees through the camera."""
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "camera.mjpeg"
        film.write_bytes(_frame(text) * 10)
        camera = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
        with _offline(site, *camera) as (page, _folder):
            page.click("[data-camera]")
            return _said(page)


def spoilt_too(site: str, promises: dict[str, str]) -> dict[str, str]:
    """The texts of the QR codes, and of some that should be refused."""
    codes = {name: f"{site}/c/#{promise}" for name, promise in promises.items()}
    good = promises["valid"]
    codes["forged"] = f"{site}/c/#{good[:100]}{'A' if good[100] != 'A' else 'B'}{good[101:]}"
    codes["stranger"] = f"{site}/c/#{good[:2]}{'AAAA' if good[2:6] != 'AAAA' else 'BBBB'}{good[6:]}"
    codes["another's code"] = f"{site}/c/0000-0000-0000-0000#{good}"
    codes["no certificate"] = "https://example.org/"
    return codes


@contextmanager
def _offline(site: str, *switches: str) -> Iterator[tuple[Page, Path]]:
    """The check page in a browser that has seen it once and has no network any more."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*ARGUMENTS, *switches]
        )
        context = browser.new_context(permissions=["camera"] if switches else [])
        page = context.new_page()
        page.goto(f"{site}/c/")
        while not page.evaluate(READY):
            page.wait_for_timeout(100)
        context.set_offline(True)
        page.goto(f"{site}/c/")
        yield page, Path(folder)
        browser.close()


def _read_file(page: Page, picture: Path, text: str) -> str:
    segno.make(text, error="m", micro=False).save(str(picture), scale=5)
    page.evaluate("document.querySelector('[data-answer]').replaceChildren()")
    page.set_input_files("[data-file]", picture)
    return _said(page)


def _said(page: Page) -> str:
    page.wait_for_selector("[data-answer] .notice")
    return page.inner_text("[data-answer] .notice strong")


def _frame(text: str) -> bytes:
    """One picture of a film: the code on paper, in the middle of what the camera sees."""
    code = io.BytesIO()
    segno.make(text, error="m", micro=False).save(code, kind="png", scale=5)
    paper, seen = Image.open(code).convert("RGB"), Image.new("RGB", (1280, 720), "#b9b2a5")
    seen.paste(paper, ((1280 - paper.width) // 2, (720 - paper.height) // 2))
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=90)
    return out.getvalue()
