"""The first story, played in Chromium on any running site: `python -m tests.story --site http://localhost:8000`.

A nurse in Sweden who has never seen the site signs up, takes GEN-101, fails its quiz once, passes it, opens her
certificate, has it checked, and is counted. Somebody who may see exact numbers looks at Sweden before and after.
The right answers come from the course folder; everything else happens as a person would do it.
"""

import argparse
import io
import re
import secrets
import sys
import time
import tomllib
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from assessments.questions import acmg, normalise, pedigree_mark, risk, variant_classification
from tests.chromium import launch

COURSE = Path(__file__).resolve().parent.parent / "content" / "courses" / "gen-101"
TITLE = "Genomics essentials for every clinician"
PROGRAMME = "Genomics-aware nurse"
KNOWN = {
    "single-choice", "multiple-response", "true-false", "pedigree-mark", "risk", "hotspot",
    "variant-classification",
}  # fmt: skip
PATIENCE = 90  # seconds for what workers and beat do


@dataclass
class Story:
    site: str
    mail: str
    browser: Browser
    pictures: Path | None = None
    email: str = field(default_factory=lambda: f"ann.{secrets.token_hex(4)}@example.org")
    password: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.page = self.visitor()

    def visitor(self) -> Page:
        page = self.browser.new_context(
            base_url=self.site, locale="en-GB", viewport={"width": 1280, "height": 900}
        ).new_page()
        page.set_default_timeout(30_000)
        return page

    def tell(self, sentence: str) -> None:
        print(f"{time.monotonic() - self.began:6.1f} s  {sentence}", flush=True)  # noqa: T201
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            number = len(list(self.pictures.glob("*.png"))) + 1
            self.page.screenshot(path=self.pictures / f"{number:02}.png")

    def press(self, name: str) -> None:
        """A button that leads to another page; what follows happens there."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).click()

    def sign_up(self) -> None:
        page = self.page
        page.goto("/")
        page.get_by_role("link", name="Create a free account").first.click()
        page.get_by_label("Your name").fill("Ann Lind")
        page.get_by_label("Country of practice").select_option(label="Sweden")
        page.get_by_label("Profession").select_option("2221")
        page.locator("input[name=email]").fill(self.email)
        page.locator("input[name=password1]").fill(self.password)
        page.locator("input[name=consent]").check()
        self.tell("She fills in the form.")
        self.press("Create the account")
        page.get_by_role("heading", name="Look into your mailbox").wait_for()
        self.confirm(page, self.email)
        self.tell("She has an account.")

    def confirm(self, page: Page, email: str) -> None:
        """Open the link in the newest mail to this address and say yes."""
        link = re.compile(
            rf"{re.escape(email)}.*?(https?://\S+/account/confirm-email/[^\s\"<]+)", re.S
        )
        page.goto(eventually(lambda: link.search(self.read_mail())).group(1))
        with page.expect_navigation():
            page.get_by_role("button", name="Yes, it is mine").click()

    def read_mail(self) -> str:
        with urllib.request.urlopen(self.mail, timeout=20) as answer:  # noqa: S310 - http by the caller
            return answer.read().decode()

    def learn(self) -> None:
        page = self.page
        page.get_by_role("link", name="Courses").first.click()
        page.get_by_role("link", name=TITLE).first.click()
        page.get_by_role("button", name="Start the course").wait_for()
        self.tell("She finds the course.")
        steps = page.locator(".outline a").evaluate_all("links => links.map(link => link.href)")
        self.press("Start the course")
        for step in steps:
            page.goto(step)
            name = step.rstrip("/").rpartition("/")[2]
            if page.get_by_role("button", name="Start the quiz").count():
                self.take_quiz(practice=page.get_by_text("This quiz does not count").count() > 0)
            elif page.get_by_role("button", name="Mark as done").count():
                self.press("Mark as done")
                self.tell(f"She reads {name}.")
            else:  # practice with H5P is optional
                page.locator("iframe").first.wait_for()
                self.tell(f"She looks at {name}.")

    def take_quiz(self, *, practice: bool) -> None:
        page = self.page
        self.press("Start the quiz")
        if not practice:
            self.answer(right=False)
            page.get_by_text("Not passed yet.").wait_for()
            assert page.locator(".option__feedback").count(), "No feedback on wrong answers"
            self.tell("She fails the quiz and reads why.")
            page.get_by_role("link", name="Back to the quiz").click()
            self.press("Start another attempt")
        self.answer(right=True)
        if not practice:
            page.get_by_text("You passed.").wait_for()
        self.tell("She tries the practice quiz." if practice else "She passes the quiz.")

    def answer(self, *, right: bool) -> None:
        questions = self.page.locator("fieldset.question")
        for number in range(questions.count()):
            answer_question(questions.nth(number), right=right)
        self.press("Hand in")
        self.page.get_by_role("heading", name="Your result").wait_for(timeout=PATIENCE * 1000)

    def open_certificate(self) -> str:
        """The PDF is hers; returns the address in its QR code, which the paper also links."""
        self.page.goto("/en/certificates/")
        link = self.page.get_by_role("link", name=re.compile(f"Open the PDF.*{TITLE}")).first
        eventually(lambda: link.count() or (self.page.reload() and False))
        badge = self.page.get_by_text("For wallets and profiles").first
        eventually(lambda: badge.count() or (self.page.reload() and False))
        self.tell("She has a certificate, signed.")
        answer = self.page.request.get(link.get_attribute("href") or "")
        assert answer.headers["content-type"] == "application/pdf"
        addresses = links_of(answer.body())
        return next(address for address in addresses if "/c/" in address)

    def check_certificate(self, address: str) -> None:
        """A stranger, who is not signed in, follows the code."""
        stranger = self.visitor()
        stranger.goto(address)
        stranger.get_by_role("heading", name="This certificate is valid").wait_for()
        assert "Ann Lind" not in stranger.content()
        self.tell(f"A stranger finds it valid at {address}.")


def answer_question(question: Locator, *, right: bool) -> None:
    """What takes longer than a click in the practice quiz (a whole family, a drawn diplotype) she leaves empty."""
    shown = question.locator(".question__text").inner_text()
    source = next((one for text, one in ANSWERS if text.fullmatch(plain(shown))), None)
    if source is None:
        return
    kind = source["kind"]
    if kind == "true-false":
        question.get_by_label("True" if source["correct"] is right else "False", exact=True).check()
    elif kind == "pedigree-mark":
        mark_people(question, source, right=right)
    elif kind == "risk":
        question.get_by_role("textbox").fill(risk_of(source, shown) if right else "1")
    elif kind == "variant-classification":
        classify(question, source, right=right)
    else:
        choose(question, source, right=right)


def choose(question: Locator, source: dict, *, right: bool) -> None:
    rows = source["spots"] if source["kind"] == "hotspot" else source["options"]
    wanted = [plain(row["text"]) for row in rows if row.get("correct", False) is right]
    several = source["kind"] != "single-choice"
    for option in question.locator("label.option").all():
        if plain(option.inner_text()).lstrip("0123456789") in {
            one.lstrip("0123456789") for one in wanted
        }:
            option.locator("input").check()
            if not several:
                return


def mark_people(question: Locator, source: dict, *, right: bool) -> None:
    carriers = pedigree_mark.key(source, 0)
    for option in question.locator("label.option").all():
        if (option.inner_text().strip() in carriers) is right:
            option.locator("input").check()


def risk_of(source: dict, shown: str) -> str:
    """With the number that this paper has in its text."""
    number = re.search(r"(\d+(?:\.\d+)?)\s*%", shown)
    value = float(number[1]) if number else 0
    fixed = [{**row, "min": value, "max": value} for row in source.get("variables", [])]
    return str(risk.key({**normalise(source), "variables": fixed}, 0))


def classify(question: Locator, source: dict, *, right: bool) -> None:
    if not right:
        question.get_by_label("Benign", exact=True).check()
        return
    for row in source["evidence"]:
        group = question.get_by_role("group", name=row["text"])
        group.get_by_label("Criterion").select_option(row["criterion"])
    body = normalise(source)
    verdict = acmg.CLASSES[variant_classification.key(body, 0)["class"]]
    question.get_by_label(verdict, exact=True).check()


def plain(text: str) -> str:
    """Letters and digits only: what remains of a sentence whatever was done to its typography."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def answers() -> list[tuple[re.Pattern, dict]]:
    """Questions by what their text looks like on a paper, numbers of the paper included."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in COURSE.glob("*.quiz.toml")]
    questions = [question for file in files for question in file["questions"]]
    return [
        (re.compile(r"[\d]+".join(map(plain, re.split(r"\{\w+\}", one["text"])))), one)
        for one in questions
        if one["kind"] in KNOWN
    ]


ANSWERS = answers()


def links_of(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        notes = [note for page in paper.pages for note in page.get("/Annots", [])]
        return [str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A]


def eventually(find: Callable, seconds: float = PATIENCE):
    """What `find` finds, asked once a second."""
    end = time.monotonic() + seconds
    while not (found := find()):
        if time.monotonic() > end:
            raise TimeoutError(f"Not found within {seconds} seconds.")
        time.sleep(1)
    return found


class Watcher:
    """Somebody who may see exact numbers: a focal point, an analyst or an administrator."""

    def __init__(self, story: Story, email: str, password: str) -> None:
        self.page = story.visitor()
        self.page.goto("/en/account/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        with self.page.expect_navigation():
            self.page.locator("main form button").first.click()
        if self.page.get_by_role("heading", name="Look into your mailbox").count():
            story.confirm(self.page, email)

    def nurses(self) -> tuple[int, str]:
        """(people covered, workforce and its year) of the nurses of Sweden."""
        self.page.goto("/en/readiness/SWE/")
        section = self.page.locator("section").filter(
            has=self.page.get_by_role("heading", name=PROGRAMME)
        )
        row = section.locator("tbody tr").filter(has_text="Nurs").first
        people = row.locator("td").first.inner_text()
        return int(re.sub(r"\D", "", people)), row.locator("summary").inner_text()


def wait_for_site(site: str, seconds: float) -> None:
    def is_healthy() -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{site}/healthz", timeout=5) as answer:  # noqa: S310
            return answer.status == 200
        return False

    eventually(is_healthy, seconds)


def play(story: Story, watcher: Watcher) -> None:
    before, workforce = watcher.nurses()
    story.tell(f"Sweden counts {before} of {workforce} nurses.")
    story.sign_up()
    story.learn()
    story.check_certificate(story.open_certificate())
    eventually(lambda: watcher.nurses()[0] == before + 1)
    story.tell(f"Sweden counts {before + 1} of {workforce} nurses.")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", default="http://localhost:8000")
    parser.add_argument("--mail", help="a page that shows the mail sent (default: /dev/mail/)")
    parser.add_argument("--wait", type=float, default=10, help="seconds until the site must answer")
    parser.add_argument("--watcher", default="focal@demo.test", help="who may see exact numbers")
    parser.add_argument("--watcher-password", default="genomics-demo")
    parser.add_argument("--pictures", type=Path, help="a folder for one screenshot per step")
    given = parser.parse_args()
    wait_for_site(given.site, given.wait)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        mail = given.mail or f"{given.site}/dev/mail/"
        story = Story(given.site, mail, browser, given.pictures)
        play(story, Watcher(story, given.watcher, given.watcher_password))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
