"""Who decides what: one table, kind × body × basis, and the answer for one person and one decision."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from config.refused import NotAllowed, NotNow, Refused
from decisions.grounds import pick, power, why_no_mandate
from decisions.models import Assignment, AssignmentRegistration, Decision, DecisionLine, Event, Mandate
from decisions.models.followthrough import Evidence
from decisions.models.kinds import WITHIN_AN_AREA, Body, Kind, Status
from grants.models import Activity, Agreement, DevelopmentArea
from people.abilities import Ability, Profile, may, profiles_of, refusal
from people.models import Tenure, User
from people.models.roles import Standing


@dataclass(frozen=True)
class Rule:
    kind: Kind
    body: Body
    basis: str


WHO_DECIDES = (
    Rule(Kind.ALLOTMENT, Body.STATE, "Statens beslut om tilldelning registreras med dess diarienummer."),
    Rule(Kind.ALLOCATION, Body.BOARD, "Regionstyrelsen beslutar fördelningen av en överenskommelse."),
    Rule(
        Kind.ALLOCATION,
        Body.DIRECTOR,
        "Regiondirektören beslutar fördelningen när ett mandat eller delegationsordningen medger det.",
    ),
    Rule(
        Kind.REALLOCATION,
        Body.DIRECTOR,
        "Regiondirektören omfördelar inom ett utvecklingsområde, "
        "på ansvarig chefs förslag, med regionstyrelsens mandat.",
    ),
    Rule(Kind.REALLOCATION, Body.BOARD, "Regionstyrelsen beslutar det som mandatet inte omfattar."),
    Rule(
        Kind.ACTIVITY,
        Body.DIRECTOR,
        "Regiondirektören beslutar en ny aktivitet inom ett utvecklingsområde, på ansvarig chefs förslag, med "
        "regionstyrelsens mandat. Pengarna tas ur områdets ofördelade medel eller från andra aktiviteter i området.",
    ),
    Rule(Kind.ACTIVITY, Body.BOARD, "Regionstyrelsen beslutar nya aktiviteter när inget mandat gäller."),
    Rule(
        Kind.RELEASE,
        Body.DIRECTOR,
        "Regiondirektören återför pengar från en aktivitet till ofördelat inom ett utvecklingsområde, med "
        "regionstyrelsens mandat.",
    ),
    Rule(Kind.RELEASE, Body.BOARD, "Regionstyrelsen återför när inget mandat gäller, och från det låsta."),
    Rule(Kind.ACROSS, Body.BOARD, "Bara regionstyrelsen flyttar pengar mellan utvecklingsområden."),
    Rule(Kind.LOCK, Body.BOARD, "Bara regionstyrelsen låser en aktivitet."),
    Rule(Kind.UNLOCK, Body.BOARD, "Ett lås hävs av den som har satt det: regionstyrelsen."),
    Rule(Kind.REPAYMENT, Body.BOARD, "Det som återbetalas till staten lämnar regionen: regionstyrelsen beslutar."),
    Rule(Kind.REPAYMENT, Body.DIRECTOR, "Regiondirektören, när ett mandat eller delegationsordningen medger det."),
    *(
        Rule(kind, body, f"Den som fattade beslutet rättar det, på samma grund.{more}")
        for kind in (Kind.CORRECTION, Kind.RECTIFICATION)
        for body, more in (
            (Body.DIRECTOR, ""),
            (Body.BOARD, ""),
            (Body.STATE, " En tilldelning rättas när nämndsekreteraren har registrerat rättelsen."),
        )
    ),
    Rule(Kind.OTHER, Body.BOARD, "Regionstyrelsen beslutar övriga förslag."),
    Rule(Kind.OTHER, Body.DIRECTOR, "Regiondirektören, när ett mandat eller delegationsordningen medger det."),
)
"""Why the board repays unless a mandate says otherwise: doc 003 gives the director activities and reallocations within
an area, and money that is repaid leaves the areas for good. Why who decided corrects: no one else may change what
another has decided (förvaltningslagen 36–37 §§), and the ground for deciding is the ground for setting it right."""


@dataclass(frozen=True)
class Verdict:
    """May this person decide this? If not, `reason` says why in Swedish, and `refusal` whether it is for the person's
    sake or for the state that the decision is in."""

    allowed: bool
    reason: str = ""
    mandate: Mandate | None = None
    on_behalf_of: str = ""
    refusal: type[Refused] = NotAllowed


def find_mandate(decision: Decision, on: datetime.date) -> Mandate | None:
    """The mandate that lets an official decide this on that day; failing one that reaches so far, the first."""
    covering = list(Mandate.objects.covering(agreement=decision.agreement, kind=power(decision), on=on))
    return pick(covering, decision)


def bodies(kind: Kind) -> tuple[Body, ...]:
    """Those that can decide the kind at all."""
    return tuple(rule.body for rule in WHO_DECIDES if rule.kind == kind)


def deciding_body(kind: Kind, agreement: Agreement | None, on: datetime.date) -> Body:
    """Who decides a proposal of this kind made that day: the director where a mandate covers it, else the board."""
    covering = Mandate.objects.covering(agreement=agreement, kind=kind, on=on)
    return Body.DIRECTOR if Body.DIRECTOR in bodies(kind) and covering.exists() else Body.BOARD


def deciders(kind: Kind, agreement: Agreement | None, on: datetime.date) -> list[tuple[Body, str]]:
    """Who can decide a proposal of this kind made that day, each with the sentence of its right: the director first,
    where a mandate covers it; the board may always be asked."""
    found = [deciding_body(kind, agreement, on), *(body for body in bodies(kind) if body == Body.BOARD)]
    drafts = [Decision(agreement=agreement, kind=kind, body=body) for body in dict.fromkeys(found)]
    return [(Body(draft.body), basis_sentence(draft, on)) for draft in drafts]


def basis_sentence(decision: Decision, on: datetime.date) -> str:
    """The sentence beside every draft: who decides it, and by what right."""
    if decision.body == Body.STATE:
        return "Beslutas av staten och registreras här."
    mandate = find_mandate(decision, on) if Body.DIRECTOR in bodies(Kind(decision.kind)) else None
    if decision.body == Body.BOARD:
        return _why_the_board(Kind(decision.kind), decision, mandate, on)
    if why_not := why_no_mandate(decision, mandate, on):
        return f"Måste beslutas av regionstyrelsen, eftersom {why_not}."
    return f"Beslutas av {decision.get_body_display()} med stöd av {mandate.basis if mandate else ''}."


ONLY_THE_BOARD = {
    Kind.ACROSS: "pengar flyttas mellan utvecklingsområden",
    Kind.LOCK: "bara den kan låsa en aktivitet",
    Kind.UNLOCK: "ett lås hävs av den som har satt det",
    Kind.CORRECTION: "den som fattade beslutet rättar det",
    Kind.RECTIFICATION: "den som fattade beslutet rättar det",
}


def _why_the_board(kind: Kind, decision: Decision, mandate: Mandate | None, on: datetime.date) -> str:
    if kind in ONLY_THE_BOARD:
        return f"Måste beslutas av regionstyrelsen, eftersom {ONLY_THE_BOARD[kind]}."
    if why := why_no_mandate(decision, mandate, on):
        return f"Måste beslutas av regionstyrelsen, eftersom {why}."
    return "Beslutas av regionstyrelsen."


def may_write(user: User, decision: Decision, on: datetime.date) -> Verdict:
    """May `user` write this draft, hand it in and take it back on that day? For a kind within an area: who may propose
    in every area that it touches; for others those who allocate."""
    ability = Ability.PROPOSE if decision.kind in WITHIN_AN_AREA else Ability.ALLOCATE
    if not may(user, ability):
        return Verdict(False, refusal(ability))
    if decision.kind not in WITHIN_AN_AREA:
        return Verdict(True)
    authority = Authority(user, on)
    areas = DevelopmentArea.objects.filter(activities__decision_lines__decision=decision).distinct()
    verdicts = (authority.may_propose(area) for area in areas)
    return next((verdict for verdict in verdicts if not verdict.allowed), Verdict(True))


def may_withdraw(user: User, decision: Decision, on: datetime.date) -> Verdict:
    """Who wrote or handed in a proposal takes it back, as long as that person may write it. Who has left the work does
    not; when none of them may any longer, anybody who may write it does, so that it does not lie there for ever."""
    verdict = may_write(user, decision, on)
    authors = User.objects.filter(pk__in=filter(None, (decision.created_by_id, decision.submitted_by_id)))
    if not verdict.allowed or user in authors:
        return verdict
    if any(author.is_active and may_write(author, decision, on).allowed for author in authors):
        return Verdict(False, "Bara den som upprättat eller lämnat in förslaget kan återta det.")
    return verdict


def own_work(decision: Decision, user: User) -> bool:
    """Whether the user created it, submitted it, or edited it since it was last returned (internal control)."""
    events = list(decision.events.all())
    returned = [index for index, event in enumerate(events) if event.what == Event.What.RETURNED]
    since = events[returned[-1] :] if returned else events
    mine = {Event.What.CREATED, Event.What.EDITED, Event.What.ANSWERED, Event.What.SUBMITTED}
    return user.pk in {decision.created_by_id, decision.submitted_by_id} or any(
        event.what in mine and event.by_id == user.pk for event in since
    )


class Authority:
    """What one person may do on one day. Mandates, standings and roles are read once, however many decisions and areas
    are asked about."""

    def __init__(self, user: User, on: datetime.date) -> None:
        self.user, self.on = user, on
        self._mandates: dict[tuple[int | None, str], list[Mandate]] = {}
        self._standings: dict[int, Standing] = {}

    def may_decide(self, decision: Decision, lines: list[DecisionLine] | None = None) -> Verdict:
        """Decide, return or reject this decision. Of several mandates that the person can use the first that reaches as
        far as the decision goes counts; what is beyond them all can be returned, and the checks stop the rest.

        `lines`: the decision's, where they are read already.
        """
        if not may(self.user, Ability.DECIDE):
            return Verdict(False, refusal(Ability.DECIDE))
        if decision.body != Body.DIRECTOR:
            return Verdict(False, f"Detta beslutas av {decision.get_body_display()}, inte av regiondirektören.")
        if decision.status != Status.SUBMITTED:
            text = f"{decision} är {decision.get_status_display()} och kan inte beslutas."
            return Verdict(False, text, refusal=NotNow)
        if decision.on_paper:
            text = f"{decision} är redan fattat på papper och registreras av nämndsekreteraren."
            return Verdict(False, text, refusal=NotNow)
        mandates = self._covering(decision)
        if not mandates:
            return Verdict(False, basis_sentence(decision, self.on))
        verdicts = {mandate: self._under(mandate, decision) for mandate in mandates}
        usable = [mandate for mandate, verdict in verdicts.items() if verdict.allowed]
        best = pick(usable, decision, lines) if len(usable) > 1 else None
        return verdicts[best or (usable or mandates)[0]]

    def _covering(self, decision: Decision) -> list[Mandate]:
        key = (decision.agreement_id, power(decision))
        if key not in self._mandates:
            found = Mandate.objects.covering(agreement=decision.agreement, kind=key[1], on=self.on)
            self._mandates[key] = list(found)
        return self._mandates[key]

    def _under(self, mandate: Mandate, decision: Decision) -> Verdict:
        if mandate.role_id not in self._standings:
            standing = Tenure.objects.standing(user=self.user, role=mandate.role, on=self.on)
            self._standings[mandate.role_id] = standing
        standing = self._standings[mandate.role_id]
        if not standing.allowed:
            return Verdict(False, standing.reason, mandate)
        if own_work(decision, self.user):
            return Verdict(False, "Du har själv arbetat med förslaget. Det ska beslutas av någon annan.", mandate)
        return Verdict(True, "", mandate, standing.on_behalf_of)

    @cached_property
    def _roles(self) -> set[int]:
        return set(Tenure.objects.on(self.on).filter(user=self.user).values_list("role_id", flat=True))

    def _answers_for(self, area: DevelopmentArea, activities: Iterable[Activity]) -> bool:
        """Officers answer for everything, others for what a role of theirs is responsible for or coordinates."""
        if Profile.OFFICER in profiles_of(self.user):
            return True
        coordinators = {area.coordinator_id, area.agreement.coordinator_id}
        responsible = (duty.role_id for activity in activities for duty in activity.responsibilities.all())
        return bool(self._roles & coordinators.union(responsible))

    def may_propose(self, area: DevelopmentArea) -> Verdict:
        """Propose to move money within this area: officers everywhere, others where a role of theirs is responsible
        for an activity or coordinates the area or the agreement (doc 003: "utifrån ansvarig chefs förslag")."""
        if not may(self.user, Ability.PROPOSE):
            return Verdict(False, refusal(Ability.PROPOSE))
        if self._answers_for(area, area.activities.all()):
            return Verdict(True)
        return Verdict(
            False,
            f"Du ansvarar inte för någon aktivitet i område {area.number} och samordnar det inte. "
            "Be ansvarig funktion eller en HOSPA-handläggare att lämna förslaget.",
        )

    def may_follow_up(self, activity: Activity) -> Verdict:
        """Say what shows that the conditions are followed for the activity: officers everywhere, others where a role of
        theirs is responsible for it or coordinates its area or agreement."""
        if not may(self.user, Ability.FOLLOW_UP):
            return Verdict(False, refusal(Ability.FOLLOW_UP))
        if self._answers_for(activity.area, [activity]):
            return Verdict(True)
        return Verdict(False, f"Du ansvarar inte för {activity} och samordnar inte området eller överenskommelsen.")

    def may_register(self, assignment: Assignment) -> Verdict:
        """Say that the assignment stands in Stratsys: officers everywhere, others where a role of theirs has it or
        coordinates the agreement."""
        if not may(self.user, Ability.FOLLOW_UP):
            return Verdict(False, refusal(Ability.FOLLOW_UP))
        agreement = assignment.decision.agreement
        roles = {assignment.role_id, agreement.coordinator_id if agreement else None}
        if Profile.OFFICER in profiles_of(self.user) or self._roles & roles:
            return Verdict(True)
        return Verdict(False, "Du innehar inte den funktion som har uppdraget och samordnar inte överenskommelsen.")

    def may_withdraw(self, row: Evidence | AssignmentRegistration) -> Verdict:
        """Take back what was said by mistake: whoever may say it."""
        return self.may_follow_up(row.about) if isinstance(row, Evidence) else self.may_register(row.about)

    def may_distribute(self, activity: Activity) -> Verdict:
        """Share the activity's money on providers: officers everywhere, others where a role of theirs is responsible
        for it or coordinates its area or agreement."""
        if not may(self.user, Ability.DISTRIBUTE):
            return Verdict(False, refusal(Ability.DISTRIBUTE))
        return self.may_follow_up(activity)

    def may_forecast(self, activity: Activity) -> Verdict:
        """Forecast the activity and comment its outcome: who holds one of its roles that day, or deputises."""
        if not may(self.user, Ability.FORECAST):
            return Verdict(False, refusal(Ability.FORECAST))
        if self._roles & {duty.role_id for duty in activity.responsibilities.all()}:
            return Verdict(True)
        return Verdict(False, f"Du innehar ingen funktion som ansvarar för {activity}.")


def may_decide(user: User, decision: Decision, on: datetime.date) -> Verdict:
    """May `user` decide (or return, or reject) this decision on that day?"""
    return Authority(user, on).may_decide(decision)


def may_propose(user: User, area: DevelopmentArea, on: datetime.date) -> Verdict:
    """May `user` propose to move money within this area on that day?"""
    return Authority(user, on).may_propose(area)
