"""The pages about one agreement, for its tabs."""

from typing import Any

from django.urls import reverse

from grants.models import Agreement


def agreement_tabs(agreement: Agreement, current: str) -> list[dict[str, Any]]:
    """`current`: the name of the address shown. The last three pages are of all agreements, at the part of this one."""
    own = [
        ("agreement", "Översikt"),
        ("dashboard", "Uppföljning"),
        ("settlement", "Avräkning"),
        ("findings", "Kontroller"),
    ]
    only_this = f"?overenskommelse={agreement.slug}"
    tabs = [(name, label, reverse(name, args=[agreement.slug])) for name, label in own]
    tabs += [
        ("condition_matrix", "Villkor", reverse("condition_matrix") + only_this),
        ("distributions", "Utförare", reverse("distributions") + only_this),
        ("reports", "Redovisning", f"{reverse('reports')}#{agreement.slug}"),
    ]
    return [{"label": label, "path": path, "current": name == current} for name, label, path in tabs]
