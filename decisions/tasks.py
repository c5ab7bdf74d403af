"""Work for the worker: documents of decisions."""

from decisions.models import Decision
from decisions.pdf.jobs import job
from decisions.rendering import render_and_store


def decision_lock(decision: Decision) -> str:
    """One job at a time for the same decision in the same version."""
    return f"decision:{decision.pk}:{decision.version}:{decision.status}"


@job("decisions.render_decision")
def render_decision(*, decision_id: int) -> None:
    """Renders and keeps the document of a decision."""
    render_and_store(Decision.objects.for_page().get(pk=decision_id))
