"""Timelines: who did what, when, from what to what. And the page of a fund."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions import actions
from decisions.actions.contents import Task
from decisions.document_text import text_of
from decisions.models import Condition, Decision
from decisions.models.kinds import Kind
from decisions.timeline import Happening, activity_timeline, case_timeline, decision_timeline, fund_timeline, paged
from grants.actions import close_month, reopen_month
from grants.models import Fund
from people.abilities import Profile
from people.models import Role, Tenure, User
from tests import creators
from tests.creators import TODAY, Example
from tests.decisions.test_allocation import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


@pytest.fixture
def director():
    return creators.director()


def told(happenings: list[Happening]) -> list[str]:
    return [f"{each.on} {each.by}: {each.title}" for each in happenings]


def test_a_booking_says_amount_from_to_and_by_which_decision(example: Example, director) -> None:
    decided = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    for timeline in (activity_timeline(example.alfa, TODAY), fund_timeline(example.fund), decision_timeline(decided)):
        (booked,) = [each for each in timeline if each.title == "100\xa0kr från Alfa till Beta"]
        assert (booked.on, booked.by, booked.url) == (TODAY, director.name, decided.get_absolute_url())
        assert booked.text.startswith(f"Omfördelning ur Fri, enligt {decided.reference}.")


def test_the_state_and_the_pool_are_named(example: Example) -> None:
    titles = [each.title for each in fund_timeline(example.fund)]
    assert "1\xa0000\xa0kr från staten till ofördelat" in titles
    assert "600\xa0kr från ofördelat till Alfa" in titles
    assert not [title for title in titles if "Gamma" in title]  # of the earmarked fund


def test_a_lock_says_what_was_and_what_became(example: Example) -> None:
    (locked,) = [each for each in activity_timeline(example.gamma, TODAY) if each.title == "Aktiviteten ändrades"]
    assert list(locked.changes) == [
        "Låst av regionstyrelsen: från nej till ja",
        f"Låst genom: inget förut, nu ”{example.decision.reference}”",
    ]


def test_conditions_outcome_and_closings_stand_in_the_activity(example: Example) -> None:
    officer, controller = creators.officer(), creators.user(Profile.CONTROLLER, name="Rasmus")
    creators.condition()
    for state in ("not_met", "met"):
        actions.mark_condition(
            example.alfa, condition=Condition.objects.get(), state=state, evidence="Bild", by=officer, on=TODAY
        )
    creators.spent(example.alfa, 55)
    closed = close_month(agreement=example.agreement, month=datetime.date(2020, 7, 1), by=controller, on=TODAY)
    reopen_month(closed, reason="Fel fil", by=controller)
    timeline = activity_timeline(example.alfa, TODAY)
    titles = [each.title for each in timeline]
    assert [title for title in titles if "Villkor 1" in title] == [
        "1. Villkor 1: från inte uppfyllt till uppfyllt",
        "1. Villkor 1: från omärkt till inte uppfyllt",
    ]
    assert "Utfall för 2020-08 lästes in: 55\xa0kr" in titles
    assert titles.index("2020-07 öppnades igen") < titles.index("2020-07 stängdes")
    assert next(each.text for each in timeline if each.title == "2020-07 öppnades igen") == "Fel fil"


def test_who_answered_for_the_activity_when(example: Example) -> None:
    role = example.alfa.responsibilities.get().role
    anna, bo = creators.user(name="Anna"), creators.user(name="Bo")
    creators.tenure(role, anna, starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2020, 5, 31))
    creators.tenure(role, bo, starts_on=datetime.date(2020, 6, 1), ends_on=datetime.date(2020, 12, 31))
    titles = [
        f"{each.on} {each.title}" for each in activity_timeline(example.alfa, TODAY) if role.in_text in each.title
    ]
    assert titles == [
        f"2020-06-01 Bo blev {role.in_text}",
        f"2020-05-31 Anna slutade som {role.in_text}",
        f"2020-01-01 Anna blev {role.in_text}",
    ]


def test_edits_of_a_day_are_one_happening(example: Example) -> None:
    draft = example.propose({example.alfa: -1, example.beta: 1})
    for _ in range(3):
        draft = actions.revise_reallocation(
            draft,
            changes={example.alfa: Decimal(-2), example.beta: Decimal(2)},
            reason="Behov.",
            version=draft.version,
            by=draft.created_by,
            on=TODAY,
        )
    edited, _ = decision_timeline(draft)
    assert [each.title for each in decision_timeline(draft)] == ["Ändrade 3 gånger", "Upprättade"]
    assert list(edited.changes) == [
        "Rubrik: från ”1\xa0kr från Alfa till Beta” till ”2\xa0kr från Alfa till Beta”",
        "Belopp för Alfa ur Fri: från −1\xa0kr till −2\xa0kr",
        "Belopp för Beta ur Fri: från +1\xa0kr till +2\xa0kr",
    ]


def test_an_activity_and_a_fund_tell_what_was_edited_of_themselves(example: Example) -> None:
    """Not what an edit did to others, and nothing at all of an edit that did nothing to them."""
    by = creators.officer()
    draft = actions.draft_allocation(
        agreement=example.agreement, case=example.case, body="board", title="Tillägg", by=by, on=TODAY
    )

    def save(alfa: int, beta: int, gamma: int, note: str = "") -> None:
        nonlocal draft
        rows = [
            actions.GridRow(example.alfa, {example.fund.pk: Decimal(alfa)}, note=note),
            actions.GridRow(example.beta, {example.fund.pk: Decimal(beta)}),
            actions.GridRow(example.gamma, {example.earmarked.pk: Decimal(gamma)}, locks=gamma > 5),
        ]
        draft = actions.save_grid(draft, rows=rows, version=draft.version, by=by, on=TODAY)

    save(1, 1, 1)
    save(2, 1, 9, "Efter höst")
    assert changes(activity_timeline(example.alfa, TODAY))[:2] == [
        "Belopp för Alfa ur Fri: inget förut, nu 2\xa0kr",
        "Anmärkning för Alfa: inget förut, nu ”Efter höst”",
    ]
    assert changes(activity_timeline(example.gamma, TODAY))[:2] == [
        "Belopp för Gamma ur Öronmärkt: inget förut, nu 9\xa0kr",
        "Lås på Gamma: inget förut, nu låses",
    ]
    assert changes(fund_timeline(example.earmarked))[:1] == ["Belopp för Gamma ur Öronmärkt: inget förut, nu 9\xa0kr"]
    assert len(changes(decision_timeline(draft))) == 5
    other = creators.activity(example.area, "Delta")
    assert changes(activity_timeline(other, TODAY)) == []


def test_what_the_board_changed_stands_with_the_recording(example: Example) -> None:
    by, registrar = creators.officer(), creators.user(Profile.REGISTRAR)
    draft = actions.draft_allocation(
        agreement=example.agreement, case=example.case, body="board", title="Tillägg", by=by, on=TODAY
    )
    row = actions.GridRow(example.beta, {example.fund.pk: Decimal(50)})
    draft = actions.submit(
        actions.save_grid(draft, rows=[row], version=draft.version, by=by, on=TODAY), by=by, on=TODAY
    )
    amounts = {draft.lines.get().pk: Decimal(40)}
    decided = actions.record(draft, decided_on=TODAY, section_number="§ 9", amounts=amounts, by=registrar, on=TODAY)
    (recorded,) = [each for each in decision_timeline(decided) if each.title == "Registrerade beslutet"]
    assert list(recorded.changes) == ["Belopp för Beta ur Fri: från 50\xa0kr till 40\xa0kr"]


def test_points_conditions_and_recipients_say_what_they_were(example: Example) -> None:
    creators.condition()
    draft = example.propose({example.alfa: -1, example.beta: 1})
    by, role = draft.created_by, creators.role("FOU chef")
    task = Task("Redovisa.", role, datetime.date(2020, 12, 1))
    for points, recipients in ((["Pengarna flyttas."], ["FOU chef"]), (["Pengarna flyttas nu."], ["FOU chef", "SKR"])):
        draft = actions.save_contents(
            draft, points=points, tasks=[task], recipients=recipients, version=draft.version, by=by, on=TODAY
        )
    reasons = {Condition.objects.get().pk: "Gäller inte här."}
    actions.choose_conditions(draft, reasons=reasons, version=draft.version, by=by, on=TODAY)
    assert changes(decision_timeline(draft)) == [
        "Beslutspunkt 1: inget förut, nu ”Pengarna flyttas nu.”",
        "Uppdrag 1: inget förut, nu ”FOU chef: Redovisa, senast 2020-12-01”",
        "Utdrag till: inget förut, nu FOU chef, SKR",
        "Villkor 1. Villkor 1: inget förut, nu undantaget eftersom ”Gäller inte här.”",
    ]


def test_a_new_activity_tells_its_name_and_who_answers_for_it(example: Example) -> None:
    by, roles = creators.officer(), [creators.role("FOU chef"), creators.role("HR chef")]

    def save(draft: Decision | None, name: str, role: Role) -> Decision:
        new = actions.NewActivity(example.area, name, [role])
        move = actions.Move(Kind.ACTIVITY, [actions.Taken(example.fund, example.alfa, Decimal(10))], new)
        version = draft.version if draft else None
        return actions.save_proposal(
            draft, move, agreement=example.agreement, reason="Behov.", by=by, on=TODAY, version=version
        )

    draft = save(save(None, "Delta", roles[0]), "Epsilon", roles[1])
    assert changes(decision_timeline(draft)) == [
        "Rubrik: från ”Ny aktivitet: Delta, 10\xa0kr” till ”Ny aktivitet: Epsilon, 10\xa0kr”",
        "Namn på den nya aktiviteten: från ”Delta” till ”Epsilon”",
        "Ansvarig funktion för den nya aktiviteten: från FOU chef till HR chef",
    ]


# ---- a case's papers


def test_the_case_tells_of_its_documents_version_by_version(example: Example) -> None:
    by, other = creators.officer(), creators.user(Profile.OFFICER, name="Eva")
    document = actions.create_document(example.case, kind="memo", title="Höstens pengar", by=by, on=TODAY)

    def save(title: str, by: User) -> None:
        nonlocal document
        text = replace(text_of(document), title=title)
        text = text.with_sections([replace(text.sections[0], body=f"Om {title}."), *text.sections[1:]])
        document = actions.save_document(document, text, version=document.version, by=by)

    save("Vinterns pengar", by)
    save("Vårens pengar", other)
    actions.finish_document(document, version=document.version, by=other, on=TODAY)
    document = actions.reopen_document(document, by=by)
    save("Sommarens pengar", by)
    told = [each for each in case_timeline(example.case) if "tjänsteskrivelse" in each.title]
    assert [(each.by, each.title, list(each.changes)) for each in told] == [
        (
            by.name,
            "Började på en ny version av tjänsteskrivelse: Sommarens pengar",
            ["Rubrik: från ”Vårens pengar” till ”Sommarens pengar”"],
        ),
        ("Eva", "Fastställde tjänsteskrivelse: Vårens pengar", []),
        (
            "Eva",
            "Skrev i tjänsteskrivelse: Vårens pengar",
            ["Rubrik: från ”Vinterns pengar” till ”Vårens pengar”"],
        ),
        (
            by.name,
            "Började skriva tjänsteskrivelse: Vinterns pengar",
            ["Rubrik: från ”Höstens pengar” till ”Vinterns pengar”"],
        ),
    ]
    assert told[1].url == document.versions.get(kind="finished").get_absolute_url()


def test_the_case_tells_of_attachments_and_why_one_was_taken_back(example: Example) -> None:
    by = creators.officer()
    kept = creators.attachment(example.case, by=by, title="Protokollsutdrag § 35", decision=example.decision)
    actions.withdraw_attachment(kept, reason="Fel sida.", by=by, on=TODAY)
    for timeline in (case_timeline(example.case), decision_timeline(example.decision)):
        taken, added = [each for each in timeline if "bilagan" in each.title]
        assert (added.title, added.by, added.on) == ("La till bilagan Protokollsutdrag § 35", by.name, TODAY)
        assert added.text.startswith("Protokollsutdrag.pdf, PDF")
        assert (taken.title, taken.by, taken.text) == ("Tog bort bilagan Protokollsutdrag § 35", by.name, "Fel sida.")


def test_the_case_tells_when_it_was_renamed_closed_and_opened_again(example: Example) -> None:
    """Who did it is known from the page that it was done through."""
    registrar = creators.user(Profile.REGISTRAR, name="Camilla")
    client, path = signed_in(registrar), example.case.get_absolute_url()
    title = example.case.title
    for what, sent in (("andra", {"title": "Vårdens pengar"}), ("avsluta", {}), ("oppna", {})):
        assert client.post(f"{path}{what}/", sent).status_code == 302
    told = [each for each in case_timeline(example.case) if each.title.startswith("Ärendet")]
    assert [(each.by, list(each.changes)) for each in told] == [
        ("Camilla", [f"Avslutat: borttaget, var {TODAY}"]),
        ("Camilla", [f"Avslutat: inget förut, nu {TODAY}"]),
        ("Camilla", [f"Ärende: från ”{title}” till ”Vårdens pengar”"]),
        ("", []),
    ]
    page = client.get(path).text
    assert f"Ärende: från ”{title}” till ”Vårdens pengar”" in page


def test_a_mandate_stands_with_the_decision_that_gave_it(example: Example) -> None:
    registrar = creators.user(Profile.REGISTRAR, name="Camilla")
    actions.end_mandate(example.mandate, last_day=TODAY, reason="Ersatt av § 90.", by=registrar)
    ended, begun = [each for each in decision_timeline(example.decision) if each.title.startswith("Mandatet")]
    assert (begun.on, begun.text) == (example.mandate.valid_from, "Till Regiondirektör: omfördelning.")
    assert (ended.by, ended.text) == ("Camilla", "Ersatt av § 90.")
    assert list(ended.changes) == [f"Gäller till och med: från tills vidare till {TODAY}"]


def test_changes_of_the_area_and_its_agreement_are_told(example: Example) -> None:
    old, new = creators.role("FOU chef"), creators.role("HR chef")
    for role in (old, new):
        example.area.coordinator = role
        example.area.save()
    example.agreement.hands_out_to_own_units = True
    example.agreement.save()
    for timeline in (activity_timeline(example.alfa, TODAY), fund_timeline(example.fund)):
        assert {"Sammanhållet ansvar: från FOU chef till HR chef"} <= set(changes(timeline))
        assert [each for each in changes(timeline) if each.endswith("från nej till ja")]


def test_a_forecast_says_what_it_was_before(example: Example) -> None:
    by = creators.user(Profile.MANAGER)
    creators.tenure(example.alfa.responsibilities.get().role, by)
    for amount in (500, 550):
        actions.save_forecast(example.alfa, amount=Decimal(amount), comment="Dyrare.", by=by, on=TODAY)
    titles = [each.title for each in activity_timeline(example.alfa, TODAY) if "rognos" in each.title]
    assert titles == ["Prognos: från 500\xa0kr till 550\xa0kr", "Lämnade prognosen 500\xa0kr"]


def changes(happenings: list[Happening]) -> list[str]:
    return [change for each in happenings for change in each.changes]


def test_the_case_names_each_decision(example: Example, director) -> None:
    decided = example.decided({example.alfa: -100, example.beta: 100}, director=director)
    assert f"Beslutade: {decided.title}" in [each.title for each in case_timeline(example.case)]


def test_days_and_pages() -> None:
    at = datetime.datetime(2020, 9, 1, tzinfo=datetime.UTC)
    days = [datetime.date(2020, 9, 1 + number // 2) for number in range(60)]
    happenings = [Happening(day, at, str(number)) for number, day in enumerate(days[:50])] * 2
    shown, page = paged(happenings, "2")
    assert (page.number, page.paginator.num_pages) == (2, 2)
    assert [len(day.happenings) for day in shown] == [2] * 25
    assert paged([], None)[0] == []


def test_the_queries_are_as_many_for_one_row_as_for_three(example: Example, director) -> None:
    creators.spent(example.alfa, 55)
    subjects = {
        "activity": lambda: activity_timeline(example.alfa, TODAY),
        "fund": lambda: fund_timeline(Fund.objects.select_related("area__agreement").get(pk=example.fund.pk)),
        "case": lambda: case_timeline(example.case),
        "decision": lambda: decision_timeline(example.decision),
    }

    def counted() -> dict[str, int]:
        found = {}
        for name, read in subjects.items():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                read()
            found[name] = len(queries)
        return found

    example.decided({example.alfa: -1, example.beta: 1}, director=director)
    one = counted()
    for number in range(2):
        example.decided({example.alfa: -1, example.beta: 1}, director=director)
        actions.create_document(example.case, kind="memo", title="X", by=creators.officer(), on=TODAY)
        creators.attachment(example.case, content=b"%PDF-1.7 " + bytes([65 + number]), decision=example.decision)
        example.mandate = creators.mandate(example.agreement, example.decision)
    creators.spent(example.alfa, 66, month=datetime.date(2020, 7, 1))
    assert counted() == one
    assert max(one.values()) <= 30


# ---- the page of a fund


def test_the_fund_says_where_its_money_lies_and_what_has_happened(example: Example, director) -> None:
    example.decided({example.alfa: -100, example.beta: 100}, director=director)
    answer = signed_in(creators.user(Profile.CONTROLLER)).get(example.fund.get_absolute_url())
    assert answer.status_code == 200
    text = answer.text.replace("\xa0", " ")
    for shown in ("1 000", ">500<", ">300<", "100 kr från Alfa till Beta", "1 000 kr från staten till ofördelat"):
        assert shown in text
    assert "Gamma" not in text
    assert Tenure.objects.count()  # the director's: a fund has no roles of its own


def test_the_fund_is_linked_from_its_area_and_found_only_in_its_agreement(example: Example) -> None:
    client = signed_in(creators.user(Profile.AUDITOR))
    assert example.fund.get_absolute_url() in client.get(example.area.get_absolute_url()).text
    other = creators.agreement("annan")
    assert client.get(f"/overenskommelser/{other.slug}/tilldelningar/{example.fund.pk}/").status_code == 404
    assert signed_in(creators.user()).get(example.fund.get_absolute_url()).status_code == 404


def test_the_activity_page_turns_its_pages(example: Example) -> None:
    client = signed_in(creators.user(Profile.AUDITOR))
    assert "Vad som har hänt" in client.get(example.alfa.get_absolute_url(), {"page": "9"}).text


@pytest.mark.parametrize(
    ("day", "hour", "clock"),
    [(TODAY, 14, "16.00"), (TODAY - datetime.timedelta(days=1), 14, ""), (TODAY, -2, "")],
    ids=["entered that day", "entered afterwards", "known by its day alone"],
)
def test_the_hour_is_told_of_what_was_entered_when_it_happened(day: datetime.date, hour: int, clock: str) -> None:
    midnight = datetime.datetime.combine(TODAY, datetime.time.min, datetime.UTC)
    assert Happening(day, midnight + datetime.timedelta(hours=hour), "Beslutade").clock == clock
