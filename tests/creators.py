"""Test data in the words of the field. Each function makes one thing, with defaults that the test need not know."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from itertools import count

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction

from decisions import actions
from decisions.models import Attachment, Case, Condition, ConditionWording, Decision, Mandate
from decisions.models.kinds import Body, Kind
from grants import ledger
from grants.models import (
    Account,
    Activity,
    ActivityRole,
    Agreement,
    DevelopmentArea,
    Fund,
    Outcome,
    OutcomeImport,
    OutcomeMapping,
    Ownership,
    Provider,
)
from people.abilities import Profile
from people.models import Role, Tenure, User

TODAY = datetime.date(2020, 9, 10)
PASSWORD = "ett-långt-lösenord"
_serial = count(1)


def user(*profiles: Profile, name: str = "") -> User:
    """A person with these profiles; the password is PASSWORD."""
    name = name or f"Person {next(_serial)}"
    person = User.objects.create_user(
        f"{name.lower().replace(' ', '.')}.{next(_serial)}@exempel.se", PASSWORD, name=name
    )
    person.groups.set(Group.objects.filter(name__in=[profile.label for profile in profiles]))
    return person


def officer() -> User:
    return user(Profile.OFFICER, name="Olle Handläggare")


def role(name: str = "", holder: User | None = None) -> Role:
    made, _ = Role.objects.get_or_create(name=name or f"Funktion {next(_serial)}")
    if holder is not None:
        tenure(made, holder)
    return made


def tenure(
    role: Role,
    user: User,
    *,
    starts_on: datetime.date = datetime.date(2019, 1, 1),
    ends_on: datetime.date | None = None,
    rank: int = 0,
) -> Tenure:
    return Tenure.objects.create(role=role, user=user, starts_on=starts_on, ends_on=ends_on, rank=rank)


def director() -> User:
    """The holder of the role Regiondirektör since 2019."""
    person = user(Profile.DIRECTOR, name="Dag Direktör")
    role("Regiondirektör", holder=person)
    return person


def agreement(slug: str = "", **fields) -> Agreement:
    slug = slug or f"overenskommelse-{next(_serial)}"
    defaults = {
        "name": slug.replace("-", " ").capitalize(),
        "year": 2020,
        "registry_number": f"RS/{next(_serial)}/2020",
        "recipient": "Region Exempel",
        "starts_on": datetime.date(2020, 1, 1),
        "ends_on": datetime.date(2020, 12, 31),
    }
    return Agreement.objects.create(slug=slug, **defaults | fields)


def area(agreement: Agreement, number: int = 1, **fields) -> DevelopmentArea:
    return DevelopmentArea.objects.create(
        agreement=agreement, number=number, **{"name": f"Område {number}", "reallocation_allowed": True} | fields
    )


def fund(area: DevelopmentArea, name: str = "", **fields) -> Fund:
    serial = next(_serial)
    return Fund.objects.create(area=area, name=name or f"Tilldelning {serial}", position=serial, **fields)


def activity(area: DevelopmentArea, name: str = "", *, responsible: Role | None = None, **fields) -> Activity:
    serial = next(_serial)
    made = Activity.objects.create(area=area, name=name or f"Aktivitet {serial}", position=serial, **fields)
    ActivityRole.objects.create(activity=made, role=responsible or role())
    return made


def case(agreement: Agreement | None = None) -> Case:
    number = agreement.registry_number if agreement else f"RS/{next(_serial)}/2020"
    return Case.objects.get_or_create(
        registry_number=number,
        defaults={
            "title": f"Fördelning av {agreement}",
            "agreement": agreement,
            "opened_on": datetime.date(2020, 3, 6),
        },
    )[0]


def provider(name: str = "", ownership: str = Ownership.PRIVATE, **fields) -> Provider:
    return Provider.objects.create(name=name or f"Utförare {next(_serial)}", ownership=ownership, **fields)


def attachment(case: Case, *, by: User | None = None, content: bytes = b"%PDF-1.7 bilaga", **fields) -> Attachment:
    """A PDF of a case."""
    file = ContentFile(content, "Protokollsutdrag.pdf")
    return actions.add_attachment(case, file=file, by=by or officer(), on=TODAY, **fields)


def condition(
    number: int = 1, text: str = "Målsättningen är att nyttja befintliga resurser.", *, code: str = ""
) -> ConditionWording:
    made = Condition.objects.create(number=number, name=f"Villkor {number}", code=code)
    return ConditionWording.objects.create(condition=made, text=text, valid_from=datetime.date(2020, 1, 1))


def account(activity: Activity, fund: Fund) -> Account:
    """The account of an activity in a fund, opened if it is new."""
    place = ledger.at(activity, fund)
    with transaction.atomic():
        return ledger.open_accounts([place])[place]


def allot(fund: Fund, amount: int | Decimal, *, on: datetime.date = datetime.date(2020, 3, 6)) -> Decision:
    """The state's allotment, through the same door as everyone."""
    agreement = fund.area.agreement
    return actions.register_allotment(
        agreement=agreement, case=case(agreement), amounts={fund: Decimal(amount)}, decided_on=on, by=officer()
    )


def decided_allocation(
    amounts: Mapping[Activity, Mapping[Fund, int | Decimal]],
    *,
    on: datetime.date = datetime.date(2020, 3, 24),
    locks: frozenset[Activity] = frozenset(),
) -> Decision:
    """An allocation drafted by an officer and recorded as decided by the board, § 35."""
    by = officer()
    agreement = next(iter(amounts)).area.agreement
    draft = actions.draft_allocation(
        agreement=agreement, case=case(agreement), body=Body.BOARD, title="Fördelning", by=by, on=on
    )
    rows = [
        actions.GridRow(
            activity, {fund.pk: Decimal(amount) for fund, amount in shares.items()}, locks=activity in locks
        )
        for activity, shares in amounts.items()
    ]
    draft = actions.save_grid(draft, rows=rows, version=draft.version, by=by, on=on)
    actions.submit(draft, by=by, on=on)
    return actions.record(
        draft,
        decided_on=on,
        by=user(Profile.REGISTRAR, name="Nils Nämndsekreterare"),
        on=on,
        section_number="§ 35",
        acknowledged="Beslutat av regionstyrelsen.",
    )


def spent(activity: Activity, amount: int | Decimal, *, month: datetime.date = datetime.date(2020, 8, 1)) -> Outcome:
    """One row of outcome in a month that has ended. One a month and agreement."""
    serial = next(_serial)
    mapping = OutcomeMapping.objects.create(
        name=f"Kolumner {serial}", month_column="månad", activity_column="aktivitet", amount_column="belopp"
    )
    source = OutcomeImport.objects.create(
        agreement=activity.area.agreement,
        month=month,
        mapping=mapping,
        file_name="utfall.csv",
        sha256=f"{serial:064}",
        by=user(),
    )
    return Outcome.objects.create(source=source, row_number=2, month=month, activity=activity, amount=Decimal(amount))


def mandate(agreement: Agreement | None, source: Decision, *, kinds=(Kind.REALLOCATION,), **fields) -> Mandate:
    """The board's mandate to the regiondirektör, resting on point 2 of `source`."""
    defaults = {
        "name": "Omfördelning inom utvecklingsområde",
        "role": role("Regiondirektör"),
        "valid_from": datetime.date(2020, 3, 24),
        "source": source,
        "source_point": 2,
        "by": user(Profile.REGISTRAR),
    }
    return actions.give_mandate(agreement=agreement, kinds=list(kinds), **defaults | fields)


class Example:
    """A small agreement that is decided: one area, a free fund of 1 000 kr and an earmarked one of 100 kr; activities
    Alfa 600, Beta 200 and the locked Gamma 130 (30 of it uncovered); a mandate to the director."""

    def __init__(self) -> None:
        self.agreement = agreement()
        self.area = area(self.agreement)
        self.fund, self.earmarked = fund(self.area, "Fri"), fund(self.area, "Öronmärkt", earmarked=True)
        allot(self.fund, 1000)
        allot(self.earmarked, 100)
        self.alfa = activity(self.area, "Alfa")
        self.beta = activity(self.area, "Beta")
        self.gamma = activity(self.area, "Gamma")
        self.decision = decided_allocation(
            {self.alfa: {self.fund: 600}, self.beta: {self.fund: 200}, self.gamma: {self.earmarked: 130}},
            locks=frozenset({self.gamma}),
        )
        self.gamma.refresh_from_db()
        self.mandate = mandate(self.agreement, self.decision)
        self.case = self.decision.case

    def propose(self, changes: Mapping[Activity, int], *, by: User | None = None, reason: str = "Behov.") -> Decision:
        return actions.propose_reallocation(
            agreement=self.agreement,
            case=self.case,
            changes={activity: Decimal(change) for activity, change in changes.items()},
            reason=reason,
            by=by or officer(),
            on=TODAY,
        )

    def decided(self, changes: Mapping[Activity, int], *, director: User) -> Decision:
        return actions.decide(self.submitted(changes), by=director, on=TODAY)

    def submitted(self, changes: Mapping[Activity, int], *, by: User | None = None) -> Decision:
        draft = self.propose(changes, by=by)
        return actions.submit(draft, by=draft.created_by, on=TODAY)
