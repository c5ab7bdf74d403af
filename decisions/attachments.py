"""What a file may be before it becomes an attachment: checked by what is in it, not only by what it is called."""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.conf import settings

from config.refused import Refused

MB = 1024 * 1024
LONGEST_NAME = 200
PRINTABLE = {*range(0x20, 0x100)} | {0x09, 0x0A, 0x0C, 0x0D}


class AttachmentRefused(Refused):
    """The file is not taken. Nothing has changed."""

    code = "attachment"


@dataclass(frozen=True)
class FileType:
    name: str
    extensions: tuple[str, ...]
    media_type: str
    is_in: Callable[[IO[bytes]], bool]


def _begins(*marks: bytes) -> Callable[[IO[bytes]], bool]:
    return lambda file: file.read(16).startswith(marks)


def _office(main: str) -> Callable[[IO[bytes]], bool]:
    """An Office Open XML file with this main part, and no macros."""
    return lambda file: (
        {"[Content_Types].xml", main} <= _names(file)
        and not any(name.endswith("vbaProject.bin") for name in _names(file))
    )


def _open_document(kind: str) -> Callable[[IO[bytes]], bool]:
    return lambda file: _member(file, "mimetype") == f"application/vnd.oasis.opendocument.{kind}".encode()


def _names(file: IO[bytes]) -> set[str]:
    try:
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, ValueError):
        return set()


def _member(file: IO[bytes], name: str) -> bytes:
    """The first bytes of a file in a ZIP archive; empty if there is no such archive or file."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(name) as member:
            return member.read(100)
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError):
        return b""


def _is_text(file: IO[bytes]) -> bool:
    """UTF-8, UTF-16 with its mark, or Windows-1252: no byte that stands for nothing in a text."""
    content = file.read()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content.decode("utf-16")
        except UnicodeDecodeError:
            return False
        return True
    return not content.translate(None, bytes(sorted(PRINTABLE)))


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

FILE_TYPES = (
    FileType("PDF", (".pdf",), "application/pdf", _begins(b"%PDF-")),
    FileType("Word", (".docx",), WORD, _office("word/document.xml")),
    FileType("Excel", (".xlsx",), EXCEL, _office("xl/workbook.xml")),
    FileType("OpenDocument-text", (".odt",), f"{OPEN_DOCUMENT}.text", _open_document("text")),
    FileType("OpenDocument-kalkyl", (".ods",), f"{OPEN_DOCUMENT}.spreadsheet", _open_document("spreadsheet")),
    FileType("PNG", (".png",), "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    FileType("JPEG", (".jpg", ".jpeg"), "image/jpeg", _begins(b"\xff\xd8\xff")),
    FileType("CSV", (".csv",), "text/csv", _is_text),
    FileType("text", (".txt",), "text/plain", _is_text),
)
EXTENSIONS = tuple(extension for kind in FILE_TYPES for extension in kind.extensions)
ALLOWED = "PDF, Word (docx), Excel (xlsx), OpenDocument (odt, ods), bild (png, jpg), CSV eller text (txt)"


def clean_name(name: str) -> str:
    """The file's own name, without folders and without characters that no name should hold."""
    bare = PurePath(name.replace("\\", "/")).name
    stem, suffix = PurePath(bare).stem, PurePath(bare).suffix
    tidy = "".join(character for character in stem if character.isprintable() and character not in '"<>|:*?')
    return f"{tidy.strip()[: LONGEST_NAME - len(suffix)] or 'bilaga'}{suffix}"


def checked(name: str, size: int, file: IO[bytes]) -> FileType:
    """The type of the file. Raises AttachmentRefused for what is empty, too large, another kind, or not that kind."""
    if size == 0:
        raise AttachmentRefused(f"{name} är tom. Välj filen igen.", "empty")
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise AttachmentRefused(
            f"{name} är {in_words(size)}. En bilaga får vara högst {in_words(settings.ATTACHMENT_MAX_BYTES)}. "
            "Dela upp filen, eller spara den med lägre upplösning.",
            "too_large",
        )
    suffix = PurePath(name).suffix.lower()
    kind = next((kind for kind in FILE_TYPES if suffix in kind.extensions), None)
    if kind is None:
        raise AttachmentRefused(f"{name} är inte en sorts fil som tas emot. Välj en fil som är {ALLOWED}.", "type")
    file.seek(0)
    if not kind.is_in(file):
        raise AttachmentRefused(
            f"{name} slutar på {suffix} men innehållet är något annat, eller har makron. "
            f"Öppna filen och spara den på nytt som {kind.name}.",
            "content",
        )
    return kind


def sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(MB):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def in_words(size: int) -> str:
    """`1,4 MB`, `312 kB`."""
    if size >= MB:
        return f"{size / MB:.1f} MB".replace(".", ",").replace(",0 ", " ")
    return f"{max(1, round(size / 1024))} kB"
