"""A worker that is killed while it draws: the next one draws what is filed, each file once."""

import time

import pytest
from django.core.management import call_command
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from reporting import tasks
from reporting.models import RenderedFile
from tests import workers
from tests.reporting import reports

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_that_dies_while_it_draws_is_followed_by_one_that_draws_each_file_once(client):
    case = reports.Case().answered()
    filed = case.file()
    first = workers.start()
    deadline = time.monotonic() + 60
    while not ProcrastinateJob.objects.filter(status="doing").exists() and time.monotonic() < deadline:
        assert first.poll() is None
        time.sleep(0.02)
    workers.kill(first)
    assert not RenderedFile.objects.exists()
    tasks.take_up_filed(timestamp=0)
    tasks.take_up_filed(timestamp=0)
    # Besides what the worker does by the clock: that depends on the moment.
    ours = {"task_name": "reporting.render_filed", "args": {"filed_id": filed.pk}}
    waiting = ProcrastinateJob.objects.filter(status="todo", **ours)
    assert waiting.count() == 1
    call_command("procrastinate", "worker", "--one-shot")
    drawn = sorted(RenderedFile.objects.values_list("format", "data_sha256"))
    assert drawn == [(name, filed.sha256) for name in ("csv", "json", "pdf", "xlsx")]
    client.force_login(case.writer)
    assert client.get(reverse("filed_pdf", args=[filed.pk])).status_code == 200
    tasks.take_up_filed(timestamp=0)
    assert not ProcrastinateJob.objects.filter(status="todo").exists()
