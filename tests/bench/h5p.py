"""H5P: packages read and installed, the activity page, scores recomputed."""

import time
from itertools import cycle

from tests.bench.report import Goal, Report, paired_cpu

PACKAGES = 20
SCORES = 3000


def run(report: Report) -> None:
    from accounts.models import User
    from h5p.models import ActivityPage
    from lms.wsgi import application
    from tests.bench.pages import _get, session_cookie

    cookie = session_cookie(User.objects.get(email="learner@demo.test"))
    addresses = cycle([page.url_path for page in ActivityPage.objects.live()])
    report.section("H5P")
    (page,) = paired_cpu(lambda: _get(application, next(addresses), cookie))
    report.ratio("activity page, CPU / 15 ms", page, 0.015, Goal(1, at_most=True))
    report.figure("packages read and installed", PACKAGES / _imports(), "/s")
    report.figure("question sets scored (9 points, 5 tasks)", SCORES / _scorings(), "/s")


def _imports() -> float:
    from django.utils import timezone

    from h5p import packages
    from tests.h5p import mini

    files = [
        mini.small("QuestionSet", title=f"Set {n}").read() for n in range(PACKAGES)
    ]  # every one another package
    began = time.perf_counter()
    for number, data in enumerate(files):
        now = timezone.now()
        upload = packages.receive(name=f"{number}.h5p", chunks=[data], user=None, now=now)
        packages.agree(packages.read(upload, now=now), now=now)
        upload.refresh_from_db()
        if packages.install(upload, now=now) is None:
            raise RuntimeError(upload.report)
    return time.perf_counter() - began


def _scorings() -> float:
    from h5p import scoring, xapi
    from h5p.manifest import Version
    from tests.h5p import mini

    said = ["0[,]1", "true", "brca1[,]17", "transcribed[,]translated", "0[,]6"]
    children = [
        {
            "statement": {
                "object": {"id": f"http://x/y?subContentId=00000000-0000-4000-8000-{n:012d}"},
                "result": {"response": response},
            }
        }
        for n, response in enumerate(said, 1)
    ]
    tree = {"statement": {"object": {"id": "http://x/y"}}, "children": children}
    version = Version("GenLit.QuestionSet", 1, 0)
    began = time.perf_counter()
    for _ in range(SCORES):
        scoring.grade(version, mini.QUESTION_SET, xapi.read_tree(tree))
    return time.perf_counter() - began
