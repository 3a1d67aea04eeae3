"""Small real objects for tests."""

from allauth.account.models import EmailAddress

from accounts.models import CountryRole, Role, User
from courses.models import CataloguePage, CoursePage, LessonPage, ModulePage, ProgrammePage

PASSWORD = "correct horse battery"


def person(name: str, full_name: str, country: str, cadre: str, *roles: tuple[Role, str]) -> User:
    user = User.objects.create_user(
        f"{name}@example.org", PASSWORD, certificate_name=full_name, country=country, cadre=cadre
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for role, where in roles:
        CountryRole.objects.create(user=user, role=role, country=where)
    return user


def publish(parent, page):
    """Add the page below its parent and publish a first revision, as the editor does."""
    page = parent.add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def course(catalogue: CataloguePage, key: str = "dna-basics", lessons: int = 2) -> CoursePage:
    page = publish(
        catalogue,
        CoursePage(
            title="DNA basics",
            slug=key,
            key=key,
            summary="What every clinician should know.",
            cadres=["2221"],
            competencies=["GLF1.1"],
        ),
    )
    module = publish(page, ModulePage(title="Start", slug="start", key="start"))
    for number in range(1, lessons + 1):
        lesson(module, f"lesson-{number}")
    return CoursePage.objects.get(pk=page.pk)


def lesson(module: ModulePage, key: str, **fields) -> LessonPage:
    fields.setdefault("body", [("markdown", f"## About {key}\n\nA sentence.")])
    return publish(module, LessonPage(title=key.title(), slug=key, key=key, **fields))


def programme(catalogue: CataloguePage, *courses: CoursePage, key: str = "aware") -> ProgrammePage:
    page = ProgrammePage(
        title="Genomics-aware nurse", slug=key, key=key, summary="…", cadres=["2221"]
    )
    for number, one in enumerate(courses):
        page.courses.create(course=one, sort_order=number)
    return publish(catalogue, page)
