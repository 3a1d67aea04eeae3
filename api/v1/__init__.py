"""Version 1 of the public HTTP contract. No sign-in; nothing is changed but by signed figures of a trusted installation. Figures are suppressed and certificates told as on the public pages."""

from ninja import NinjaAPI

from api.v1.certificates import router as certificates
from api.v1.federation import router as federation
from api.v1.readiness import router as readiness

api = NinjaAPI(
    title="Genomic literacy of the health workforce",
    version="1",
    description=(
        "People with valid certificates over the health workforce, by country, programme and group of cadres. "
        "Counts below 5 are hidden, others rounded to 5; shares follow from rounded counts. "
        "Every figure names its day, workforce source and year, and the version of the method. "
        "Certificates: what the check page says, for a code or a credential; never a name or a score."
    ),
    urls_namespace="api-v1",
    docs_url=None,  # the documentation page would load scripts from elsewhere; openapi.json is enough
)
api.add_router("/readiness", readiness)
api.add_router("/readiness/federation", federation)
api.add_router("/certificates", certificates)
