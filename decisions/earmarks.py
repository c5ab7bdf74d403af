"""The state's earmark. An allocation says which activities serve its purpose; no later decision adds another."""

from grants.figures import Book
from grants.models import Fund


def keeps_its_purpose(fund: Fund, activity_id: int, book: Book) -> bool:
    """May the activity be given the fund's money? Of an earmarked fund, only where it has had some before."""
    return not fund.earmarked or fund.pk in book.accounts.get(activity_id, {})
