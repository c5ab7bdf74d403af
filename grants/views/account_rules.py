"""Which account strings belong to which activity: the bucket of what is not connected, and the rules."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.refused import Refused
from grants import outcome
from grants.forms.account_rules import RuleForm
from grants.kronor import format_kronor
from grants.models import AccountRule, Activity, Agreement
from grants.outcome.bucket import bucket_of
from grants.outcome.months import chosen
from grants.outcome.names import names_in
from people.abilities import Ability, may, needs
from people.requests import SignedInRequest

PER_PAGE = 50
FOLLOW_UP = ("Uppföljning", "/utfall/")


@needs(Ability.SEE)
@require_safe
def unmatched_page(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    agreement = chosen(agreements, request.GET.get("overenskommelse"))
    bucket = bucket_of(agreement) if agreement else None
    context = {
        "agreements": agreements,
        "agreement": agreement,
        "bucket": bucket,
        "page": Paginator(bucket.open if bucket else [], PER_PAGE).get_page(request.GET.get("page")),
        "names": names_in(agreement) if agreement else None,
        "activities": Activity.objects.of(agreement) if agreement else [],
        "may_connect": may(request.user, Ability.IMPORT_OUTCOME),
        "crumbs": [FOLLOW_UP],
    }
    return render(request, "grants/unmatched_page.html", context)


@needs(Ability.SEE)
@require_safe
def rules_page(request: SignedInRequest) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    agreement = chosen(agreements, request.GET.get("overenskommelse"))
    context = {
        "agreements": agreements,
        "agreement": agreement,
        "rules": AccountRule.objects.visible_to(request.user).of(agreement) if agreement else [],
        "names": names_in(agreement) if agreement else None,
        "may_connect": may(request.user, Ability.IMPORT_OUTCOME),
        "crumbs": [FOLLOW_UP],
    }
    return render(request, "grants/rules_page.html", context)


@needs(Ability.IMPORT_OUTCOME)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """GET may bring the parts of an account string; POST makes the rule and connects the rows of open months."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), slug=slug)
    form = RuleForm(agreement, request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            made = outcome.make_rule(**form.rule(), by=request.user)
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.message)
        else:
            messages.success(request, f"Regeln är sparad. {_connected(made)}")
            return redirect(f"{reverse('outcome_unmatched')}?overenskommelse={agreement.slug}")
    crumbs = [FOLLOW_UP, ("Konteringsregler", _rules_path(agreement))]
    context = {"form": form, "agreement": agreement, "crumbs": crumbs, "back": _rules_path(agreement)}
    return render(request, "grants/rule_page.html", context, status=422 if form.errors else 200)


@needs(Ability.IMPORT_OUTCOME)
@require_POST
def rule_end(request: SignedInRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(AccountRule.objects.visible_to(request.user).for_page(), pk=pk)
    try:
        ended = outcome.end_rule(rule, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Regeln för {rule} är borttagen. {_connected(ended)}")
    return redirect(_rules_path(rule.agreement))


def _rules_path(agreement: Agreement) -> str:
    return f"{reverse('outcome_rules')}?overenskommelse={agreement.slug}"


def _connected(change: outcome.Connected) -> str:
    """What happened to the rows, in a sentence or two."""
    rows = "1 rad" if change.rows == 1 else f"{change.rows} rader"
    said = f"{rows} i öppna månader bytte aktivitet, {format_kronor(change.amount)}."
    if change.closed:
        closed = "1 rad" if change.closed == 1 else f"{change.closed} rader"
        said += f" {closed} i stängda månader ändras inte."
    return said
