"""What a visit costs: CPU seconds of web and worker together, with real processes and a real client."""

import re
import time

import requests

from tests.bench import stage
from tests.bench.report import Goal, Report

PORT = 8191
HOME = f"http://localhost:{PORT}"
PEER_QUIZ, PEER_VISIT = 0.35, 1.2  # CPU seconds in the best-known peer on this class of machine
ROUNDS = 5


def run(report: Report) -> None:
    from accounts import demo
    from courses.models import LessonPage

    web = ("gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{PORT}", "--threads", "4")
    worker = ("celery", "-A", "lms", "worker", "-c", "1", "-l", "ERROR")
    lessons = list(LessonPage.objects.live().order_by("path"))[:10]
    report.section(f"Journeys (CPU seconds of web and worker together, median of {ROUNDS} rounds)")
    with stage.process(*web) as server, stage.process(*worker) as marker:
        stage.wait_until(_answers)
        time.sleep(5)  # the worker has started
        quiz_costs, visit_costs, password = [], [], []
        for number in range(ROUNDS + 1):
            person = _person(number)
            start = stage.cpu_of(server, marker)
            client = _sign_in(person, demo.PASSWORD)
            signed_in = stage.cpu_of(server, marker)
            client.get(f"{HOME}/en/courses/").raise_for_status()
            for lesson in lessons:
                client.get(HOME + lesson.url_path).raise_for_status()
            before_quiz = stage.cpu_of(server, marker)
            _take_quiz(client)
            end = stage.cpu_of(server, marker)
            if number:  # the first round warms up
                password.append(signed_in - start)
                quiz_costs.append(end - before_quiz)
                visit_costs.append(end - signed_in)
        report.figure("signing in (password hash; not counted below)", _median(password), "CPU s")
        report.figure("quiz of ten questions", _median(quiz_costs), "CPU s")
        report.figure("catalogue, ten lessons, quiz", _median(visit_costs), "CPU s")
        report.ratio(
            "quiz / best-known peer (0.35)", _median(quiz_costs), PEER_QUIZ, Goal(1 / 9, True)
        )
        report.ratio(
            "visit / best-known peer (1.2)", _median(visit_costs), PEER_VISIT, Goal(1 / 9, True)
        )


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _person(number: int) -> str:
    from allauth.account.models import EmailAddress

    from accounts import demo
    from accounts.models import User

    email = f"visitor{number}@example.org"
    user = User.objects.create_user(
        email, demo.PASSWORD, certificate_name="Visitor", country="SWE", cadre="2221"
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return email


def _answers() -> bool:
    try:
        return requests.get(f"{HOME}/healthz", timeout=2).ok
    except requests.ConnectionError:
        return False


def _sign_in(email: str, password: str) -> requests.Session:
    client = requests.Session()
    client.headers["Referer"] = HOME
    address = f"{HOME}/en/account/login/"
    form = {
        "login": email,
        "password": password,
        "csrfmiddlewaretoken": _token(client.get(address)),
    }
    answer = client.post(address, data=form)
    if "sessionid" not in client.cookies:
        raise RuntimeError(f"Could not sign in: {answer.status_code}")
    return client


def _take_quiz(client: requests.Session) -> None:
    from assessments.models import QuizPage

    quiz = QuizPage.objects.filter(counts=True, key__contains="quiz").order_by("path").first()
    front = client.get(f"{HOME}{quiz.url_path}")
    paper = client.post(
        f"{HOME}/en/quiz/{quiz.translation_key}/start/", data={"csrfmiddlewaretoken": _token(front)}
    )
    paper.raise_for_status()
    answers = dict(re.findall(r'name="([^"]+)" value="([^"]+)"', paper.text))
    submit = re.search(r'formaction="([^"]+/submit/)"', paper.text)
    result = client.post(HOME + submit[1], data={**answers, "csrfmiddlewaretoken": _token(paper)})
    end = time.monotonic() + 20
    while "result__score" not in result.text:
        if time.monotonic() > end:
            raise TimeoutError("The quiz was not marked.")
        time.sleep(0.3)
        result = client.get(result.url)


def _token(response: requests.Response) -> str:
    response.raise_for_status()
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.text)[1]
