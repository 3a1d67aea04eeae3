"""Opens the check page in Chromium, takes the network away, and shows it QR codes: genuine ones and spoilt ones."""

import shutil
import tempfile
from pathlib import Path

import segno
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
    "no certificate": "This code cannot be checked without a network.",
}


def judge(site: str, promises: dict[str, str]) -> dict[str, str]:
    """What the page says of each code, by name."""
    codes = {name: f"{site}/c/#{promise}" for name, promise in promises.items()}
    good = promises["valid"]
    codes["forged"] = f"{site}/c/#{good[:100]}{'A' if good[100] != 'A' else 'B'}{good[101:]}"
    codes["stranger"] = f"{site}/c/#{good[:2]}{'AAAA' if good[2:6] != 'AAAA' else 'BBBB'}{good[6:]}"
    codes["no certificate"] = "https://example.org/"
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{site}/c/")
        while not page.evaluate(READY):
            page.wait_for_timeout(100)
        context.set_offline(True)
        page.goto(f"{site}/c/")
        return {name: _shown(page, Path(folder) / "code.png", text) for name, text in codes.items()}


def _shown(page: Page, picture: Path, text: str) -> str:
    segno.make(text, error="m", micro=False).save(str(picture), scale=5)
    page.evaluate("document.querySelector('[data-answer]').replaceChildren()")
    page.set_input_files("[data-file]", picture)
    page.wait_for_selector("[data-answer] .notice")
    return page.inner_text("[data-answer] .notice strong")
