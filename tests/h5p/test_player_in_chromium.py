"""The player in a real browser: every bundled task type starts in the sandbox, reports, and is graded by the server."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from h5p.models import ActivityPage, ActivityResult, Library
from tests import factories
from tests.h5p import mini

pytestmark = pytest.mark.browser


def step(course, activity, **fields) -> ActivityPage:
    module = course.get_children().first()
    page = ActivityPage(title="Try it", slug="try-it", key="try-it", activity=activity, **fields)
    return factories.publish(module, page)


@pytest.mark.parametrize("kind", sorted(mini.PARAMS))
def test_a_bundled_task_starts_in_the_sandbox_and_reports(kind, visit, install, course, ann):
    page = visit(step(course, install(mini.small(kind))).url, ann)
    page.wait_for_selector("[data-h5p][data-started]")
    assert page.get_attribute("[data-h5p]", "data-started") != "no"
    page.evaluate("document.querySelector('[data-h5p]').player.ask('finished')")
    page.wait_for_selector("[data-h5p][data-raw]")
    assert page.faults == []
    result = ActivityResult.objects.get()
    assert (result.trust, result.raw) == ("regraded", 0)


def answer_everything(frame):
    for name in ("Adenine", "Guanine"):
        frame.get_by_label(name).check()
    frame.get_by_role("button", name="Next").click()
    frame.get_by_label("True").check()
    frame.get_by_role("button", name="Next").click()
    for number, word in ((0, "brca1"), (1, "17")):
        frame.locator("input[type=text]").nth(number).fill(word)
    frame.get_by_role("button", name="Next").click()
    for number, word in ((0, "transcribed"), (1, "translated")):
        frame.locator("select").nth(number).select_option(word)
    frame.get_by_role("button", name="Next").click()
    for word in ("TP53", "EGFR"):
        frame.get_by_role("button", name=word).click()


def test_a_learner_plays_leaves_and_finishes_a_question_set(visit, install, course, ann):
    where = step(course, install(mini.small("QuestionSet")))
    page = visit(where.url, ann)
    frame = page.frame_locator("[data-h5p] iframe")
    frame.get_by_label("Adenine").check()
    page.wait_for_timeout(1500)
    other_device = visit(where.url, ann)
    frame = other_device.frame_locator("[data-h5p] iframe")
    assert frame.get_by_label("Adenine").is_checked()
    answer_everything(frame)
    frame.get_by_role("button", name="Finish").click()
    message = other_device.locator(".h5p-message")
    message.get_by_text("9 of 9 points. This step is done.").wait_for()
    assert other_device.faults == []
    own = ActivityResult.objects.filter(final=True).get()
    assert (own.raw, own.reported_raw) == (9, 9)


def test_a_sealed_set_shows_no_answer_anywhere_and_is_graded_by_the_server(
    visit, install, course, ann
):
    where = step(course, install(mini.small("QuestionSet")), sealed=True)
    seen = []
    page = visit(where.url, None)
    page.context.close()
    page = visit("/h5p/core/frame.css", ann)
    page.on("response", lambda r: seen.append(r.text()) if "/h5p/frame/" in r.url else None)
    page.goto(page.url.replace("/h5p/core/frame.css", where.url))
    frame = page.frame_locator("[data-h5p] iframe")
    answer_everything_sealed(frame)
    inside = next(f for f in page.frames if "/h5p/frame/" in f.url)
    memory = inside.evaluate(
        "JSON.stringify(H5PIntegration) + JSON.stringify(H5P.instances[0].params)"
    )
    for text in (page.content(), inside.content(), memory, *seen):
        assert "BRCA1" not in text
        assert "*TP53*" not in text
        assert '\\"correct\\": true' not in text
        assert '"correct":true' not in text
    assert seen
    page.get_by_role("button", name="Submit answers").click()
    page.locator(".h5p-message").get_by_text("9 of 9 points").wait_for()
    assert ActivityResult.objects.get().trust == "sealed"


def answer_everything_sealed(frame):
    assert frame.get_by_role("button", name="Check").count() == 0
    answer_everything(frame)
    assert frame.get_by_role("button", name="Finish").count() == 0


EVIL = b"""
window.GenLit = window.GenLit || {};
GenLit.MultiChoice = class extends H5P.EventDispatcher {
  attach($c) {
    const found = {};
    const attempt = (name, action) => { try { found[name] = String(action()); } catch (e) { found[name] = 'refused'; } };
    attempt('cookie', () => document.cookie);
    attempt('parent', () => parent.document.title);
    attempt('top', () => { top.location = '/en/'; return top.location.href; });
    attempt('frames', () => parent.frames[0].document.title && parent.frames[1].document.title);
    attempt('origin', () => self.origin);
    attempt('storage', () => indexedDB.open('x') && 'opened');
    const tries = ['/en/', '/api/v1/', '/en/activity/start/'].map((a) => fetch(a, {credentials: 'include'})
      .then((r) => r.text()).then(() => 'read', () => 'refused'));
    Promise.all(tries).then((all) => { found.fetch = all.join(); $c[0].textContent = JSON.stringify(found); });
  }
};
"""


def test_hostile_code_in_the_sandbox_reaches_nothing(visit, install, course, ann):
    files = mini.members()
    files["GenLit.MultiChoice-1.0/multichoice.js"] = EVIL
    library = json.loads(files["GenLit.MultiChoice-1.0/library.json"]) | {"patchVersion": 9}
    files["GenLit.MultiChoice-1.0/library.json"] = json.dumps(library).encode()
    install(mini.package(files))
    Library.objects.update(status="approved")
    files["h5p.json"] += b" "
    where = step(course, install(mini.package(files)))
    page = visit(where.url, ann)
    place = page.frame_locator("[data-h5p] iframe").locator(".h5p-content")
    place.get_by_text("fetch").wait_for()
    found = json.loads(place.text_content())
    assert found.pop("origin") == "null"
    assert found.pop("fetch") == "refused,refused,refused"
    assert set(found.values()) == {"refused"}
    assert page.url.endswith(where.url)


def test_the_page_around_the_frame_is_accessible_and_fits_a_phone(visit, install, course, ann):
    page = visit(step(course, install(mini.small("QuestionSet"))).url, ann)
    page.wait_for_selector("[data-h5p][data-started]")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    mine = [
        v
        for v in found.response["violations"]
        if any("h5p" in str(n["target"]) for n in v["nodes"])
    ]
    assert mine == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.querySelector('[data-h5p]').scrollWidth <= 360")
