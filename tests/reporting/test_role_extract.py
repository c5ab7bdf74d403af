"""Mitt uppdrag: what is decided for the one who holds a role, across agreements; page, PDF, start page and mail."""

import datetime
import io
from copy import deepcopy
from decimal import Decimal

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions import notification, short_documents
from decisions.frozen import canonical
from decisions.models import Assignment, Decision, Notification
from grants.models import Activity
from people.abilities import Profile
from people.models import Role, User
from reporting.models import Requirement, RequirementChange
from reporting.role_extract import build_role_extract, roles_of
from tests import creators, pdfs
from tests.creators import TODAY
from tests.decisions.test_allocation import signed_in
from tests.html_tables import captioned

pytestmark = pytest.mark.django_db


class Mission:
    """A manager whose role answers for an activity in each of two agreements, with what comes with it."""

    def __init__(self) -> None:
        creators.condition(1, "Befintliga resurser ska nyttjas.")
        self.manager = creators.user(Profile.MANAGER, name="Maja Chef")
        self.role = creators.role("Primärvårdschef", holder=self.manager)
        self.first, self.second = self._activity("vard", "Alfa", 600), self._activity("halsa", "Beta", 400)
        self.decision = Decision.objects.get(lines__activity=self.first)

    def _activity(self, slug: str, name: str, amount: int) -> Activity:
        area = creators.area(creators.agreement(slug))
        fund = creators.fund(area, f"Fond för {name}")
        creators.allot(fund, 1000)
        activity = creators.activity(area, name, responsible=self.role)
        creators.decided_allocation({activity: {fund: amount}, creators.activity(area, f"Andras {name}"): {fund: 10}})
        return activity


@pytest.fixture(scope="module")
def made(module_db: None) -> Mission:
    return Mission()


@pytest.fixture
def mission(made: Mission, db: None) -> Mission:
    return deepcopy(made)


def test_the_decisions_about_an_activity_are_summed(mission: Mission) -> None:
    creators.decided_allocation({mission.first: {mission.first.area.funds.get(): Decimal(50)}})
    tables = dict(captioned(signed_in(mission.manager).get(reverse("own_extract")).text))
    assert [row[2:] for row in tables["Beslut om Alfa, kronor"][1:]] == [["600", "600"], ["50", "50"], ["650", "650"]]


def require(activity: Activity, title: str, due: datetime.date | None, by: User) -> None:
    row = Requirement.objects.create(
        agreement=activity.area.agreement, kind="interim", title=title, recipient="Socialstyrelsen"
    )
    RequirementChange.objects.create(
        requirement=row, status="in_force", due_on=due, decided_on=TODAY, decided_by="Avtalet", by=by
    )


def test_everything_that_the_role_answers_for_and_nothing_else(mission: Mission) -> None:
    creators.spent(mission.first, 55)
    own = build_role_extract(roles_of(mission.manager, TODAY), TODAY, holder="Maja Chef")
    assert [(row.name, row.decided, row.booked, row.outcome, row.left) for row in own.activities] == [
        ("Beta", 400, 400, 0, 400),
        ("Alfa", 600, 600, 55, 545),
    ]
    assert (own.totals.decided, own.totals.left) == (1000, 945)
    (decided,) = own.activities[1].decisions
    assert (decided.reference, decided.amount) == (mission.decision.reference, 600)
    assert "§ 35" in decided.reference
    assert [(met.condition, met.state) for met in own.activities[0].conditions] == [("1. Villkor 1", "okänt")]
    assert [wording.text for wording in own.wordings] == ["Befintliga resurser ska nyttjas."]


def test_assignments_by_their_day_with_who_gets_the_report(mission: Mission) -> None:
    """Also those that are about no activity of the role; not those of drafts or of other roles."""
    give = Assignment.objects.create
    draft = creators.Example().propose({})
    give(decision=mission.decision, text="Sist", role=mission.role)
    give(decision=mission.decision, text="Först", role=mission.role, due_on=TODAY, report_to=creators.role("HR chef"))
    give(decision=mission.decision, text="Klart", role=mission.role, due_on=TODAY, status="accepted")
    give(decision=draft, text="Inte beslutat", role=mission.role)
    give(decision=mission.decision, text="Annans", role=creators.role("HR chef"))
    own = build_role_extract([mission.role], TODAY)
    assert [(one.text, one.due, one.receiver, one.status) for one in own.assignments] == [
        ("Först", "2020-09-10", "HR chef", "pågår"),
        ("Sist", "", "Regionstyrelsen", "pågår"),
        ("Klart", "2020-09-10", "Regionstyrelsen", "klart"),
    ]


def test_the_next_report_of_each_agreement(mission: Mission) -> None:
    for title, due in (("Slut", datetime.date(2021, 3, 31)), ("Del", datetime.date(2020, 9, 1)), ("Utan dag", None)):
        require(mission.first, title, due, mission.manager)
    require(mission.second, "Utan dag", None, mission.manager)
    own = build_role_extract([mission.role], TODAY)
    assert [(row.agreement, row.title, row.overdue) for row in own.reports] == [
        ("Vard", "Del", True),
        ("Vard", "Slut", False),
        ("Halsa", "Utan dag", False),
    ]


def test_who_coordinates_reads_what_is_held_together(mission: Mission) -> None:
    role = creators.role("Beställarchef")
    area = mission.first.area
    area.coordinator = area.agreement.coordinator = role
    area.save()
    area.agreement.save()
    own = build_role_extract([role], TODAY)
    assert own.coordinates == ("Vard", "Utvecklingsområde 1. Område 1 i Vard")
    assert not own.is_empty


def test_the_page_is_the_readers_own_and_any_roles(mission: Mission) -> None:
    page = signed_in(mission.manager).get("/mitt-uppdrag/").text
    for shown in ("Maja Chef: Primärvårdschef", "Alfa", "Beta", "Befintliga resurser", reverse("own_extract_pdf")):
        assert shown in page
    assert "Andras" not in page
    controller = signed_in(creators.user(Profile.CONTROLLER))
    empty = controller.get("/mitt-uppdrag/").text
    assert "Du innehar ingen funktion i dag" in empty
    address = reverse("role_extract", args=[mission.role.pk])
    assert address in empty
    assert "Uppdrag för Primärvårdschef" in controller.get(address).text
    assert controller.get(reverse("role_extract", args=[0])).status_code == 404


def test_it_follows_the_one_who_holds_the_role(mission: Mission) -> None:
    deputy = creators.user(Profile.MANAGER)
    creators.tenure(mission.role, deputy, rank=1, starts_on=TODAY, ends_on=TODAY)
    assert roles_of(deputy, TODAY) == [mission.role]
    assert roles_of(deputy, TODAY + datetime.timedelta(days=1)) == []


def test_the_start_page_and_the_mail_after_a_decision_lead_there(mission: Mission, settings) -> None:
    assert 'href="/mitt-uppdrag/"' in signed_in(mission.manager).get("/").text
    fund, area = mission.first.area.funds.get(), mission.first.area
    creators.decided_allocation({creators.activity(area, "Nytt", responsible=mission.role): {fund: 5}}, on=TODAY)
    told = Notification.objects.get(address=mission.manager.email)
    assert f"{settings.BASE_URL}/mitt-uppdrag/" in notification.compose(told).body


def test_the_pdf_says_what_the_page_says(mission: Mission) -> None:
    """Asked for it is drawn by the worker; then it is there, accessible and archivable, with its data."""
    Assignment.objects.create(decision=mission.decision, text="Återrapportera", role=mission.role, due_on=TODAY)
    require(mission.first, "Delredovisning", datetime.date(2020, 9, 30), mission.manager)
    client = signed_in(mission.manager)
    assert client.get("/mitt-uppdrag/pdf/").status_code == 202
    document = build_role_extract([mission.role], TODAY, holder="Maja Chef")
    content = short_documents.draw(document)
    answer = client.get("/mitt-uppdrag/pdf/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = " ".join(row.text for row in pdfs.spoken(content))
    for said in ("Maja Chef", "Alfa", "Beta", "600", "Återrapportera", "Delredovisning", "Befintliga resurser"):
        assert said in text
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.attachments["uppgifter.json"].get_file().read_bytes() == canonical(document).encode()


def test_it_costs_the_same_for_one_activity_and_for_three(mission: Mission) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            build_role_extract([Role.objects.get(pk=mission.role.pk)], TODAY)
        return len(queries)

    one = cost()
    area = mission.first.area
    fund = area.funds.get()
    for name in ("Gamma", "Delta"):
        activity = creators.activity(area, name, responsible=mission.role)
        creators.decided_allocation({activity: {fund: Decimal(50)}})
    Assignment.objects.create(decision=mission.decision, text="X", role=mission.role)
    assert cost() == one
    assert one <= 50
