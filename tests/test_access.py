"""Every route × every profile × GET and POST. The table is the rule; a route that is not in it fails.

Allowed means: not turned away (403, 404, 405 or to the sign-in page). Refused means: turned away, and nothing written.
What else a decision asks for (mandate, dates, own work) is tested in tests/decisions.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from decisions import actions
from decisions.models import BoardNotice, Decision, Document, Notification, ProviderRequest
from decisions.models.decisions import Body
from grants.models import OutcomeImport, OutcomeMapping, PeriodClose
from people.abilities import MAY, Ability, Profile
from people.models import Tenure, User
from reporting.models import FiledReport, Narrative, Requirement, RequirementChange
from tests import creators

# So that this module run alone gets a test database: `world` asks for none by itself.
pytestmark = pytest.mark.django_db

EVERYONE = frozenset(Profile)


def having(ability: Ability) -> frozenset[Profile]:
    return frozenset(profile for profile in Profile if ability in MAY[profile])


@dataclass(frozen=True)
class Rule:
    """Who may GET and who may POST (None: the method does not exist, 405), and the world's object in the address."""

    get: frozenset[Profile] | None
    post: frozenset[Profile] | None = None
    args: str = ""


def page(args: str = "") -> Rule:
    """Read by every profile, written by none."""
    return Rule(EVERYONE, None, args)


def form(ability: Ability, args: str = "", *, read: frozenset[Profile] | None = None) -> Rule:
    return Rule(having(ability) if read is None else read, having(ability), args)


def button(ability: Ability, args: str = "") -> Rule:
    return Rule(None, having(ability), args)


RULES: dict[str, Rule] = {
    # people
    "account": page(),
    "help": page(),
    "organisation": page(),
    "tenure_new": form(Ability.ADMINISTER),
    "tenure_end": form(Ability.ADMINISTER, "tenure"),
    "user_new": form(Ability.ADMINISTER),
    "user": form(Ability.ADMINISTER, "user"),
    # grants
    "outcome_upload": form(Ability.IMPORT_OUTCOME),
    "outcome_import": page("outcome_import"),
    "outcome_undo": button(Ability.IMPORT_OUTCOME, "outcome_import"),
    "months": page(),
    "month_close": button(Ability.CLOSE_MONTH, "month"),
    "month_reopen": form(Ability.CLOSE_MONTH, "closed_month"),
    # decisions
    "agreements": page(),
    "agreement": page("slug"),
    "agreement_json": page("slug"),
    "agreement_xlsx": page("slug"),
    "area": page("area"),
    "area_xlsx": page("area"),
    "activity": page("activity"),
    "findings": page("slug"),
    "acknowledge": button(Ability.ACKNOWLEDGE, "slug"),
    "allotment_new": form(Ability.REGISTER_ALLOTMENT, "slug"),
    "line_cover": form(Ability.COVER, "line"),
    "line_cover_planned": button(Ability.COVER, "line"),
    "allocation_new": form(Ability.ALLOCATE, "slug", read=EVERYONE),
    "allocation": form(Ability.ALLOCATE, "allocation", read=EVERYONE),
    "allocation_submit": button(Ability.ALLOCATE, "allocation"),
    "allocation_withdraw": form(Ability.ALLOCATE, "allocation"),
    "record": form(Ability.RECORD, "waiting_for_the_board"),
    "cases": page(),
    "case": page("case"),
    "document": page("document"),
    "decision": page("submitted"),
    "decision_pdf": page("submitted"),
    "decide": button(Ability.DECIDE, "submitted"),
    "return_decision": button(Ability.DECIDE, "submitted"),
    "reject": button(Ability.DECIDE, "submitted"),
    # By its author alone, which the action asks.
    "withdraw": button(Ability.SEE, "submitted"),
    "submit": button(Ability.SEE, "draft"),
    "queue": page(),
    "mandates": page(),
    "conditions": page(),
    "condition": page("condition"),
    "condition_new": form(Ability.EDIT_AGREEMENT),
    "wording_new": form(Ability.EDIT_AGREEMENT, "condition"),
    "condition_matrix": page(),
    "condition_matrix_xlsx": page("slug"),
    "agreement_terms": form(Ability.EDIT_AGREEMENT, "slug"),
    # By those who may write the draft, which the action asks.
    "decision_conditions": Rule(EVERYONE, EVERYONE, "draft"),
    "stratsys": form(Ability.FOLLOW_UP, "slug", read=EVERYONE),
    "stratsys_xlsx": page("slug"),
    "stratsys_csv": page("slug"),
    "condition_mark": form(Ability.FOLLOW_UP, "activity_condition"),
    "investment_new": form(Ability.FOLLOW_UP, "activity"),
    "exit_plan": form(Ability.FOLLOW_UP, "activity"),
    "provider_request_new": form(Ability.FOLLOW_UP, "activity"),
    "provider_answer": form(Ability.FOLLOW_UP, "provider_request"),
    "evidence_withdraw": form(Ability.FOLLOW_UP, "evidence"),
    "reallocation_new": form(Ability.PROPOSE),
    "reallocation_edit": form(Ability.PROPOSE, "draft"),
    "notices": page(),
    "notice_new": form(Ability.RECORD),
    "notice": page("notice"),
    "notice_pdf": page("notice"),
    "notices_pdf": page("day"),
    "notification_resend": button(Ability.RESEND, "notification"),
    "assignments": page(),
    "assignment": page("assignment"),
    # By those who act in the roles, which the action asks.
    "assignment_report": button(Ability.SEE, "assignment"),
    "assignment_accept": button(Ability.SEE, "assignment"),
    "assignment_more": button(Ability.SEE, "assignment"),
    "assignment_comment": button(Ability.COMMENT, "assignment"),
    "extract": page("activity"),
    "extract_pdf": page("activity"),
    # reporting
    "start": page(),
    "calendar": page(),
    "search": page(),
    "outcome": page(),
    "reports": page(),
    "requirement": page("requirement"),
    "narrative": form(Ability.WRITE_REPORT, "narrative"),
    "file_report": form(Ability.FILE_REPORT, "requirement"),
    "requirement_pdf": page("requirement"),
    "requirement_xlsx": page("requirement"),
    "requirement_csv": page("requirement"),
    "requirement_json": page("requirement"),
    "filed_report": page("filed"),
    "filed_pdf": page("filed"),
    "filed_xlsx": page("filed"),
    "filed_csv": page("filed"),
    "filed_json": page("filed"),
}
# Open without sign-in, or every signed-in person's own account: no profile is asked for.
OPEN = {"health", "accessibility"}
OWN_ACCOUNT_PREFIXES = ("account_", "mfa_", "openid_connect_", "socialaccount_")
# Bound to the session of the one who uploaded: tests/grants/test_outcome_pages.py.
OWN_SESSION = {"outcome_preview"}
# Pages that a signed-in person without any profile may open: they say whom to ask.
WITHOUT_PROFILE = {"start", "help", "account"}


class World:
    """One of everything, and a person for each profile."""

    def __init__(self) -> None:
        creators.condition()
        self.example = example = creators.Example()
        self.people = {profile: creators.user(profile) for profile in Profile}
        creators.tenure(creators.role("Regiondirektör"), self.people[Profile.DIRECTOR])
        held = creators.role("Primärvårdschef", holder=self.people[Profile.MANAGER])
        creators.tenure(creators.role("Beställarchef"), self.people[Profile.COORDINATOR])
        example.area.coordinator = creators.role("Beställarchef")
        example.area.save()
        example.alfa.responsibilities.create(role=held)
        self.outsider = creators.user()
        self.officer = creators.officer()

    @cached_property
    def args(self) -> dict[str, tuple[Any, ...]]:
        example = self.example
        return {
            "": (),
            "slug": (example.agreement.slug,),
            "area": (example.agreement.slug, example.area.number),
            "activity": (example.alfa.pk,),
            "condition": (1,),
            "activity_condition": (example.alfa.pk, 1),
            "provider_request": (self._provider_request.pk,),
            "evidence": ("forfragan", self._provider_request.pk),
            "case": (example.case.pk,),
            "document": (self._document().pk,),
            "line": (example.decision.lines.get(activity=example.gamma).pk,),
            "draft": (example.propose({example.alfa: -10, example.beta: 10}, by=self.officer).pk,),
            "submitted": (example.submitted({example.alfa: -20, example.beta: 20}, by=self.officer).pk,),
            "allocation": (self._allocation().pk,),
            "waiting_for_the_board": (self._waiting_for_the_board().pk,),
            "tenure": (Tenure.objects.first().pk,),
            "user": (self.outsider.pk,),
            "outcome_import": (self._import().pk,),
            "month": (example.agreement.slug, "2020-07"),
            "closed_month": (self._closed_month().pk,),
            "requirement": (self._requirement.pk,),
            "narrative": (self._requirement.pk, example.area.number),
            "filed": (self._filed().pk,),
            "day": ("2020-09-22",),
            "assignment": (self.example.decision.assignments.create(text="Återrapportera.").pk,),
            "notice": (self._notice().pk,),
            "notification": (Notification.objects.exclude(address="").first().pk,),
        }

    @cached_property
    def _provider_request(self) -> ProviderRequest:
        day = creators.TODAY
        return actions.ask_provider(self.example.alfa, provider="Hälsan AB", asked_on=day, by=self.officer, on=day)

    def _notice(self) -> BoardNotice:
        decision = self.example.submitted({self.example.alfa: -30, self.example.beta: 30}, by=self.officer)
        actions.decide(decision, by=self.people[Profile.DIRECTOR], on=creators.TODAY)
        by = self.people[Profile.REGISTRAR]
        return actions.report_to_board(
            [decision], meeting_on=creators.TODAY, section_number="§ 12", by=by, on=creators.TODAY
        )

    def _document(self) -> Document:
        return Document.objects.create(case=self.example.case, kind=Document.Kind.MEMO, title="Tjänsteskrivelse")

    def _allocation(self) -> Decision:
        example = self.example
        draft = actions.draft_allocation(
            agreement=example.agreement,
            case=example.case,
            body=Body.BOARD,
            title="Fördelning",
            by=self.officer,
            on=creators.TODAY,
        )
        row = actions.GridRow(example.alfa, {example.fund.pk: creators.Decimal(10)})
        return actions.save_grid(draft, rows=[row], version=draft.version, by=self.officer, on=creators.TODAY)

    def _waiting_for_the_board(self) -> Decision:
        return actions.submit(self._allocation(), by=self.officer, on=creators.TODAY)

    def _import(self) -> OutcomeImport:
        mapping = OutcomeMapping.objects.create(
            name="Prov", month_column="månad", activity_column="aktivitet", amount_column="belopp"
        )
        return OutcomeImport.objects.create(
            agreement=self.example.agreement,
            month=datetime.date(2020, 8, 1),
            mapping=mapping,
            file_name="utfall.csv",
            sha256="a" * 64,
            by=self.people[Profile.CONTROLLER],
        )

    def _closed_month(self) -> PeriodClose:
        return PeriodClose.objects.create(
            agreement=self.example.agreement,
            month=datetime.date(2020, 5, 1),
            closed_by=self.people[Profile.CONTROLLER],
        )

    @cached_property
    def _requirement(self) -> Requirement:
        made = Requirement.objects.create(
            agreement=self.example.agreement,
            kind=Requirement.Kind.INTERIM,
            title="Delredovisning",
            recipient="Socialstyrelsen",
            period_from=datetime.date(2020, 1, 1),
            period_to=datetime.date(2020, 8, 31),
        )
        made.changes.create(
            status=RequirementChange.Status.IN_FORCE,
            due_on=datetime.date(2020, 9, 30),
            decided_on=datetime.date(2020, 3, 24),
            decided_by="Regeringen",
            by=self.officer,
        )
        return made

    def _filed(self) -> FiledReport:
        from reporting.actions import file_report

        for area in (None, self.example.area):
            Narrative.objects.create(requirement=self._requirement, area=area, text="Svar.", updated_by=self.officer)
        return file_report(self._requirement, signatory="Regiondirektören", by=self.officer, on=creators.TODAY)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once; every request is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = World()
        _ = made.args
        yield made
        transaction.set_rollback(True)


def routes(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern.name or f"nameless {pattern.pattern}"


def ask(world: World, route: str, method: str, person: User | None) -> tuple[int, str]:
    """The status and where it redirects to; whatever the request wrote is rolled back."""
    client = Client(raise_request_exception=True)
    if person is not None:
        client.force_login(person)
    with transaction.atomic():
        response = getattr(client, method)(reverse(route, args=world.args[RULES[route].args]))
        transaction.set_rollback(True)
    return response.status_code, response.headers.get("Location", "")


def turned_away(status: int, location: str) -> bool:
    return status in {403, 404} or location.startswith("/logga-in/")


def test_every_route_has_its_rule() -> None:
    ours = {name for name in routes() if not name.startswith(OWN_ACCOUNT_PREFIXES)}
    assert ours - OPEN - OWN_SESSION == set(RULES)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", RULES)
def test_every_profile_gets_what_the_table_says(world: World, route: str, method: str) -> None:
    allowed = getattr(RULES[route], method)
    for profile, person in world.people.items():
        status, location = ask(world, route, method, person)
        if allowed is None:
            assert status in {403, 404, 405}, f"{profile.label} got {status}"
        else:
            assert turned_away(status, location) is (profile not in allowed), f"{profile.label} got {status}"
            assert status != 405, f"{profile.label} got {status}"
            assert status < 500, f"{profile.label} got {status}"


@pytest.mark.parametrize("route", RULES)
def test_nobody_gets_in_without_signing_in(world: World, route: str) -> None:
    for method in ("get", "post"):
        status, location = ask(world, route, method, None)
        assert status == 405 or location.startswith("/logga-in/"), f"{method} got {status}"


@pytest.mark.parametrize("route", sorted(set(RULES) - WITHOUT_PROFILE))
def test_a_person_without_a_profile_sees_nothing(world: World, route: str) -> None:
    for method in ("get", "post"):
        status, _ = ask(world, route, method, world.outsider)
        assert status in {403, 404, 405}, f"{method} got {status}"
