"""Real workers on the tests' database: started, and killed in the middle of what they do."""

import datetime
import os
import subprocess
import sys

from django.db import connection
from django.utils import timezone


def start() -> subprocess.Popen[bytes]:
    """A real worker on the tests' database, which ends when nothing is left to do."""
    name = connection.settings_dict["NAME"]
    program = (
        "import django; django.setup();"
        "from django.conf import settings; from django.core.management import call_command;"
        "from django.db import connection;"
        f"connection.settings_dict['NAME'] = {name!r}; settings.DATABASES['default']['NAME'] = {name!r};"
        "call_command('procrastinate', 'worker', '--one-shot')"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.DEVNULL)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """Ends it as a machine that goes down does, and lets an hour of silence go by."""
    worker.kill()
    worker.wait()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = %s", [timezone.now() - datetime.timedelta(hours=1)]
        )
