"""Nobody decides or records on other figures than those on the page: what has changed is shown and confirmed anew."""

import hashlib

from config.refused import Stale
from decisions.models import Decision, LineShare
from decisions.models.kinds import Kind
from decisions.movements import touched
from grants import ledger
from grants.figures import read_book


class FiguresChanged(Stale):
    """Lawful still, but the figures are not those that were seen: shown and confirmed anew."""

    code = "figures_changed"


def confirm_seen(decision: Decision, seen: str | None, what: str) -> None:
    """Locks the accounts that the decision builds on, and raises FiguresChanged if the figures are no longer those of
    `seen` (`seen_token`; None: nothing was shown). `what`: the participle of what then has not happened."""
    ledger.open_accounts(touched(decision))
    if seen is not None and seen != seen_token(decision):
        raise FiguresChanged(
            f"Siffrorna har ändrats sedan du öppnade sidan. Inget är {what}. Se de nya siffrorna och bekräfta dem."
        )


def seen_token(decision: Decision) -> str:
    """A fingerprint of the figures that the decision's pages show: the version, what lies on the accounts that it
    touches, and the outcome of its activities, since a later outcome leaves less to move."""
    if decision.agreement is None:
        return str(decision.version)
    book = read_book(decision.agreement)
    activities = sorted(line.activity_id for line in decision.lines.all() if line.activity_id)
    parts = [f"{pk}={sorted(book.accounts.get(pk, {}).items())}/{book.outcome.get(pk, 0):.2f}" for pk in activities]
    if decision.kind != Kind.REALLOCATION:
        shares = LineShare.objects.filter(line__decision=decision).order_by("fund").values_list("fund", flat=True)
        parts += [f"f{fund_id}={book.pool[fund_id]}" for fund_id in shares.distinct()]
    return hashlib.sha256(f"{decision.version}|{'|'.join(parts)}".encode()).hexdigest()[:20]
