"""Requirements registered, changed and taken over in the browser; the calendar that other programs read."""

import datetime

import pytest
from django.test import Client
from icalendar import Calendar

from people.abilities import Profile
from reporting import actions, feed, requirements
from reporting.models import Requirement, RequirementChange
from reporting.report import Report
from reporting.report_template import ECONOMIC
from reporting.requirements import RequirementRefused
from tests import creators
from tests.creators import TODAY
from tests.decisions.snapshots import nothing_changes
from tests.reporting import reports

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]

Day = datetime.date
Status = RequirementChange.Status
NEW = {
    "kind": "final",
    "title": "Slutredovisning",
    "recipient": "Socialstyrelsen",
    "period_from": "2020-01-01",
    "period_to": "2020-12-31",
    "status": "in_force",
    "due_on": "2021-03-31",
    "decided_on": "2020-03-24",
    "decided_by": "Regionstyrelsen § 35",
}


@pytest.fixture
def officer():
    return creators.officer()


@pytest.fixture
def client(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def requirement(client, example) -> Requirement:
    answer = client.post(f"/overenskommelser/{example.agreement.slug}/redovisningskrav/", NEW)
    made = Requirement.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    return made


def status(requirement: Requirement, on: Day = TODAY) -> tuple[str, Day | None]:
    row = Requirement.objects.with_status(on).get(pk=requirement.pk)
    return row.status_now, row.due_now


def test_a_plan_may_have_nobody_to_go_to_and_a_report_may_not(client, example):
    path = f"/overenskommelser/{example.agreement.slug}/redovisningskrav/"
    with nothing_changes():
        answer = client.post(path, NEW | {"recipient": " "})
    assert answer.status_code == 422
    assert "Skriv vem redovisningen går till." in answer.text
    plan = {"kind": "plan", "title": "Handlingsplan", "recipient": "", "period_from": "", "period_to": ""}
    page = client.post(path, NEW | plan, follow=True).text
    assert '<p class="lede">Plan.</p>' in page
    assert "<dt>Till</dt>" not in page
    assert "DESCRIPTION:Plan." in client.get("/kalender.ics").text
    assert '<td data-label="Till">–</td>' in client.get("/kalender/").text


def test_what_is_decided_is_added_and_the_history_stays(client, requirement):
    path = f"{requirement.get_absolute_url()}andra/"
    longer = {"status": "changed", "due_on": "2021-04-30", "decided_on": "2020-04-09", "decided_by": "Regeringen"}
    assert client.post(path, longer).status_code == 302
    assert status(requirement) == (Status.CHANGED, Day(2021, 4, 30))
    assert status(requirement, Day(2020, 4, 8)) == (Status.IN_FORCE, Day(2021, 3, 31))
    page = client.get(requirement.get_absolute_url()).text
    assert "Ändrad, senast 2021-04-30" in page
    assert "Gäller, senast 2021-03-31" in page
    earlier = longer | {"decided_on": "2020-04-01"}
    with nothing_changes():
        answer = client.post(path, earlier)
    assert answer.status_code == 422
    assert "Kravet ändrades senast 2020-04-09." in answer.text


WRONG = {
    "a report without a period": ({"period_to": ""}, "En redovisning behöver en period"),
    "a period backwards": ({"period_to": "2019-12-31"}, "Perioden slutar före den dag då den börjar."),
    "decided tomorrow": ({"decided_on": "2020-09-11"}, "Dagen har inte varit än."),
    "no title": ({"title": ""}, "Skriv en rubrik."),
    "a day in words": ({"due_on": "i höst"}, "Skriv dagen som 2020-09-30."),
}


@pytest.mark.parametrize(("changed", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_and_nothing_is_registered(client, example, changed, said):
    with nothing_changes():
        answer = client.post(f"/overenskommelser/{example.agreement.slug}/redovisningskrav/", NEW | changed)
    assert answer.status_code == 422
    assert said in answer.text


def test_who_may_not_is_refused_by_the_action_itself(requirement):
    with nothing_changes(), pytest.raises(RequirementRefused):
        requirements.decide(
            requirement,
            status=Status.DONE,
            due_on=None,
            decided_on=TODAY,
            decided_by="x",
            by=creators.user(Profile.CONTROLLER),
            on=TODAY,
        )


def test_the_usual_requirements_are_expected_and_raise_no_alarm(client, example):
    path = f"/overenskommelser/{example.agreement.slug}/redovisningskrav/mall/"
    assert "2020-11-01" in client.get(path).text
    client.post(path, {"source": "vanliga"})
    client.post(path, {"source": "vanliga"})
    assert sorted(Requirement.objects.values_list("kind", flat=True)) == sorted(Requirement.Kind.values)
    assert {status(row)[0] for row in Requirement.objects.all()} == {Status.AWAITED}
    assert "försenad" not in client.get("/kalender/").text


def test_those_of_another_agreement_come_with_their_dates_moved(client, requirement):
    other = creators.agreement(slug="nasta-ar", name="Nästa år", year=2021, ends_on=Day(2021, 12, 31))
    path = f"/overenskommelser/{other.slug}/redovisningskrav/mall/"
    assert "2022-03-31" in client.get(path, {"source": requirement.agreement.slug}).text
    client.post(path, {"source": requirement.agreement.slug})
    copied = Requirement.objects.get(agreement=other)
    assert (copied.period_to, status(copied)) == (Day(2021, 12, 31), (Status.AWAITED, Day(2022, 3, 31)))
    assert client.post(path, {"source": "finns-inte"}).status_code == 422


def test_the_29th_of_february_has_its_day_in_other_years():
    assert requirements._moved(Day(2020, 2, 29), 1) == Day(2021, 2, 28)


# ---- The calendar of other programs --------------------------------------------------------------------------------


def events(user, on: Day = TODAY):
    return list(Calendar.from_ical(feed.feed(user, on)).walk("VEVENT"))


def test_a_withdrawn_requirement_is_cancelled_with_the_same_id_and_a_higher_number(officer, requirement):
    (before,) = events(officer)
    assert (before["status"], before["dtstart"].dt, before["sequence"]) == ("CONFIRMED", Day(2021, 3, 31), 0)
    requirements.decide(
        requirement,
        status=Status.WITHDRAWN,
        due_on=Day(2021, 3, 31),
        decided_on=Day(2020, 4, 9),
        decided_by="Regeringen",
        by=officer,
        on=TODAY,
    )
    (after,) = events(officer)
    assert (after["status"], after["sequence"], after["uid"]) == ("CANCELLED", 1, before["uid"])
    assert [row["status"] for row in events(officer, Day(2020, 4, 8))] == ["CONFIRMED"]
    assert feed.feed(officer, TODAY) == feed.feed(officer, TODAY)


def test_an_extension_moves_the_day_of_the_same_event(officer, requirement):
    later = {"status": Status.CHANGED, "due_on": Day(2021, 5, 31), "decided_on": TODAY, "decided_by": "Regeringen"}
    requirements.decide(requirement, **later, by=officer, on=TODAY)
    (event,) = events(officer)
    assert (event["status"], event["dtstart"].dt, event["sequence"]) == ("CONFIRMED", Day(2021, 5, 31), 1)
    assert event["uid"] == f"redovisningskrav-{requirement.pk}@bidragsboken"


def test_what_is_withdrawn_can_be_filed_of_free_will_and_stays_cancelled():
    case = reports.Case().answered()
    reports.change(case.requirement, Status.WITHDRAWN, Day(2020, 4, 9))
    filed = case.file(signatory="Regiondirektören")
    frozen = Report.thaw(filed.frozen)
    assert (frozen.requirement.voluntary, frozen.filing.signatory) == (True, "Regiondirektören")
    (event,) = events(case.writer)
    assert event["status"] == "CANCELLED"
    case.file(signatory="Regiondirektören", what_changed="Rättat.")
    (later,) = events(case.writer)
    assert later["sequence"] > event["sequence"]


def test_the_template_and_the_certificate_follow_to_another_agreement(officer, requirement):
    template = actions.make_template(name="SKR", recipient="SKR", content=ECONOMIC, by=officer)
    actions.choose_template(requirement, template=template, certificate="Rätt.", signatories="Revisor", by=officer)
    other = creators.agreement(slug="nasta-ar", name="Nästa år", year=2021, ends_on=Day(2021, 12, 31))
    proposed = requirements.as_in(requirement.agreement, other, TODAY)
    (made,) = requirements.take_over(other, proposed, named="Förra året", by=officer, on=TODAY)
    assert (made.template, made.certificate, made.signatories) == (template, "Rätt.", "Revisor")


def test_what_loses_its_day_is_cancelled_on_the_day_that_it_had(officer, requirement):
    requirements.decide(
        requirement,
        status=Status.WITHDRAWN,
        due_on=None,
        decided_on=TODAY,
        decided_by="Regeringen",
        by=officer,
        on=TODAY,
    )
    (event,) = events(officer)
    assert (event["status"], event["dtstart"].dt) == ("CANCELLED", Day(2021, 3, 31))


def test_the_calendar_is_a_published_one_of_whole_days(officer, requirement):
    """What Outlook and Thunderbird ask of a file that they open."""
    book = Calendar.from_ical(feed.feed(officer, TODAY))
    assert (book["version"], book["method"]) == ("2.0", "PUBLISH")
    (event,) = book.walk("VEVENT")
    assert not event.errors
    assert event["dtend"].dt - event["dtstart"].dt == datetime.timedelta(days=1)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert all(len(line) <= 75 for line in feed.feed(officer, TODAY).split(b"\r\n"))


def test_a_calendar_program_needs_a_key_and_a_new_password_makes_it_void(officer, requirement):
    stranger, path = Client(), "/kalender.ics"
    key = feed.key_of(officer)
    answer = stranger.get(path, {"nyckel": key})
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"Slutredovisning" in answer.content
    for wrong in ("", "x", key[:-1], key.replace(":", "", 1)):
        assert stranger.get(path, {"nyckel": wrong})["Location"].startswith("/logga-in/")
    officer.set_password("nytt-losenord-2020")
    officer.save()
    assert stranger.get(path, {"nyckel": key}).status_code == 302


def test_the_key_of_somebody_deactivated_opens_nothing(officer):
    key = feed.key_of(officer)
    officer.is_active = False
    officer.save()
    assert Client().get("/kalender.ics", {"nyckel": key}).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_calendar_has_a_fixed_number_of_queries(officer, example, django_assert_num_queries, rows):
    for number in range(rows):
        requirements.take_over(
            example.agreement,
            [requirements.Proposed(requirements.Kind.PLAN, f"Plan {number}", "S", Day(2021, 1, 1))],
            named="Prov",
            by=officer,
            on=TODAY,
        )
    officer.group_names  # noqa: B018
    with django_assert_num_queries(2):
        assert len(events(officer)) == rows
