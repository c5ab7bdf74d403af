"""A correction and the file that comes after it: the same kronor are counted once, whatever the order."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from config.refused import Refused, Stale
from decisions.figures import agreement_figures
from decisions.overview import totals_by_agreement
from grants import outcome
from grants.actions import close_month, correct_outcome, reopen_month
from grants.models import (
    Activity,
    HeldCorrection,
    OutcomeCorrection,
    OutcomeImport,
    OutcomeMapping,
    OutcomeUpload,
    PeriodClose,
)
from grants.outcome import OutcomeRefused, uploads
from grants.outcome.bucket import bucket_of, left_in, unmatched_by_agreement
from grants.outcome.months import months_of
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY

JULY = datetime.date(2020, 7, 1)
HEAD = "aktivitet;konto;belopp\n"
LOOSE = "6640"

pytestmark = pytest.mark.django_db


class Late:
    """July: Alfa 1 000 and 400 on an account that nothing connects. The month is closed."""

    def __init__(self) -> None:
        self.agreement = creators.agreement()
        area = creators.area(self.agreement)
        self.alfa = creators.activity(area, "Alfa", code="A1")
        self.by = creators.user(Profile.CONTROLLER)
        self.mapping = outcome.save_mapping(
            OutcomeMapping(),
            fields={
                "name": "Kolumner",
                "activity_column": "aktivitet",
                "amount_column": "belopp",
                "account_columns": "konto",
            },
            by=self.by,
        )
        self.file(f"{HEAD}A1;4010;1000\n;{LOOSE};400\n")
        self.close()

    def file(self, text: str, **said) -> OutcomeImport:
        return outcome.import_file(
            agreement=self.agreement,
            month=JULY,
            mapping=self.mapping,
            name="juli.csv",
            content=text.encode(),
            by=self.by,
            **said,
        )

    def close(self) -> PeriodClose:
        return close_month(agreement=self.agreement, month=JULY, by=self.by, on=TODAY)

    def reopen(self) -> None:
        reopen_month(PeriodClose.objects.get(reopened_at=None), reason="Ny fil.", by=self.by)

    def correct(self, kronor: int, **other) -> OutcomeCorrection:
        said = {"month": JULY, "reason": "Faktura.", "by": self.by, "on": TODAY} | other
        return correct_outcome(self.alfa, amount=Decimal(kronor), **said)

    @property
    def sums(self) -> tuple[Decimal, Decimal, Decimal]:
        """Kronor on Alfa and in the bucket, and the month's total: by every road that counts them."""
        figures = agreement_figures(self.agreement)
        spent, loose = figures.totals.outcome, figures.unmatched_outcome
        month = next(row for row in months_of(self.agreement, TODAY) if row.month == JULY)
        assert totals_by_agreement()[self.agreement.pk].outcome == spent
        assert Activity.objects.with_booked_and_outcome().get(pk=self.alfa.pk).spent == spent
        assert (month.unmatched, unmatched_by_agreement().get(self.agreement.name, 0)) == (loose, loose)
        bucket = bucket_of(self.agreement)
        assert bucket.open_total + bucket.closed_total == loose
        return spent, loose, month.total or Decimal(0)


@pytest.fixture
def late() -> Late:
    return Late()


def test_a_new_file_that_says_the_same_is_not_counted_beside_the_correction(late: Late) -> None:
    made = late.correct(50)
    assert late.sums == (1050, 400, 1450)
    late.reopen()
    with pytest.raises(OutcomeRefused, match=r"har 1 rättelser på sammanlagt 50\skr"):
        late.file(f"{HEAD}A1;4010;1050\n;{LOOSE};400\n")
    late.file(f"{HEAD}A1;4010;1050\n;{LOOSE};400\n", held=[made.pk], held_reason="Verifikat 7.")
    assert late.sums == (1050, 400, 1450)


def test_a_correction_that_the_file_lacks_counts_as_before(late: Late) -> None:
    late.correct(50)
    late.reopen()
    late.file(f"{HEAD}A1;4010;1010\n;{LOOSE};400\n", held=[])
    assert late.sums == (1060, 400, 1460)


def test_it_counts_again_when_the_file_goes_and_the_next_file_asks_anew(late: Late) -> None:
    made = late.correct(50)
    late.reopen()
    source = late.file(f"{HEAD}A1;4010;1050\n", held=[made.pk], held_reason="Verifikat 7.")
    outcome.undo(source, by=late.by, why="Fel fil.")
    assert late.sums == (50, 0, 50)
    with pytest.raises(OutcomeRefused, match="rättelser"):
        late.file(f"{HEAD}A1;4010;1000\n")


def test_what_is_said_is_checked_and_kept(late: Late) -> None:
    made = late.correct(50)
    late.reopen()
    with pytest.raises(OutcomeRefused, match="Skriv hur du vet"):
        late.file(f"{HEAD}A1;4010;1050\n", held=[made.pk], held_reason=" ")
    with pytest.raises(OutcomeRefused, match="hör inte till månaden"):
        late.file(f"{HEAD}A1;4010;1050\n", held=[made.pk + 1], held_reason="X")
    late.file(f"{HEAD}A1;4010;1050\n", held=[made.pk], held_reason="X")
    for write in (HeldCorrection.objects.all().delete, lambda: HeldCorrection.objects.update(reason="Y")):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_what_was_in_the_bucket_is_moved_and_not_added(late: Late) -> None:
    late.correct(300, account_string=LOOSE)
    assert late.sums == (1300, 100, 1400)
    assert left_in(late.agreement, JULY) == {LOOSE: 100}
    for kronor in (101, -1):
        with pytest.raises(Refused, match=r"har 100\skr kvar"):
            late.correct(kronor, account_string=LOOSE)
    late.correct(100, account_string=LOOSE)
    assert late.sums == (1400, 0, 1400)


def test_a_rule_does_not_connect_again_what_a_correction_has_moved(late: Late) -> None:
    late.correct(400, account_string=LOOSE)
    late.reopen()
    outcome.make_rule(activity=late.alfa, parts={"account": LOOSE}, first_month=JULY, by=late.by)
    assert late.sums == (1400, 0, 1400)


def test_a_new_file_keeps_the_move_unless_it_has_made_it_itself(late: Late) -> None:
    outcome.make_rule(activity=late.alfa, parts={"account": LOOSE}, first_month=JULY, by=late.by)
    made = late.correct(400, account_string=LOOSE)
    late.reopen()
    again = f"{HEAD}A1;4010;1000\n;{LOOSE};400\n"
    late.file(again + "\n", held=[])
    assert late.sums == (1400, 0, 1400)
    late.file(f"{HEAD}A1;4010;1400\n", held=[made.pk], held_reason="Omförd i redovisningen.")
    assert late.sums == (1400, 0, 1400)
    late.file(again + "\n\n", held=[made.pk], held_reason="Regeln tar den.")
    assert late.sums == (1400, 0, 1400)


def test_the_database_refuses_half_a_move(late: Late) -> None:
    made = late.correct(50, account_string=LOOSE)
    said = {"month": JULY, "dated": TODAY, "reason": "X", "by": late.by, "account_string": LOOSE}
    half = {"agreement": late.agreement, "counterpart": late.correct(10), "amount": Decimal(-10)}
    other = {"agreement": creators.agreement(), "counterpart": made, "amount": Decimal(-50)}
    for fields in (half, other, {"amount": Decimal(5)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutcomeCorrection.objects.create(**said | fields)


def test_the_preview_asks_and_the_answer_is_kept_with_the_file(late: Late, client: Client) -> None:
    made = late.correct(50)
    late.reopen()
    kept = uploads.read(
        uploads.keep(
            name="ny.csv",
            content=f"{HEAD}A1;4010;1050\n".encode(),
            by=late.by,
            agreement=late.agreement,
            month=JULY,
            mapping=late.mapping,
        )
    )
    client.force_login(late.by)
    page = client.get(kept.get_absolute_url())
    assert "Månaden har rättats sedan den stängdes" in page.text
    seen = {"seen": page.context["preview"].seen}
    unanswered = client.post(kept.get_absolute_url(), seen)
    assert unanswered.status_code == 422
    assert "Svara om filen innehåller rättelsen." in unanswered.text
    answer = seen | {f"rattelse-{made.pk}": "i-filen"}
    assert "Skriv hur du vet" in client.post(kept.get_absolute_url(), answer).text
    done = client.post(kept.get_absolute_url(), answer | {"skal": "Verifikat 7."}, follow=True)
    assert done.status_code == 200
    assert OutcomeUpload.objects.get().stage == "done"
    assert HeldCorrection.objects.get().reason == "Verifikat 7."
    rows = client.get(f"{reverse('activity_outcome', args=[late.alfa.pk])}?manad=2020-07").text.replace("\u00a0", " ")
    assert "1 050 kr i utfall" in rows
    assert "Räknas inte: finns i ny.csv" in rows
    assert "Räknas inte" in client.get(f"/manader/{late.agreement.slug}/2020-07/").text


def test_a_correction_since_the_preview_makes_it_stale(late: Late) -> None:
    late.reopen()
    shown = outcome.preview(
        agreement=late.agreement, month=JULY, mapping=late.mapping, name="x", content=f"{HEAD}A1;4010;5\n".encode()
    )
    late.close()
    late.correct(50)
    late.reopen()
    with pytest.raises(Stale, match="rättelse"):
        late.file(f"{HEAD}A1;4010;5\n", seen=shown.seen, held=[])


def test_the_row_page_sums_to_the_activitys_outcome(late: Late, client: Client) -> None:
    late.correct(50, account_string=LOOSE)
    client.force_login(late.by)
    page = client.get(f"{reverse('activity_outcome', args=[late.alfa.pk])}?manad=2020-07").text.replace("\u00a0", " ")
    assert "1 050 kr i utfall" in page
    assert "Flyttat från ej kopplat: 6640" in page


def test_the_correction_page_offers_the_bucket(late: Late, client: Client) -> None:
    client.force_login(late.by)
    path = f"/manader/{late.agreement.slug}/2020-07/ratta/"
    assert "6640: 400 kr" in client.get(path).text.replace("\u00a0", " ")
    filled = {"activity": late.alfa.pk, "amount": "400", "reason": "Kopplat.", "account_string": LOOSE}
    assert client.post(path, filled).status_code == 302
    assert late.sums == (1400, 0, 1400)
    assert "account_string" not in client.get(path).text
