"""A provider's link without an account: made, revoked, reminded of; and what the provider itself writes through it."""

import datetime
import hashlib
import secrets
from decimal import Decimal

from django.db import transaction

from decisions.actions.common import DecisionRefused
from decisions.actions.distributions import may_distribute
from decisions.actions.followthrough import ask_provider
from decisions.models import ProviderLink, ProviderReminder, ProviderReport, ProviderRequest
from grants.kronor import format_kronor
from grants.models import Distribution, Provider
from people.models import User

TOKEN_BYTES = 32
LONGEST_DAYS = 400


def hashed(token: str) -> str:
    """What is kept of a link's secret. It is random, 256 bits, so one round without salt is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(
    distribution: Distribution,
    provider: Provider,
    *,
    expires_on: datetime.date,
    by: User,
    on: datetime.date,
    address: str = "",
) -> tuple[ProviderLink, str]:
    """A new link for one provider of a fixed distribution, and its secret, which is not kept: show it once.

    An earlier link of the same provider ends to work. Raises DecisionRefused.
    """
    may_distribute(distribution.activity, by, on)
    # The lock makes two people who make a link for the same provider come one after the other.
    Distribution.objects.select_for_update(no_key=True).get(pk=distribution.pk)
    if not distribution.is_fixed:
        raise DecisionRefused("Fastställ fördelningen innan utförare bjuds in att redovisa den.", "not_fixed")
    if not distribution.rows.filter(provider=provider).exists():
        raise DecisionRefused(f"{provider} är inte med i fördelningen.", "not_a_receiver")
    if not on <= expires_on <= on + datetime.timedelta(days=LONGEST_DAYS):
        raise DecisionRefused(f"Länken kan gälla från i dag till och med {LONGEST_DAYS} dagar framåt.", "expires_on")
    for earlier in ProviderLink.objects.of(distribution).filter(provider=provider, revoked_on__isnull=True):
        _revoke(earlier, by, on)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = ProviderLink.objects.create(
        distribution=distribution,
        provider=provider,
        request=_request(distribution, provider, by, on),
        token_hash=hashed(token),
        address=address.strip(),
        expires_on=expires_on,
        made_on=on,
        by=by,
    )
    return made, token


def _request(distribution: Distribution, provider: Provider, by: User, on: datetime.date) -> ProviderRequest:
    """The question of condition 5 that the link is the way to answer: the one that waits, else a new one."""
    waiting = ProviderRequest.objects.current().filter(
        links__distribution__series=distribution.series, links__provider=provider, answered_on__isnull=True
    )
    return waiting.first() or ask_provider(
        distribution.activity,
        provider=provider.name,
        asked_on=on,
        question=f"Aktiviteter och kostnader: {distribution.title}"[:300],
        by=by,
        on=on,
    )


@transaction.atomic
def revoke_link(link: ProviderLink, *, by: User, on: datetime.date) -> ProviderLink:
    """From now on the link opens nothing. What has come in through it stays. Raises DecisionRefused."""
    may_distribute(link.distribution.activity, by, on)
    fresh = ProviderLink.objects.select_for_update().get(pk=link.pk)
    if fresh.revoked_on is not None:
        raise DecisionRefused("Länken är redan indragen.", "revoked_already")
    return _revoke(fresh, by, on)


def _revoke(link: ProviderLink, by: User, on: datetime.date) -> ProviderLink:
    link.revoked_on, link.revoked_by = on, by
    link.save(update_fields=["revoked_on", "revoked_by"])
    return link


@transaction.atomic
def remind_provider(link: ProviderLink, *, by: User, on: datetime.date) -> ProviderReminder:
    """Queue an e-mail to the link's address, once a day at most. Raises DecisionRefused."""
    from decisions.tasks import ask_to_remind

    may_distribute(link.distribution.activity, by, on)
    fresh = ProviderLink.objects.select_for_update(of=("self",)).select_related("report").get(pk=link.pk)
    if not fresh.address:
        raise DecisionRefused("Länken har ingen e-postadress. Påminn på annat sätt.", "no_address")
    if not fresh.is_open(on):
        raise DecisionRefused("Länken gäller inte längre. Gör en ny.", "not_open")
    if fresh.final_report:
        raise DecisionRefused(f"{fresh.provider} har redan redovisat.", "reported")
    if fresh.reminders.filter(on=on).exists():
        raise DecisionRefused("En påminnelse är redan skickad i dag.", "reminded_today")
    made = ProviderReminder.objects.create(link=fresh, address=fresh.address, on=on, by=by)
    ask_to_remind(made)
    return made


def find_link(token: str, on: datetime.date) -> ProviderLink | None:
    """The link of this secret if it works that day. Expired, revoked and guessed are all None, and look the same."""
    rows = ProviderLink.objects.open_on(on).filter(token_hash=hashed(token))
    return rows.select_related("provider", "distribution__activity__area__agreement", "report").first()


@transaction.atomic
def save_provider_report(
    link: ProviderLink,
    *,
    activities: str,
    quantities: str,
    costs: Decimal,
    comment: str,
    author: str,
    final: bool,
    on: datetime.date,
) -> ProviderReport:
    """What the provider writes, `costs` in kronor: a draft until it is final, then for ever, and the answer to the
    question of condition 5. Whoever holds the link is the provider: there is no `by`. Raises DecisionRefused."""
    fresh = ProviderLink.objects.select_for_update(of=("self",)).select_related("report", "provider").get(pk=link.pk)
    if not fresh.is_open(on):
        raise DecisionRefused("Länken gäller inte längre.", "not_open")
    if fresh.final_report:
        raise DecisionRefused("Redovisningen är redan inlämnad och ändras inte.", "final")
    report = fresh.report if hasattr(fresh, "report") else ProviderReport(link=fresh)
    report.activities, report.quantities, report.costs = activities.strip(), quantities.strip(), costs
    report.comment, report.author = comment.strip(), author.strip()
    report.final_on = on if final else None
    report.save()
    if final:
        _answer(fresh, report, on)
    return report


def _answer(link: ProviderLink, report: ProviderReport, on: datetime.date) -> None:
    """The report as evidence, unless the question was taken back or answered by hand meanwhile."""
    request = ProviderRequest.objects.select_for_update().get(pk=link.request_id)
    if not request.is_current or request.answered_on is not None:
        return
    parts = (
        report.activities,
        report.quantities and f"Antal: {report.quantities}",
        f"Kostnader: {format_kronor(report.costs)}.",
        report.comment,
        f"Uppgifterna lämnades av {report.author}.",
    )
    request.answered_on, request.answered_itself = on, True
    request.answer = "\n".join(part for part in parts if part)
    request.save(update_fields=["answered_on", "answered_itself", "answer"])
