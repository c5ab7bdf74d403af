"""Which words a report explains: those that stand in the sections it has."""

from config.glossary import GLOSSARY, Term

KEYS = ("allotted", "decided", "booked", "uncovered", "unallocated", "outcome")
WORDS = {
    "summary": (*KEYS, "left", "unmatched"),
    "areas": (*KEYS, "fund", "activity", "role", "left", "national", "repaid", "earmarked", "locked"),
    "months": ("outcome", "unmatched"),
    "settlement": (
        *("settlement", "allotted", "booked", "unallocated", "outcome", "left", "repaid", "earmarked"),
        *("charged", "own_financing", "releasable", "bound", "repayable"),
    ),
    "economy": ("fund", "allotted", "repaid", "repayable", "earmarked", "payment", "registry_number"),
    "earmarks": ("fund", "earmarked", "allotted", "booked", "unallocated"),
    "reallocations": ("reallocation", "mandate"),
    "distributions": ("distribution", "provider", "ownership", "weight", "approved_variance"),
    "decisions": ("decided", "allocation", "reallocation", "mandate", "section_number"),
    "conditions": ("condition", "fulfilled"),
    "findings": ("check", "acknowledged"),
    "requirement": ("requirement",),
    "attachments": ("checksum",),
    "method": ("outcome", "booked", "period_close", "checksum"),
}
"""By section of a report: the words of its heads and sentences that a reader may not know."""


def words_of(sections: list[str]) -> list[Term]:
    """Each once, in the order of the glossary."""
    wanted = {word for section in sections for word in WORDS.get(section, ())}
    return [term for key, term in GLOSSARY.items() if key in wanted]
