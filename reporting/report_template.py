"""How a report is put together for its recipient: sections, their order and headings, letter, certificate.

The data of a template, and the two that are built in. An officer makes others in the browser (`reporting.templates`).
"""

from dataclasses import dataclass, field
from types import MappingProxyType

LANGUAGES = MappingProxyType({"sv": "svenska", "en": "engelska"})

HEADINGS = MappingProxyType(
    {
        "summary": ("Sammanfattning", "Summary"),
        "economy": ("Ekonomisk redovisning per tilldelning", "Economic report by fund"),
        "areas": ("Redovisning per utvecklingsområde", "Report by development area"),
        "months": ("Utfall månad för månad", "Outcome by month"),
        "settlement": ("Avräkning", "Settlement"),
        "earmarks": ("Öronmärkta medel", "Earmarked funds"),
        "reallocations": ("Omfördelningar", "Reallocations"),
        "distributions": ("Fördelning till utförare", "Distribution to providers"),
        "decisions": ("Beslut som siffrorna följer av", "Decisions behind the figures"),
        "conditions": ("Villkor för medlen", "Conditions"),
        "findings": ("Avvikelser i underlagen", "Discrepancies in the documents"),
        "requirement": ("Kravet på redovisning", "The reporting requirement"),
        "attachments": ("Bilagor", "Attachments"),
        "method": ("Så är siffrorna framtagna", "Method"),
        "certificate": ("Intyg", "Certificate"),
        "signatures": ("Underskrift", "Signature"),
    }
)
"""Every section that a report can have, in the usual order, with its heading in Swedish and English."""

WORDS = MappingProxyType(
    {
        "contents": ("Innehåll", "Contents"),
        "tables": ("Tabeller", "Tables"),
        "figures": ("Figurer", "Figures"),
        "letter": ("Följebrev", "Cover letter"),
        "glossary": ("Ord", "Glossary"),
        "changes": ("Vad som ändrats sedan förra versionen", "What has changed since the last version"),
    }
)


def heading(key: str, language: str) -> str:
    """The usual heading of a section, or of what no template can leave out."""
    swedish, english = HEADINGS.get(key) or WORDS[key]
    return english if language == "en" else swedish


@dataclass(frozen=True)
class Section:
    key: str
    heading: str


@dataclass(frozen=True)
class TemplateFacts:
    """`version` is 0 for what is built in. `cover_letter` and `certificate` are prose, with the report's own figures
    where the template had words in braces (`reporting.report.wording`). `language` is that of the headings."""

    name: str
    version: int
    language: str
    sections: tuple[Section, ...]
    address: str = ""
    cover_letter: str = ""
    certificate: str = ""
    signatories: tuple[str, ...] = field(default=())

    def has(self, key: str) -> bool:
        return any(section.key == key for section in self.sections)

    def word(self, key: str) -> str:
        """A heading that stands in every report: that of the contents, of the letter."""
        return heading(key, self.language)


def sections(*keys: str, language: str = "sv") -> tuple[Section, ...]:
    return tuple(Section(key, heading(key, language)) for key in keys)


CERTIFICATE = (
    "Vi intygar att uppgifterna stämmer med regionens redovisning och att medlen har använts till det de gavs för. "
    "Av {tilldelat} har {använt} använts. {att återbetala} ska återbetalas{senast}."
)
CERTIFIERS = ("Ekonomidirektör", "Regiondirektör")

ACTIVITIES = TemplateFacts(
    name="Socialstyrelsen",
    version=0,
    language="sv",
    sections=sections(*(key for key in HEADINGS if key not in {"economy", "certificate"})),
)
"""The built-in report of what was done and what it cost (delredovisning, slutredovisning)."""

ECONOMIC = TemplateFacts(
    name="Ekonomisk redovisning",
    version=0,
    language="sv",
    sections=sections(
        "economy", "settlement", "earmarks", "decisions", "findings", "requirement", "method", "certificate"
    ),
    certificate=CERTIFICATE,
    signatories=CERTIFIERS,
)
"""The built-in economic report (ekonomisk redovisning): what is left of each fund, and who certifies it."""
