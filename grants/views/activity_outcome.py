"""The rows of accounting behind an activity's outcome."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from grants.models import Activity
from grants.outcome.trace import corrections_behind, month_asked_for, rows_behind, total_behind
from people.abilities import Ability, needs
from people.requests import SignedInRequest

PER_PAGE = 100


@needs(Ability.SEE)
@require_safe
def activity_outcome_page(request: SignedInRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.visible_to(request.user).select_related("area__agreement"), pk=pk)
    month = month_asked_for(request.GET.get("manad"))
    rows = rows_behind(activity, month)
    corrections = corrections_behind(activity, month)
    agreement = activity.area.agreement
    context = {
        "activity": activity,
        "month": month,
        "total": total_behind(rows, corrections),
        "corrections": corrections,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": f"manad={month:%Y-%m}&" if month else "",
        "crumbs": [
            (agreement.name, agreement.get_absolute_url()),
            (activity.name, activity.get_absolute_url()),
        ],
    }
    return render(request, "grants/activity_outcome_page.html", context)
