from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from api.v1 import schemas
from readiness import federation
from readiness.figures import POLICY
from readiness.models import Push

router = Router(tags=["federation"])


@router.post("/rounds", response={200: schemas.Receipt, 201: schemas.Receipt, 422: schemas.Problem})
def receive_round(request: HttpRequest, body: schemas.SignedRound) -> Status[dict[str, Any]]:
    """Public figures of a round, signed by the installation that is trusted for the country. Sending twice changes nothing."""
    signed = federation.Signed(body.document, body.signature)
    try:
        push, is_new = federation.receive(signed, policy=POLICY, now=timezone.now())
    except federation.Refused as problem:
        return Status(422, {"detail": str(problem)})
    return Status(201 if is_new else 200, _receipt(push, "accepted" if is_new else "known"))


@router.get("/rounds", response=schemas.Receipts)
def list_received(request: HttpRequest) -> dict[str, Any]:
    """What installations of countries have sent."""
    pushes = Push.objects.select_related("instance").defer("document", "figures")
    return {"rounds": [_receipt(push, "known") for push in pushes.order_by("-day", "-made_at")]}


@router.get("/rounds/{digest}", response={200: schemas.Evidence, 404: schemas.Problem})
def show_received(request: HttpRequest, digest: str) -> Push:
    """The signed text, its signature and the key it was checked with, for anybody to check again."""
    return get_object_or_404(Push, digest=digest)


def _receipt(push: Push, status: str) -> dict[str, Any]:
    return {
        "status": status,
        "country": push.instance.country,
        "day": push.day,
        "digest": push.digest,
        "received_at": push.received_at,
    }
