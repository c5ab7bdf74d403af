"""The health page: does the installation work? Open to all, and therefore without a word about anybody or any money.

200 when the database answers and every migration is applied, otherwise 503. A silent worker is a warning and not a
failure: people can go on working while mail and documents wait, and a load balancer must not take the pages away.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

HEARTBEAT_LIMIT = timedelta(seconds=60)
"""The worker reports every ten seconds; six missed reports is silence."""


@dataclass(frozen=True)
class Health:
    """Each part in one word: "ok" or what is wrong."""

    database: str
    migrations: str
    worker: str

    @property
    def works(self) -> bool:
        return self.database == "ok" and self.migrations == "ok"


def examine() -> Health:
    """Asks the database for the state of the installation; never raises."""
    try:
        migrations = _migrations()
        return Health(database="ok", migrations=migrations, worker=_worker() if migrations == "ok" else "okänd")
    except DatabaseError:
        return Health(database="svarar inte", migrations="okända", worker="okänd")


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    return "väntar" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _worker() -> str:
    return "ok" if worker_answers() else "stilla"


def worker_answers() -> bool:
    """Whether a worker has reported lately, so that what is asked of it will be done."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - HEARTBEAT_LIMIT).exists()


@never_cache
@login_not_required
@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    """The state for people, or as JSON for programs that ask for it (`?format=json` or the Accept header)."""
    health = examine()
    status = 200 if health.works else 503
    if _wants_json(request):
        return JsonResponse(asdict(health), status=status)
    return render(request, "health_page.html", {"health": health}, status=status)


def _wants_json(request: HttpRequest) -> bool:
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return request.GET.get("format") == "json" or preferred == "application/json"
