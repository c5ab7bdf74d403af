"""The embedded PostgreSQL, with real servers in folders of their own."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config import embedded
from config.embedded_paths import NAME, Cluster, cluster_for

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the cluster to another user")


@pytest.fixture
def home() -> Iterator[Path]:
    """A short home that any user can reach, with its server ended afterwards."""
    yield from home_in(Path(tempfile.mkdtemp(prefix="bb-")), mode=0o755)


@pytest.fixture
def closed_home() -> Iterator[Path]:
    """A home inside a folder that nobody else may enter, as a checkout in `mktemp -d` is."""
    yield from home_in(Path(tempfile.mkdtemp(prefix="bb-")), mode=0o700)


def home_in(folder: Path, *, mode: int) -> Iterator[Path]:
    folder.chmod(mode)
    home = folder / "var"
    yield home
    embedded.stop(home)
    cluster = cluster_for(home)
    shutil.rmtree(cluster.folder, ignore_errors=True)
    shutil.rmtree(folder)


def connect(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(f"host={cluster.socket_folder} user={NAME} dbname={NAME}", autocommit=True)


def server_pid(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def elsewhere(home: Path, code: str) -> subprocess.Popen[str]:
    """Another process that uses the same home."""
    program = f"from pathlib import Path; from config import embedded; home = Path({str(home)!r}); {code}"
    return subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_the_first_call_creates_starts_and_makes_the_database(home: Path) -> None:
    cluster = embedded.ensure_running(home)
    with connect(cluster) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == (NAME,)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_it_is_reached_through_a_closed_folder_and_nothing_else(home: Path) -> None:
    cluster = embedded.ensure_running(home)
    assert stat.S_IMODE(cluster.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700
    assert psutil.Process(server_pid(cluster)).net_connections(kind="inet") == []


def test_a_second_call_finds_the_same_server(home: Path) -> None:
    cluster = embedded.ensure_running(home)
    first = server_pid(cluster)
    embedded.ensure_running(home)
    assert server_pid(cluster) == first


def test_two_commands_that_start_at_once_share_one_server(home: Path) -> None:
    both = [elsewhere(home, "embedded.ensure_running(home); print('up')") for _ in range(2)]
    assert [process.communicate(timeout=60)[0].strip() for process in both] == ["up", "up"]
    assert len(list(embedded._servers(cluster_for(home)))) == 1


def test_what_was_entered_is_there_after_a_stop_and_a_start(home: Path) -> None:
    with connect(embedded.ensure_running(home)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 18174397 AS amount")
    assert embedded.stop(home)
    assert not embedded.is_running(cluster_for(home))
    with connect(embedded.ensure_running(home)) as connection:
        assert connection.execute("SELECT amount FROM kept").fetchone() == (18174397,)


def test_stop_says_that_nothing_was_running(home: Path) -> None:
    assert embedded.stop(home) is False


def test_only_the_last_user_ends_the_server(home: Path) -> None:
    cluster = embedded.ensure_running(home)
    other = elsewhere(home, "embedded.ensure_running(home); print('up', flush=True); input()")
    assert other.stdout is not None
    assert other.stdout.readline() == "up\n"

    assert embedded.stop_if_unused(home) is False
    assert embedded.is_running(cluster)

    other.communicate("\n", timeout=10)
    assert embedded.stop_if_unused(home) is True
    assert not embedded.is_running(cluster)


def test_a_server_whose_folder_was_removed_is_replaced(home: Path) -> None:
    cluster = embedded.ensure_running(home)
    old = server_pid(cluster)
    shutil.rmtree(home)

    with connect(embedded.ensure_running(home)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert [server.pid for server in embedded._servers(cluster)] == [server_pid(cluster)] != [old]


def test_a_killed_server_is_started_again(home: Path) -> None:
    cluster = embedded.ensure_running(home)
    server = psutil.Process(server_pid(cluster))
    server.kill()
    server.wait()
    with connect(embedded.ensure_running(home)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("name", ["d" * 110, "med mellanslag, å ä ö"])
def test_a_path_that_no_socket_can_have_gets_a_private_folder_elsewhere(home: Path, name: str) -> None:
    far = home / name
    cluster = embedded.ensure_running(far)
    try:
        assert cluster.socket_folder.parent == Path("/tmp")  # noqa: S108
        assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700
        with connect(cluster) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        embedded.stop(far)
    assert not cluster.socket_folder.exists()


def test_a_socket_folder_that_others_may_enter_is_refused(home: Path) -> None:
    far = home / ("d" * 110)
    folder = cluster_for(far).socket_folder
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    try:
        with pytest.raises(embedded.EmbeddedDatabaseError, match="0700"):
            embedded.ensure_running(far)
    finally:
        folder.rmdir()


def test_files_of_another_major_version_are_refused_and_left_alone(home: Path) -> None:
    cluster = embedded.ensure_running(home)
    embedded.stop(home)
    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(embedded.EmbeddedDatabaseError, match="PostgreSQL 12"):
        embedded.ensure_running(home)
    assert (cluster.data / "base").is_dir()


@as_root
def test_root_keeps_the_cluster_where_the_server_can_reach_it(closed_home: Path) -> None:
    cluster = embedded.ensure_running(closed_home)
    assert cluster.folder.parent == Path("/var/lib/bidragsboken")
    assert (closed_home / "postgres").readlink() == cluster.folder
    assert psutil.Process(server_pid(cluster)).uids().real == 65534


@as_root
def test_a_removed_home_takes_its_far_away_cluster_with_it(closed_home: Path) -> None:
    with connect(embedded.ensure_running(closed_home)) as connection:
        connection.execute("CREATE TABLE left_behind ()")
    shutil.rmtree(closed_home)
    with connect(embedded.ensure_running(closed_home)) as connection:
        assert connection.execute("SELECT to_regclass('left_behind')").fetchone() == (None,)


def test_during_ends_what_it_started_and_passes_the_exit_status_on(home: Path) -> None:
    environment = {**os.environ, "BIDRAGSBOKEN_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "config.database"]
    status = subprocess.run([*command, "during", *command, "status"], env=environment, capture_output=True, text=True)
    assert (status.returncode, status.stdout) == (0, "running\n")
    failing = subprocess.run([*command, "during", sys.executable, "-c", "raise SystemExit(7)"], env=environment)
    assert failing.returncode == 7
    assert not embedded.is_running(cluster_for(home))
