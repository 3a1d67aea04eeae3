"""A browser that looks at every page it is shown: narrow and wide, with the eyes of axe, and at what it loads."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDTHS = (360, 1280)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def chromium() -> str | None:
    """Path of an installed Chromium: the system's, else the one Playwright installed."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@contextmanager
def opened(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Eyes:
    """Opens pages of one site and writes down what is wrong with them."""

    def __init__(self, browser: Browser, site: str, *, javascript: bool = True) -> None:
        self.site = site
        self.javascript = javascript
        self.findings: list[str] = []
        self.seen: list[str] = []
        self.context = browser.new_context(java_script_enabled=javascript)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._heard)
        self.page.on("request", self._asked)

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.site + path)

    def look(self, name: str) -> None:
        """At the page that is open now. Without JavaScript axe is blind."""
        self.seen.append(name)
        if not self.javascript:
            return
        self.page.wait_for_function("document.readyState === 'complete'")
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 800})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.findings.append(f"{name}: {wide - width} px wider than {width}")
            for violation in (
                Axe().run(self.page, options={"runOnly": RULES}).response["violations"]
            ):
                nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                self.findings.append(f"{name} at {width}: {violation['id']} {json.dumps(nodes)}")

    def visit(self, path: str, name: str) -> None:
        self.go(path)
        self.look(name)

    def press(self, words: str) -> None:
        """A button that leads to a page."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=words, exact=True).click()

    def weight(self, path: str) -> tuple[int, int]:
        """Bytes over the wire and number of requests of a first visit."""
        sizes: list[int] = []
        wire = self.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        self.go(path)
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")  # lazy pictures too
        self.page.wait_for_load_state("networkidle")
        wire.detach()
        return int(sum(sizes)), len(sizes)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "no-such-page" not in self.page.url:
            self.findings.append(f"console on {self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.findings.append(f"left the site: {request.url}")
