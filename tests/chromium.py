"""Chromium for tests: the system's own if there is one, else the one that Playwright brought."""

import shutil

from playwright.sync_api import Browser, Playwright

SWITCHES = [
    "--no-sandbox",  # tests run as root in containers
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def installed() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=installed(), args=SWITCHES)
