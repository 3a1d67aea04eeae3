from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture
def uploads() -> Path:
    root = Path(settings.MEDIA_ROOT)
    for name in ("images/helix.svg", "documents/plan.pdf", "secret.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return root


def test_a_picture_can_neither_run_nor_load_anything(db, client, uploads):
    response = client.get("/media/images/helix.svg")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    response.close()


@pytest.mark.parametrize(
    "address",
    [
        "/media/documents/plan.pdf",
        "/media/secret.txt",
        "/media/images/",
        "/media/images/../documents/plan.pdf",
        "/media/images/../../secret.txt",
        "/media/images/..%2fsecret.txt",
    ],
)
def test_nothing_but_pictures_is_given_out_by_its_path(catalogue, client, uploads, address):
    assert client.get(address, follow=True).status_code in {400, 404}
