"""Pages as the server makes them: the demonstration's, and those of an agreement with 1 000 activities."""

from collections.abc import Iterator

from django.test import Client

from benchmarks import data
from benchmarks.harness import Job, Result, compare
from decisions.models import Decision
from grants.models import Activity, Agreement
from people.abilities import Profile
from people.models import User
from reporting import demo
from reporting.models import Requirement

DEMO_ROWS = 17
"""Activities of God och nära vård 2020: the bare view shows as many rows."""


def run(quick: bool) -> Iterator[Result]:
    demo.load()
    agreement = Agreement.objects.get(slug=demo.GOD_OCH_NARA_VARD)
    officer = User.objects.filter(groups__name=Profile.OFFICER.label).order_by("pk")[0]
    decision = Decision.objects.filter(agreement=agreement, section_number="§ 35").get()
    pages = {
        "start": "/",
        "overenskommelser": "/overenskommelser/",
        "overenskommelse": agreement.get_absolute_url(),
        "område 3": f"{agreement.get_absolute_url()}omraden/3/",
        "kontroller": f"{agreement.get_absolute_url()}kontroller/",
        "aktivitet": agreement.areas.get(number=1).activities.all()[0].get_absolute_url(),
        "beslut § 35": decision.get_absolute_url(),
        "fördelning § 35": f"/fordelning/{decision.pk}/",
        "att besluta": "/att-besluta/",
        "utfall": "/utfall/",
        "redovisning": "/redovisning/",
        "delredovisning": Requirement.objects.get(
            agreement=agreement, kind=Requirement.Kind.INTERIM
        ).get_absolute_url(),
        "kalender": "/kalender/",
    }
    for name, path in pages.items():
        yield page(f"{name} (demo)", path, officer, DEMO_ROWS, pairs=3 if quick else 15)
    yield from _large(100 if quick else 1_000, officer, pairs=1 if quick else 5)


def _large(activities: int, officer: User, *, pairs: int) -> Iterator[Result]:
    sized = data.sized_agreement("stor", activities)
    decision = data.decided(sized)
    pages = {
        "overenskommelse": sized.agreement.get_absolute_url(),
        "område": f"{sized.agreement.get_absolute_url()}omraden/1/",
        "kontroller": f"{sized.agreement.get_absolute_url()}kontroller/",
        "aktivitet": Activity.objects.get(pk=sized.activities[0].pk).get_absolute_url(),
        "beslut": decision.get_absolute_url(),
        "redovisning": _requirement(sized.agreement).get_absolute_url(),
        "start": "/",
    }
    for name, path in pages.items():
        yield page(f"{name} ({activities} aktiviteter)", path, officer, activities, pairs=pairs)


def _requirement(agreement: Agreement) -> Requirement:
    return Requirement.objects.create(
        agreement=agreement,
        kind=Requirement.Kind.FINAL,
        title="Slutredovisning",
        recipient="Socialstyrelsen",
        period_from=agreement.starts_on,
        period_to=agreement.ends_on,
    )


def page(case: str, path: str, user: User, rows: int, *, pairs: int, target: float | None = None) -> Result:
    """GET of `path` as `user` beside the bare view of `rows` rows."""
    signed_in = Client()
    signed_in.force_login(user)
    return compare(
        "pages", case, Job(lambda _: get(signed_in, path)), bare(rows), pairs=pairs, target=target, rows=str(rows)
    )


def get(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return response.content


def bare(rows: int, kind: str = "values") -> Job:
    client, path = Client(), f"/bare/{kind}/{rows}/"
    return Job(lambda _: get(client, path))
