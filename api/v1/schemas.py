"""Shapes of answers. Names are part of the contract: add, never rename."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema


class Problem(Schema):
    detail: str


class Workforce(Schema):
    value: int
    year: int
    method: str
    basis: str
    source: str


class Target(Schema):
    percent: int
    due: date
    set_by_country: bool


class Origin(Schema):
    instance: str
    round: date
    received_on: date
    digest: str = Field(description="SHA-256 of the signed text; see /federation/rounds/{digest}")


class Figure(Schema):
    day: date
    country: str = Field(description="ISO 3166-1 alpha-3")
    programme: str
    group: str
    people: int | None = Field(description="null when only the bounds may be told")
    people_at_least: int
    people_at_most: int | None
    disclosure: Literal["exact", "zero", "rounded", "hidden", "band", "withheld"]
    share_percent: float | None
    workforce: Workforce | None
    target: Target
    gap_people: int | None
    flags: list[str]
    numerator_rule: str
    method_version: str
    counted_by: Origin | None = Field(
        description="the country's own installation, when it counts elsewhere; null: counted here"
    )


class Figures(Schema):
    figures: list[Figure]


class Programme(Schema):
    key: str
    title: str
    cadres: list[str] = Field(description="ISCO-08 unit groups")
    groups: list[str]


class Programmes(Schema):
    programmes: list[Programme]


class Round(Schema):
    day: date
    frozen_on: date
    method_version: str
    digest: str = Field(description="SHA-256 of the CSV as frozen")


class Rounds(Schema):
    rounds: list[Round]


class GhoValue(Schema):
    """One value shaped as the Global Health Observatory's OData service shapes it."""

    Id: int
    IndicatorCode: str
    SpatialDimType: str
    SpatialDim: str
    TimeDimType: str
    TimeDim: int
    Dim1Type: str
    Dim1: str
    Dim2Type: str
    Dim2: str
    Value: str
    NumericValue: float | None
    Low: float | None
    High: float | None
    Comments: str
    Date: str


class GhoAnswer(Schema):
    value: list[GhoValue]


class Shown(Schema):
    """One of the four."""

    code: str | None = Field(
        None, max_length=65536, description="as printed, or the whole text of the QR code"
    )
    credential: dict[str, Any] | None = Field(None, description="Open Badges 3.0 credential")
    jwt: str | None = Field(None, max_length=65536, description="the same as a token")
    offline: str | None = Field(
        None, max_length=65536, description="the part of a QR code's address behind #, or all of it"
    )


class CheckedCertificate(Schema):
    """What anybody may know who holds the code."""

    code: str
    kind: Literal["course", "programme"]
    title: str
    subject: str
    version: int
    language: str
    issuer: str
    valid_from: date
    valid_until: date
    ended_on: date | None = Field(description="first day on which it no longer counted")
    revocation_reason: str
    revocation_text: str
    public_note: str
    replaced_by: str = Field(description="code of the newer certificate")
    check_page: str


class Check(Schema):
    status: Literal[
        "valid",
        "not_yet",
        "expired",
        "superseded",
        "revoked",
        "unknown",
        "mistyped",
        "forged",
        "foreign",
        "unreadable",
    ]
    sentence: str = Field(description="the same words as on the check page, by Accept-Language")
    checked_at: datetime
    certificate: CheckedCertificate | None


class SignedFile(Schema):
    genuine: bool


class SignedRound(Schema):
    """A country's public figures of a round; see docs/federation.md."""

    document: str = Field(max_length=2_000_000)
    signature: str = Field(max_length=100)


class Receipt(Schema):
    status: Literal["accepted", "known"]
    country: str
    day: date
    digest: str
    received_at: datetime


class Receipts(Schema):
    rounds: list[Receipt]


class Evidence(SignedRound):
    public_key: str
