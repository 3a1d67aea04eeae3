from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from courses.access import may_open


@hooks.register("before_serve_page")
def guard(page: Page, request: HttpRequest, *_args: object) -> HttpResponse | None:
    """Ask for a sign-in where a step needs to know who is there."""
    if may_open(request.user, page):
        return None
    return redirect_to_login(request.get_full_path())
