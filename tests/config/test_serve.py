"""`make run`'s program, for real: started, asked, ended in every way that it can be ended."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config import embedded
from config.embedded_paths import cluster_for

PATIENCE = 90


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One home for all tests here: the second start finds what the first one made."""
    folder = Path(tempfile.mkdtemp(prefix="bb-"))
    folder.chmod(0o755)
    yield folder / "var"
    embedded.stop(folder / "var")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(home: Path, port: int) -> subprocess.Popen[str]:
    ours = ("BIDRAGSBOKEN_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.Popen(
        [sys.executable, "-m", "config.serve"],
        env=clean | {"BIDRAGSBOKEN_HOME": str(home), "PORT": str(port)},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_for_invitation(process: subprocess.Popen[str], port: int) -> str:
    """Reads what the program prints until it invites us, and asks the pages until they answer."""
    assert process.stdout is not None
    printed = ""
    while "Ctrl-C" not in printed:
        line = process.stdout.readline()
        assert line, f"ended without an invitation:\n{printed}"
        printed += line
    wait_until(lambda: get(port, "/halsa/") == 200)
    return printed


def get(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return int(answer.status)
    except OSError:
        return 0


def wait_until(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "gave up waiting"
        time.sleep(0.05)


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def are_gone(processes: list[psutil.Process]) -> bool:
    return all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in processes)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGHUP])
def test_it_serves_until_it_is_told_to_end_and_leaves_nothing(home: Path, port: int, ending: signal.Signals) -> None:
    first_time = not home.exists()
    process = start(home, port)
    printed = wait_for_invitation(process, port)
    assert ("Lägger in exempel" in printed) == first_time
    assert f"http://localhost:{port}/" in printed
    assert get(port, "/logga-in/") == 200
    children = family(process)
    assert len(children) >= 3

    # The terminal sends Ctrl-C and hang-ups to the whole group.
    os.killpg(process.pid, ending)
    rest, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in rest
    assert are_gone(children)
    assert not embedded.is_running(cluster_for(home))


def test_a_killed_launcher_takes_server_and_worker_with_it(home: Path, port: int) -> None:
    process = start(home, port)
    wait_for_invitation(process, port)
    children = family(process)
    process.kill()
    process.communicate(timeout=PATIENCE)
    wait_until(lambda: are_gone(children))


def test_a_taken_port_is_told_with_the_line_to_use_instead(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        process = start(home, taken)
        printed, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert f"make run PORT={taken + 1}" in printed
