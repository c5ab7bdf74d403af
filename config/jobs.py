"""Asking the worker for something that takes long, and how it goes. The same is never asked for twice at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from config.health import HEARTBEAT_LIMIT, worker_answers

RETRY = RetryStrategy(max_attempts=3, linear_wait=5)


def job(name: str, retry: RetryStrategy = RETRY) -> Callable[[Callable[..., None]], Task]:
    """Makes a function a job of the worker: tried three times, its database connection given back afterwards."""

    def decorate(function: Callable[..., None]) -> Task:
        @wraps(function)
        def run(**arguments: Any) -> None:
            try:
                function(**arguments)
            finally:
                _give_connection_back()

        return app.task(name=name, retry=retry)(run)

    return decorate


def _give_connection_back() -> None:
    """The worker runs each job in a thread, where no request ends. In a transaction the connection is the caller's."""
    if not connection.in_atomic_block:
        connection.close()


@dataclass(frozen=True)
class Progress:
    """How it goes with what is not ready: `failed` when the worker has given up, `worker` when one is alive."""

    failed: bool
    worker: bool


def ask_for(task: Task, lock: str, **arguments: Any) -> None:
    """Queues the job unless one with the same lock waits already. Part of the caller's transaction, if there is one."""
    try:
        with transaction.atomic():
            task.configure(queueing_lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        return


def ask_once(task: Task, lock: str, again: bool, **arguments: Any) -> Progress:
    """Queues the job unless it waits, runs or has failed for good (`again` tries once more); tells how it goes."""
    last = ProcrastinateJob.objects.filter(queueing_lock=lock).order_by("-pk").first()
    worker = worker_answers()
    if last is not None and last.status == "failed" and not again:
        return Progress(failed=True, worker=worker)
    if last is None or not _is_busy(last):
        ask_for(task, lock, **arguments)
    return Progress(failed=False, worker=worker)


def progress(*locks: str) -> Progress:
    """How it goes with what somebody has asked for under these locks; asks for nothing."""
    last = ProcrastinateJob.objects.filter(queueing_lock__in=locks).order_by("-pk").first()
    return Progress(failed=last is not None and last.status == "failed", worker=worker_answers())


def _is_busy(job: ProcrastinateJob) -> bool:
    """Whether the job waits, or is run by a worker that is alive: one that was killed leaves its job as it was."""
    if job.status == "doing":
        return job.worker is not None and job.worker.last_heartbeat > timezone.now() - HEARTBEAT_LIMIT
    return job.status == "todo"
