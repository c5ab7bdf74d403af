"""Work for the worker: documents of decisions."""

from procrastinate.contrib.django import app

from decisions.models import Decision
from decisions.pdf.jobs import RETRY
from decisions.rendering import render_and_store


@app.task(name="decisions.render_decision", retry=RETRY)
def render_decision(*, decision_id: int) -> None:
    """Renders and keeps the document of a decision."""
    render_and_store(Decision.objects.for_page().get(pk=decision_id))
