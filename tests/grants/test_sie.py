"""SIE 4 as a further format of outcome: read, chosen by month and account, refused with the line."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from grants import outcome
from grants.models import Outcome, OutcomeImport, OutcomeMapping
from grants.outcome import BadRows, OutcomeRefused
from grants.outcome.names import names_in
from grants.outcome.sie import read_sie
from people.abilities import Profile
from tests import creators
from tests.grants.test_outcome_pages import plain

FEBRUARY, MARCH = datetime.date(2020, 2, 1), datetime.date(2020, 3, 1)
HEAD = """#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#FNAMN "Region Exempel"
#DIM 1 "Kostnadsställe"
#DIM 6 "Projekt"
#DIM 7 "Anställd"
#OBJEKT 6 "9520" "God och nära vård"
#KONTO 4010 "Löner"
"""
VOUCHERS = """#VER A 1 20200214 "Löner februari"
{
#TRANS 4010 {"1" "2110" "6" "9520"} 80.00
#TRANS 1930 {} -80.00
}
#VER "A" "2" 20200331 "Löner mars"
{
   #TRANS 4010 {"1" "2110" "6" "9520"} 1234.5 20200331 "Lön å \\"extra\\""
   #RTRANS 4020 {} 1.00
   #TRANS 4020 {"6" "9999"} -34.50
   #TRANS 1930 {} -1200
}
"""


def sie(body: str = VOUCHERS, head: str = HEAD, encoding: str = "cp437") -> bytes:
    return (head + body).replace("\n", "\r\n").encode(encoding)


def test_the_transactions_with_their_objects_and_lines() -> None:
    file = read_sie(sie())
    assert (file.company, file.encoding) == ("Region Exempel", "teckentabell 437")
    assert file.dimensions == {"1": "Kostnadsställe", "6": "Projekt", "7": "Anställd"}
    assert (file.objects, file.accounts) == ({("6", "9520"): "God och nära vård"}, {"4010": "Löner"})
    assert [(row.line, row.account, row.amount) for row in file.transactions][2] == (17, "4010", "1234.5")
    third = file.transactions[2]
    assert (third.objects, third.voucher, third.text) == ({"1": "2110", "6": "9520"}, "A 2", 'Lön å "extra"')
    assert file.transactions[3].text == "Löner mars"
    assert read_sie(sie(encoding="utf-8")).transactions == file.transactions


class Case:
    def __init__(self) -> None:
        self.agreement = creators.agreement()
        self.activity = creators.activity(creators.area(self.agreement))
        self.mapping = OutcomeMapping.objects.create(name="SIE", format=OutcomeMapping.Format.SIE)
        self.by = creators.user(Profile.CONTROLLER)
        outcome.make_rule(activity=self.activity, parts={"project": "9520"}, first_month=FEBRUARY, by=self.by)

    def take(self, content: bytes, month: datetime.date = MARCH) -> OutcomeImport:
        return outcome.import_file(
            agreement=self.agreement, month=month, mapping=self.mapping, name="2020.se", content=content, by=self.by
        )


@pytest.fixture
def case(db: None) -> Case:
    return Case()


def test_one_file_of_the_year_gives_each_month_its_costs(case: Case) -> None:
    content = sie()
    shown = outcome.preview(agreement=case.agreement, month=MARCH, mapping=case.mapping, name="f", content=content)
    assert (shown.kind, shown.rows, shown.skipped, shown.total) == ("SIE 4, teckentabell 437", 2, 3, Decimal(1200))
    case.take(content)
    assert case.take(content, FEBRUARY).spans_months
    rows = Outcome.objects.order_by("month", "row_number")
    assert list(rows.values_list("row_number", "account_string", "activity")) == [
        (12, "4010 2110 9520", case.activity.pk),
        (17, "4010 2110 9520", case.activity.pk),
        (19, "4020 – 9999", None),
    ]
    with pytest.raises(OutcomeRefused, match="Samma fil är redan inläst för 2020-03"):
        case.take(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"konto;belopp\n4010;1,00\n", "börjar inte som en SIE-fil"),
        (b"", "Filen är tom"),
        (sie(head=HEAD.replace("SIETYP 4", "SIETYP 1")), "Rad 3 i SIE-filen: Filen är av en annan SIE-typ"),
        (sie(body=""), "Den har inga verifikat alls"),
        (sie(body=VOUCHERS.split("#RTRANS")[0]), "slutar mitt i ett verifikat"),
        (sie(body='#VER A 1 20200399 ""\n{\n}\n'), "Rad 10 i SIE-filen: Datumet 20200399"),
        (sie(body="#TRANS 4010 {} 1.00\n"), "Rad 10 i SIE-filen: #TRANS står på fel plats"),
        (sie(body='#VER A 1 20200301 ""\n{\n#TRANS 4010 1.00\n}\n'), "Rad 12 i SIE-filen: En #TRANS ska ha"),
        (sie(body='#VER A 1 20200301 "öppen\n{\n}\n'), "Rad 10 i SIE-filen: Ett citattecken"),
        (sie(head=HEAD + '#OBJEKT 6 "9521"\n'), "Rad 10 i SIE-filen: En #OBJEKT ska ha dimension, nummer och namn"),
        (sie(head=HEAD + '#OBJEKT "" "9521" "Namn"\n'), "Rad 10 i SIE-filen: En #OBJEKT ska ha dimension"),
        (sie(head=HEAD + '#OBJEKT sex "9521" "Namn"\n'), "Rad 10 i SIE-filen: Dimensionen sex är inget nummer"),
        (sie(head=HEAD + "#OBJEKT 6 { 9521 }\n"), "Rad 10 i SIE-filen: En #OBJEKT ska ha dimension"),
        (sie(head=HEAD + "#DIM 8\n"), "Rad 10 i SIE-filen: En #DIM ska ha nummer och namn"),
        (sie(head=HEAD + '#UNDERDIM åtta "Grupp" 6\n'), "Rad 10 i SIE-filen: Dimensionen åtta är inget nummer"),
        (sie(head=HEAD + '#KONTO "" "Löner"\n'), "Rad 10 i SIE-filen: En #KONTO ska ha nummer och namn"),
        (sie(body='#VER A 1 20200101 ""\n{\n#TRANS 4010 {} 1.00\n}\n'), "Den har rader från 2020-01 till 2020-01"),
        (sie(body='#VER A 1 20200301 ""\n{\n#TRANS 1930 {} 1.00\n}\n'), "Ingen rad i filen är på ett konto"),
    ],
)
def test_what_is_not_sie_is_refused_with_its_line(case: Case, content: bytes, reason: str) -> None:
    with pytest.raises(OutcomeRefused) as refused:
        case.take(content)
    assert reason in refused.value.message
    assert not OutcomeImport.objects.exists()


def test_what_the_file_calls_its_codes_stands_beside_them(case: Case, client: Client) -> None:
    client.force_login(case.by)
    content = sie().replace(
        b"#KONTO", '#OBJEKT 6 "9999" "Gemensamt"\r\n#OBJEKT 6 "1" "Annat"\r\n#KONTO'.encode("cp437")
    )
    fields = {"agreement": case.agreement.slug, "month": "2020-03", "mapping": case.mapping.pk}
    file = SimpleUploadedFile("2020.se", content)
    path = client.post("/utfall/inlasning/", fields | {"file": file})["Location"]
    shown = plain(client.get(path))
    assert "4020 – 9999: 1 rad, −34,50 kr (Gemensamt)" in shown
    assert "Läses inte: dimension 7 Anställd" in shown
    assert "4010 Löner konto 9520 God och nära vård 6 Projekt 9999 Gemensamt 6 Projekt" in shown
    assert "Annat" not in shown, "an object that no row has"
    client.post(path, {"seen": "none"})
    asked = f"?overenskommelse={case.agreement.slug}"
    assert "4020 – 9999 Gemensamt" in plain(client.get(f"/utfall/ej-kopplat/{asked}"))
    assert "9520 God och nära vård" in plain(client.get(f"/utfall/regler/{asked}"))
    assert "4010 2110 9520 Löner, God och nära vård" in plain(
        client.get(OutcomeImport.objects.get().get_absolute_url())
    )
    assert "4010 2110 9520 Löner, God" in plain(client.get(f"/aktiviteter/{case.activity.pk}/utfall/"))
    rule = client.get(f"/utfall/regler/{case.agreement.slug}/ny/?project=9999")
    assert "Projekt eller objekt (frivilligt) Gemensamt" in plain(rule)
    assert "enhet = 1 Kostnadsställe, projekt eller objekt = 6 Projekt." in plain(
        client.get(case.mapping.get_absolute_url())
    )
    correct = plain(client.get(f"/manader/{case.agreement.slug}/2020-03/ratta/"))
    assert "4020 – 9999 (Gemensamt): −34,50 kr" in correct


def test_the_later_month_says_what_a_code_is_called_now(case: Case) -> None:
    case.take(sie())
    case.take(sie().replace("God och nära vård".encode("cp437"), "Nära vård".encode("cp437")), FEBRUARY)
    assert names_in(case.agreement)["project"] == {"9520": "God och nära vård"}
    assert not any(names_in(creators.agreement("annan")).values())


def test_an_amount_with_a_comma_is_named(case: Case) -> None:
    with pytest.raises(BadRows, match="Rad 17, kolumnen belopp: Beloppet 1234,5 går inte att läsa"):
        case.take(sie(body=VOUCHERS.replace("1234.5", "1234,5")))
