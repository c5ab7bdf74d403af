"""Draws the example documents and pictures of their pages: `python docs/take_examples.py`.

Makes an installation of its own in a temporary folder, fills it with the demonstration, lets `manage.py` write the
documents, and pictures every page with poppler. Writes docs/examples/NAME-PAGE.png, for the reports also what is read
aloud and in which order (NAME-read-aloud.txt), and docs/examples/README.md. The same versions of the program and its
libraries give the same files, to the byte.
"""

import hashlib
import io
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image

PROJECT = Path(__file__).parent.parent
sys.path.insert(0, str(PROJECT))

from tests.pdfs import spoken  # noqa: E402 - the project's own, found by the line above

EXAMPLES = PROJECT / "docs/examples"
DOTS_PER_INCH = 100
COLOURS = 48
AGREEMENT = "god-och-nara-vard-2020"


@dataclass(frozen=True)
class Example:
    name: str
    title: str
    command: tuple[str, ...]


PAPERS = [
    Example(
        "002-beslutsunderlag",
        "Beslutsunderlag RS/195/2020, beslutat 2020-03-24 § 35",
        ("render_document", "RS/195/2020", "beslutsunderlag"),
    ),
    Example(
        "003-tjansteskrivelse",
        "Tjänsteskrivelse RS/195/2020, 2020-03-06",
        ("render_document", "RS/195/2020", "tjänsteskrivelse"),
    ),
    Example(
        "004-delegationsbeslut",
        "Delegationsbeslut RS/26/2020, 2020-06-15",
        ("render_document", "RS/26/2020", "delegationsbeslut"),
    ),
    Example(
        "000-tjansteskrivelse",
        "Tjänsteskrivelse RS/203/2021, 2021-03-08",
        ("render_document", "RS/203/2021", "tjänsteskrivelse"),
    ),
    Example("delredovisning", "Delredovisning 2020 (utkast)", ("render_report", AGREEMENT, "delredovisning")),
    Example("slutredovisning", "Slutredovisning 2020 (utkast)", ("render_report", AGREEMENT, "slutredovisning")),
    Example(
        "ekonomisk-redovisning",
        "Ekonomisk redovisning 2020 med mallen för Kammarkollegiet (utkast)",
        ("render_report", AGREEMENT, "ekonomisk-redovisning", "--as-of", "2021-01-31"),
    ),
]


def main() -> None:
    EXAMPLES.mkdir(exist_ok=True)
    for old in (*EXAMPLES.glob("*.png"), *EXAMPLES.glob("*.txt")):
        old.unlink()
    with tempfile.TemporaryDirectory() as home:
        settings = {"BIDRAGSBOKEN_HOME": home, "BIDRAGSBOKEN_TODAY": "2020-09-10", "BIDRAGSBOKEN_PLAIN_HTTP": "1"}
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | settings
        try:
            _manage(environment, "migrate", "--verbosity", "0")
            _manage(environment, "demo")
            parts = [_pictured(example, Path(home) / f"{example.name}.pdf", environment) for example in PAPERS]
        finally:
            _python(environment, "-m", "config.database", "stop")
    (EXAMPLES / "README.md").write_text(HEAD + "\n".join(parts), encoding="utf-8")


def _pictured(example: Example, file: Path, environment: dict[str, str]) -> str:
    """Writes the document and its pictures; returns its part of the README."""
    _manage(environment, *example.command, "-o", str(file))
    content = file.read_bytes()
    with pikepdf.open(io.BytesIO(content)) as opened:
        count = len(opened.pages)
    aloud = _read_aloud(content, example.name) if "render_report" in example.command else ""
    shown = [_picture(file, example.name, page) for page in range(1, count + 1)]
    pictures = "\n".join(
        f'<img src="{name}" width="360" alt="{example.title}, sidan {page} av {count}">'
        for page, name in enumerate(shown, start=1)
    )
    command = " ".join(("manage.py", *example.command, "-o", f"{example.name}.pdf"))
    return (
        f"\n## {example.title}\n`{command}`\n\n{count} sidor, {len(content)} byte, SHA-256 "
        f"`{hashlib.sha256(content).hexdigest()}`\n{aloud}\n{pictures}\n"
    )


def _read_aloud(content: bytes, name: str) -> str:
    """Writes what a screen reader is given, a row each with its kind; returns the line that names the file."""
    target = f"{name}-read-aloud.txt"
    rows = (f"{row.kind}: {' '.join(row.text.split())}\n" for row in spoken(content))
    (EXAMPLES / target).write_text("".join(rows), encoding="utf-8")
    return f"\nRead aloud, in order: [{target}]({target})\n"


def _picture(file: Path, name: str, page: int) -> str:
    """One page as a PNG of few colours: ink, paper and the handful of the documents' own."""
    drawn = subprocess.run(  # noqa: S603
        ["/usr/bin/pdftoppm", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page), "-png", str(file)],
        capture_output=True,
        check=True,
    )
    target = f"{name}-{page:02}.png"
    with Image.open(io.BytesIO(drawn.stdout)) as image:
        few = image.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(EXAMPLES / target, optimize=True)
    return target


def _manage(environment: dict[str, str], *arguments: str) -> None:
    _python(environment, "manage.py", *arguments)


def _python(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


HEAD = """# Example documents

Written by the program from `fixtures/` alone, on the demonstration's day, 2020-09-10. Each file is PDF/A-3a and
PDF/UA-1 at once, with its data inside. The first four are the source documents, written out again;
`tests/decisions/test_source_documents.py` holds them to the originals. The checksums are of the files, for the
versions in `requirements.txt`. All of it, the pictures too, is made by:

    python docs/take_examples.py
"""

if __name__ == "__main__":
    main()
