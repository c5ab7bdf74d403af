"""Opening a workbook that somebody uploaded: never more than it is said to be, never one with macros."""

import io
import zipfile
import zlib

from python_calamine import CalamineError, CalamineWorkbook

from config.refused import Refused

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MACROS = "xl/vbaProject.bin"


class WorkbookRefused(Refused):
    """The file is no workbook that can be read. Nothing has changed."""

    code = "workbook"


def open_workbook(content: bytes) -> CalamineWorkbook:
    """The workbook of an .xlsx file. Raises WorkbookRefused for anything else, anything too large and for macros."""
    if not content:
        raise WorkbookRefused("Filen är tom.", "empty")
    if len(content) > LARGEST_FILE:
        raise WorkbookRefused(f"Filen är större än {LARGEST_FILE // 1024 // 1024} MB.", "too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_odd_archive(archive)
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        CalamineError,
    ) as error:
        raise WorkbookRefused("Filen går inte att läsa som en Excelbok (.xlsx). Är den skadad?", "format") from error


def _refuse_odd_archive(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise WorkbookRefused("Filen är ingen Excelbok (.xlsx). Spara den som .xlsx.", "format")
    if MACROS in names:
        raise WorkbookRefused("Boken innehåller makron. Spara den som .xlsx utan makron.", "macros")
    if sum(info.file_size for info in archive.infolist()) > LARGEST_UNPACKED:
        raise WorkbookRefused("Boken är för stor när den packas upp.", "too_large")
