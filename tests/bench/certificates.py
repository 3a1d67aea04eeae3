"""Certificates issued and signed against bare signatures, papers against bare typst, the check page, the status list."""

from tests.bench import stage
from tests.bench.report import Goal, Report, cpu_per_call, paired_cpu

MANY = 240


def run(report: Report) -> None:
    from django.utils import timezone

    from accounts.models import User
    from courses.models import CourseCompletion, CoursePage
    from courses.progress import enrol
    from courses.versions import current_version

    report.section(f"Certificates ({MANY} completions, in one process)")
    now = timezone.now()
    course = CoursePage.objects.live().first()
    version = current_version(course=course, now=now)
    people = User.objects.bulk_create(
        User(email=f"graduate{number}@example.org", certificate_name="Bench")
        for number in range(MANY)
    )
    completions = CourseCompletion.objects.bulk_create(
        CourseCompletion(
            enrolment=enrol(user=user, course=course, now=now),
            version=version,
            language=course.locale.language_code,
            completed_at=now,
            graded=True,
        )
        for user in people
    )
    _issuing(report, iter(completions), now)
    _papers(report)
    _checking(report, now)


def _issuing(report: Report, completions, now) -> None:
    from certificates import badges, credential, issuing, keys

    first = badges.sign(certificate=issuing.issue(completion=next(completions), now=now), now=now)
    unsigned = {name: part for name, part in first.document.items() if name != "proof"}
    edwards = keys.private_ed25519(keys.active(keys.Algorithm.ED25519))
    rsa = keys.active(keys.Algorithm.RS256)
    method = first.document["proof"][0]["verificationMethod"]

    def bare() -> None:
        credential.sign(unsigned, edwards, method, "2026-11-22T10:00:00Z")
        badges._as_jwt(unsigned, first.certificate, rsa)

    pks = [one.pk for one in completions]
    before = cpu_per_call(bare, calls=28, rounds=5)
    together = _through_celery(pks)
    alone = (before + cpu_per_call(bare, calls=28, rounds=5)) / 2  # the machine may have drifted
    report.figure("bare signatures (eddsa-rdfc-2022 and RS256)", 1 / alone, "per s")
    report.figure("certificates frozen, signed, listed by a Celery worker", 1 / together, "per s")
    report.ratio("issued / bare signatures", alone, together, Goal(0.6, at_most=False))


def _through_celery(pks: list[int]) -> float:
    """CPU seconds of a worker per certificate: from the messages that name completions to signed credentials."""
    from certificates.models import Credential
    from certificates.tasks import IN_ONE_MESSAGE, issue_certificates

    def signed() -> int:
        return Credential.objects.exclude(signed_at=None).count()

    before = signed()
    with stage.process("celery", "-A", "lms", "worker", "-P", "solo", "-l", "ERROR") as worker:
        issue_certificates.delay(pks[:10])  # the first ones load contexts and keys
        stage.wait_until(lambda: signed() == before + 10)
        spent = stage.cpu_of(worker)
        for start in range(10, len(pks), IN_ONE_MESSAGE):
            issue_certificates.delay(pks[start : start + IN_ONE_MESSAGE])
        stage.wait_until(lambda: signed() == before + len(pks), seconds=300)
        return (stage.cpu_of(worker) - spent) / (len(pks) - 10)


def _papers(report: Report) -> None:
    from certificates import paper, pdf
    from certificates.models import Certificate

    certificate = Certificate.objects.select_related("credential").order_by("pk").last()
    sheet = paper.sheet(certificate)
    bare, whole = paired_cpu(
        lambda: pdf.draw(sheet), lambda: paper.draw(certificate=certificate), calls=20, rounds=5
    )
    report.figure("bare typst", 1 / bare, "per s")
    report.figure("papers from the database", 1 / whole, "per s")
    report.ratio("papers / bare typst", bare, whole, Goal(0.6, at_most=False))


def _checking(report: Report, now) -> None:
    from django.test import Client

    from certificates import badges, statuslist, views
    from certificates.models import Certificate

    views.CHECKS_PER_MINUTE = 10**9
    address = f"/c/{Certificate.objects.first().grouped_code}"
    client = Client(headers={"host": "localhost"})
    spent = cpu_per_call(lambda: client.get(address), calls=30, rounds=5)
    report.figure("check page", spent * 1000, "ms CPU")
    report.ratio("check page / 15 ms", spent, 0.015, Goal(1, at_most=True))
    ended = list(range(0, statuslist.LENGTH, 2))
    spent = cpu_per_call(
        lambda: badges._signed(badges._list_document(1, ended, now), now), calls=5, rounds=3
    )
    report.figure("status list of 131,072 entries built and signed", spent * 1000, "ms CPU")
    report.ratio("status list / 100 ms", spent, 0.1, Goal(1, at_most=True))
