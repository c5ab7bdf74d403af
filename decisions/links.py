"""The decisions that a decision stands in relation to, both ways, as its page and its document say it."""

from dataclasses import dataclass

from decisions.models import Decision, DecisionLink
from decisions.models.kinds import FINAL, Status

Kind = DecisionLink.Kind
FROM_HERE = {
    Kind.EXTENDS: "Förlänger",
    Kind.AMENDS: "Ändrar",
    Kind.REPLACES: "Ersätter",
    Kind.CORRECTS: "Rättar",
    Kind.RECOMMENDED_BY: "Tillstyrkt av",
}
TO_HERE = {
    Kind.EXTENDS: "Förlängd genom",
    Kind.AMENDS: "Ändrad genom",
    Kind.REPLACES: "Ersatt genom",
    Kind.CORRECTS: "Rättad genom",
    Kind.RECOMMENDED_BY: "Tillstyrker",
}

PROPOSED_TO_HERE = {
    Kind.EXTENDS: "Föreslås förlängd genom",
    Kind.AMENDS: "Föreslås ändrad genom",
    Kind.REPLACES: "Föreslås ersatt genom",
    Kind.CORRECTS: "Föreslås rättad genom",
    Kind.RECOMMENDED_BY: "Tillstyrker",
}
"""Until it is decided nothing has become of it. What was rejected or withdrawn is not said at all."""


@dataclass(frozen=True)
class Relation:
    """`words` and what they are about; `decision` is None for another body's decision. `proposed`: not decided yet."""

    words: str
    text: str
    decision: Decision | None
    proposed: bool = False

    def __str__(self) -> str:
        return f"{self.words} {self.text}"


CHOSEN = (Kind.AMENDS, Kind.EXTENDS, Kind.REPLACES)
"""What who writes a draft says of an earlier decision. A correction says it by itself."""


def relatable(decision: Decision) -> list[tuple[str, list[tuple[int, str]]]]:
    """The decided decisions that a draft can amend, extend or replace, those of its own case and agreement first."""
    near: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    decided = Decision.objects.decided().exclude(pk=decision.pk).select_related("case").order_by("-decided_on", "-pk")
    for each in decided:
        is_near = each.case_id == decision.case_id or (
            each.agreement_id is not None and each.agreement_id == decision.agreement_id
        )
        (near if is_near else others).append((each.pk, f"{each.reference}, {each.decided_on}: {each.title}"))
    return [(name, rows) for name, rows in (("I ärendet och överenskommelsen", near), ("Andra", others)) if rows]


def later_decisions(decision: Decision) -> list[Relation]:
    """What has been decided about this decision since, the oldest first."""
    found = decision.linked_from.in_force().exclude(kind=Kind.RECOMMENDED_BY).for_page()
    return [_from(link) for link in found]


def relations(decision: Decision) -> list[Relation]:
    """What this decision says of others, then what later ones say of it. Those that came to nothing are left out."""
    later = decision.linked_from.for_page()
    return own_relations(decision) + [
        _from(link) for link in later if link.decision.status == Status.DECIDED or _is_open(link)
    ]


def own_relations(decision: Decision) -> list[Relation]:
    """What the decision says itself: as final as it is."""
    return [Relation(FROM_HERE[Kind(link.kind)], link.target, link.other) for link in decision.links.for_page()]


def _is_open(link: DecisionLink) -> bool:
    return link.decision.status not in FINAL


def _from(link: DecisionLink) -> Relation:
    proposed = _is_open(link)
    words = PROPOSED_TO_HERE if proposed else TO_HERE
    return Relation(words[Kind(link.kind)], _named(link.decision), link.decision, proposed=proposed)


def _named(decision: Decision) -> str:
    day = f", {decision.decided_on}" if decision.decided_on else ""
    return f"{decision} ({decision.reference}{day})"


def corrected(decision: Decision) -> Decision | None:
    """The decision that this one corrects, if it is a correction."""
    link = decision.links.corrections().for_page().first()
    return link.other if link else None
