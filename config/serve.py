"""`make run`: database, demo data, web server and worker as one command that leaves nothing behind.

The web server and the worker are children in sessions of their own, so that a Ctrl-C in the terminal reaches this
process alone and it can end them in order. The kernel ends them if this process is killed.
"""

import argparse
import ctypes
import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from types import FrameType

import django

from config import database
from config.embedded import EmbeddedDatabaseError

HOST = "127.0.0.1"
DEMO_DAY = "2020-09-10"
END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
PATIENCE = 10.0
"""Seconds that a child gets to finish what it is doing."""


class Ended(Exception):
    """Somebody asked us to end."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--end-with-parent", action="store_true", help="end when the process that started this one does"
    )
    if parser.parse_args().end_with_parent:
        end_with_parent()
    for number in END_SIGNALS:
        signal.signal(number, _raise_ended)
    port = int(os.environ.get("PORT", "8000"))
    if is_taken(port):
        print(f"Port {port} används redan. Välj en annan:\n    make run PORT={port + 1}", file=sys.stderr)
        return 1
    try:
        return serve(port)
    except Ended:
        return 0
    except EmbeddedDatabaseError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        ignore_signals()
        database.stop_if_unused()


def serve(port: int) -> int:
    """Prepares the database and runs server and worker until a signal comes (Ended) or one of them gives up (1)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("BIDRAGSBOKEN_PLAIN_HTTP", "1")
    os.environ.setdefault("BIDRAGSBOKEN_TODAY", DEMO_DAY)
    database.ensure_running()
    django.setup()
    signins = prepare()
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(start("gunicorn", *web_server(port)))
        children.append(start("django", "procrastinate", "worker"))
        print(f"\nBidragsboken: http://localhost:{port}/\n\n{signins}\nAvsluta med Ctrl-C.", flush=True)
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        print("Webbservern eller bakgrundsarbetaren avslutades oväntat.", file=sys.stderr)
        return 1
    finally:
        ignore_signals()
        end(children)


def web_server(port: int, *, workers: int = 2) -> list[str]:
    """What gunicorn is asked to serve, and how."""
    bind, pool = ["--bind", f"{HOST}:{port}"], ["--workers", str(workers)]
    return ["config.wsgi", *bind, *pool, "--no-control-socket", "--log-level", "warning"]


def prepare() -> str:
    """Brings schema, static files and, in an empty database, the demo; returns the text about whom to sign in as."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    signins = io.StringIO()
    if not apps.get_model("grants", "Agreement").objects.exists():
        print("Lägger in exempelöverenskommelserna …", flush=True)
        call_command("demo")
    call_command("demo", "--signins", stdout=signins)
    connection.close()
    return signins.getvalue()


def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Starts a Python module as a child that cannot outlive us."""
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, start_new_session=True, preexec_fn=dies_with(os.getpid()))  # noqa: S603


def end(children: list[subprocess.Popen[bytes]]) -> None:
    """Asks all to finish, waits, and kills those that do not."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def dies_with(parent: int) -> Callable[[], None]:
    """A step for a new child: the kernel sends it TERM when its parent is gone, also if that has already happened."""

    def bind() -> None:
        end_with_parent()
        if os.getppid() != parent:
            os._exit(1)

    return bind


def end_with_parent() -> None:
    """Asks the kernel for a TERM when our parent ends. Linux only; elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def ignore_signals() -> None:
    """From here on we are ending already: a second Ctrl-C must not interrupt that."""
    for number in END_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _raise_ended(number: int, frame: FrameType | None) -> None:
    raise Ended


if __name__ == "__main__":
    sys.exit(main())
