"""The trainer's walk in a browser: a case with a pedigree and a variant question, looked at, tried, handed in, published."""

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Role
from assessments.models import ItemVersion
from authoring import staff
from courses import site
from tests import factories
from tests.assessments.questions.samples import RECESSIVE
from tests.browser.eyes import chromium
from tests.browser.test_quizzes import check_width, picture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium"),
]
ADD = "/cms/snippets/assessments/item/add/"


@pytest.fixture
def stage(restored, transactional_db):
    connection.close()
    restored()
    site.build()
    staff.build()


def at_work(browser, live_server, user):
    client = Client()
    client.force_login(user)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    return page


def fill(page, values):
    for name, value in values.items():
        field = page.locator(f'[name="{name}"]')
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def save(page):
    with page.expect_navigation(url="**/versions/"):
        page.locator("footer button[type=submit], footer input[type=submit]").first.click()


def test_the_walk(browser, live_server, stage):
    tom = factories.person("tom", "Tom Berg", "SWE", "2212", (Role.TRAINER, "SWE"))
    eva = factories.person("eva", "Eva Ek", "DNK", "2221", (Role.EDITOR, ""))
    page = at_work(browser, live_server, tom)
    page.goto(f"{live_server.url}{ADD}?kind=case")
    story = {"text_en-text": "Mara, 31, asks about her father.", "text_en-pedigree": RECESSIVE}
    fill(page, {**story, "key": "mara"})
    save(page)
    picture(page, "versions-1280")
    page.get_by_role("link", name="Add a question to this case").click()
    page.get_by_role("link", name="Pedigree: mark people").click()
    page.wait_for_url("**kind=pedigree-mark**")
    assert page.locator('[name="testlet"]').input_value() == "mara"
    asked = {"text_en-text": "Who must be a carrier?", "text_en-pedigree": RECESSIVE}
    fill(page, {**asked, "text_en-obligate_carriers": "AR", "key": "mara-who"})
    save(page)
    page.goto(f"{live_server.url}{ADD}?kind=variant-classification&case=mara")
    rows = page.locator("[data-rows]").first
    rows.get_by_role("button", name="Add a row").click()
    evidence = {
        "text_en-text": "Classify the variant.",
        "text_en-evidence-0-text": "Nonsense variant; loss of function is a known mechanism.",
        "text_en-evidence-0-criterion": "PVS1",
        "text_en-evidence-2-text": "Absent from population databases.",
        "text_en-evidence-2-criterion": "PM2",
    }
    fill(page, {**evidence, "key": "mara-class"})
    picture(page, "editor-1280")
    try_in_preview(page)
    page.set_viewport_size({"width": 360, "height": 800})
    picture(page, "editor-360")
    page.set_viewport_size({"width": 1280, "height": 900})
    save(page)
    page.get_by_role("button", name="Hand in for review").click()
    page.get_by_text("An editor will look at it.").wait_for()
    assert page.get_by_role("button", name="Publish", exact=True).count() == 0
    page.set_viewport_size({"width": 360, "height": 800})
    check_width(page, 360)
    picture(page, "versions-360")
    editor = at_work(browser, live_server, eva)
    editor.goto(page.url)
    editor.get_by_role("button", name="Publish", exact=True).click()
    editor.get_by_text("It is published").wait_for()
    editor.goto(f"{live_server.url}/cms/snippets/assessments/item/")
    picture(editor, "bank-1280")
    connection.close()
    assert ItemVersion.objects.get(item__key="mara-class").live


def try_in_preview(page):
    """The preview panel holds what is not saved yet; it can be answered there."""
    page.get_by_role("button", name="Toggle preview").click()
    shown = page.frame_locator("iframe[title='Preview']").first
    shown.get_by_role("radio", name="Likely pathogenic").check()
    picture(page, "preview-1280")
    shown.get_by_role("button", name="Try this answer").click()
    shown.get_by_role("heading", name="This answer").wait_for()
    assert "50 %" in shown.locator(".result__score").inner_text()
    picture(page, "tried-1280")
