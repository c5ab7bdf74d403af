"""Files of a case: which are taken, how they are given out, how they are taken back."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.test import Client

from config.refused import Refused
from decisions import actions
from decisions.attachments import FILE_TYPES, clean_name, in_words
from decisions.models import Attachment, Case
from people.abilities import Profile
from tests import creators
from tests.creators import TODAY

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20
MACRO = "word/vbaProject.bin"


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


WORD = archive(**{"[Content_Types]_xml": b"<Types/>", "word__document_xml": b"<w/>"})
EXCEL = archive(**{"[Content_Types]_xml": b"<Types/>", "xl__workbook_xml": b"<w/>"})
ODT = archive(mimetype=b"application/vnd.oasis.opendocument.text")
ODS = archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
GOOD = {
    "a.pdf": b"%PDF-1.7\n",
    "a.docx": WORD,
    "a.XLSX": EXCEL,
    "a.odt": ODT,
    "a.ods": ODS,
    "a.png": PNG,
    "a.jpg": JPEG,
    "a.jpeg": JPEG,
    "a.csv": "namn;belopp\nÅre;1,5\n".encode("cp1252"),
    "a.txt": "Åäö\n".encode("utf-16"),
}


@pytest.fixture
def case() -> Case:
    return creators.case()


def add(case: Case, name: str, content: bytes, **fields) -> Attachment:
    by = fields.pop("by", None) or creators.officer()
    return actions.add_attachment(case, file=ContentFile(content, name), by=by, on=TODAY, **fields)


def code_of(case: Case, name: str, content: bytes, **fields) -> str:
    with pytest.raises(Refused) as refused:
        add(case, name, content, **fields)
    return refused.value.code


@pytest.mark.parametrize("name", GOOD)
def test_what_is_allowed_is_kept_with_its_checksum(case: Case, name: str) -> None:
    made = add(case, name, GOOD[name])
    assert made.sha256 == hashlib.sha256(GOOD[name]).hexdigest()
    assert made.file.read() == GOOD[name]
    assert made.file.name.startswith(f"bilagor/{case.pk}/")
    assert (made.size, made.title) == (len(GOOD[name]), name)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xlsx", "a.odt", "a.ods", "a.png", "a.jpg", "a.csv", "a.txt"])
def test_a_name_does_not_make_a_file_what_it_is_not(case: Case, name: str) -> None:
    """Every other kind under this name is refused; text is text whether it is called CSV or TXT."""
    mine = next(kind for kind in FILE_TYPES if name[1:] in kind.extensions)
    for other, content in GOOD.items():
        kind = next(kind for kind in FILE_TYPES if other[1:].lower() in kind.extensions)
        if kind is mine or (kind.is_in is mine.is_in) or (other == "a.pdf" and mine.media_type.startswith("text/")):
            continue
        assert code_of(case, name, content) == "content", other
    assert Attachment.objects.count() == 0


def test_what_else_is_refused_in_plain_words(case: Case, settings) -> None:
    assert code_of(case, "a.pdf", b"") == "empty"
    assert code_of(case, "a.exe", b"MZ") == "type"
    assert code_of(case, "a", b"text") == "type"
    assert code_of(case, "a.docx", b"PK\x03\x04 broken") == "content"
    with_macro = archive(**{"[Content_Types]_xml": b"", "word__document_xml": b"", "word__vbaProject.bin": b"x"})
    assert code_of(case, "a.docx", with_macro) == "content"
    settings.ATTACHMENT_MAX_BYTES = 2 * 1024 * 1024
    with pytest.raises(Refused, match=r"a\.pdf är 2,5 MB\. En bilaga får vara högst 2 MB"):
        add(case, "a.pdf", b"%PDF-" + b"x" * (5 * 512 * 1024))


def test_where_it_does_not_belong(case: Case) -> None:
    other = creators.Example()
    assert code_of(case, "a.pdf", b"%PDF-", decision=other.decision) == "other_case"
    assert code_of(case, "a.pdf", b"%PDF-", by=creators.user(Profile.AUDITOR)) == "not_allowed"
    add(case, "a.pdf", b"%PDF-")
    assert code_of(case, "b.pdf", b"%PDF-") == "already_there"
    add(other.case, "b.pdf", b"%PDF-", decision=other.decision)
    Case.objects.filter(pk=case.pk).update(closed_on=TODAY)
    case.refresh_from_db()
    assert code_of(case, "c.pdf", b"%PDF-1") == "closed"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/Protokoll § 35.pdf", "Protokoll § 35.pdf"),
        ("C:\\Temp\\utdrag.pdf", "utdrag.pdf"),
        ('a"b\r\nc.pdf', "abc.pdf"),
        ("???.pdf", "bilaga.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_file_name_is_only_a_name(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_sizes_in_words() -> None:
    assert [in_words(size) for size in (1, 300_000, 1_500_000, 20 * 1024 * 1024)] == [
        "1 kB",
        "293 kB",
        "1,4 MB",
        "20 MB",
    ]


def test_the_file_is_given_to_be_saved_and_never_run(case: Case, client: Client) -> None:
    row = add(case, "Bilaga å.txt", b"<script>alert(1)</script>")
    client.force_login(creators.user(Profile.AUDITOR))
    response = client.get(row.get_absolute_url())
    assert response.getvalue() == b"<script>alert(1)</script>"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Bilaga%20%C3%A5.txt"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "text/plain"
    client.force_login(creators.user())
    assert client.get(row.get_absolute_url()).status_code == 404


def test_it_is_taken_back_with_a_reason_and_the_row_stays(case: Case, client: Client) -> None:
    manager = creators.user(Profile.MANAGER)
    mine, others = add(case, "a.pdf", b"%PDF-1", by=manager), add(case, "b.pdf", b"%PDF-2")
    client.force_login(manager)
    assert client.get(f"/bilagor/{others.pk}/ta-bort/").status_code == 403
    assert "Skriv varför" in client.post(f"/bilagor/{mine.pk}/ta-bort/", {"reason": ""}).text
    client.post(f"/bilagor/{mine.pk}/ta-bort/", {"reason": "Fel fil."})
    assert client.get(mine.get_absolute_url()).status_code == 404
    page = client.get(case.get_absolute_url()).text
    assert "Fel fil." in page
    assert mine.get_absolute_url() not in page
    with pytest.raises(Refused, match="redan borttagen"):
        actions.withdraw_attachment(mine, reason="Igen.", by=manager, on=TODAY)
    add(case, "a.pdf", b"%PDF-1")


def test_the_database_keeps_what_was_attached(case: Case) -> None:
    row = add(case, "a.pdf", b"%PDF-1")
    for change in (
        lambda: Attachment.objects.filter(pk=row.pk).update(sha256="0" * 64),
        lambda: Attachment.objects.filter(pk=row.pk).update(file="annan.pdf"),
        lambda: Attachment.objects.filter(pk=row.pk).update(withdrawn_on=TODAY),
        lambda: Attachment.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    actions.withdraw_attachment(row, reason="Fel.", by=row.by, on=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.filter(pk=row.pk).update(withdrawn_on=None, withdrawn_by=None, withdrawn_reason="")


def test_the_page_takes_a_file_for_a_decision(client: Client) -> None:
    example = creators.Example()
    client.force_login(creators.user(Profile.REGISTRAR))
    path = f"/arenden/{example.case.pk}/bilaga/?beslut={example.decision.pk}"
    assert f'value="{example.decision.pk}" selected' in client.get(path).text
    bad = client.post(path, {"file": ContentFile(b"MZ", "a.exe"), "decision": example.decision.pk})
    assert bad.status_code == 422
    assert "inte en sorts fil som tas emot" in bad.text
    data = {
        "file": ContentFile(b"%PDF-", "utdrag.pdf"),
        "title": "Protokollsutdrag § 35",
        "decision": example.decision.pk,
    }
    assert client.post(path, data).headers["Location"] == example.decision.get_absolute_url()
    assert example.decision.attachments.get().title == "Protokollsutdrag § 35"
    assert "Protokollsutdrag § 35" in client.get(example.case.get_absolute_url()).text
