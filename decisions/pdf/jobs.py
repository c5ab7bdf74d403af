"""Asking the worker for a document, and how it goes. The same file is never asked for twice at a time."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from config.health import worker_answers

RETRY = RetryStrategy(max_attempts=3, linear_wait=5)


@dataclass(frozen=True)
class Progress:
    """How it goes with a file that is not ready: `failed` when the worker has given up, `worker` when one is alive."""

    failed: bool
    worker: bool


def ask_for(task: Task, lock: str, **arguments: Any) -> None:
    """Queues the job unless one with the same lock waits already. Part of the caller's transaction, if there is one."""
    try:
        with transaction.atomic():
            task.configure(queueing_lock=lock, lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        return


def progress(lock: str) -> Progress:
    """How the last job with this lock goes."""
    last = ProcrastinateJob.objects.filter(queueing_lock=lock).order_by("-pk").first()
    return Progress(failed=last is not None and last.status == "failed", worker=worker_answers())


def ask_once(task: Task, lock: str, **arguments: Any) -> Progress:
    """Queues the job unless it waits, runs or has failed for good; tells how it goes."""
    now = progress(lock)
    busy = ProcrastinateJob.objects.filter(queueing_lock=lock, status__in=["todo", "doing"]).exists()
    if not busy and not now.failed:
        ask_for(task, lock, **arguments)
    return now
