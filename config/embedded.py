"""The embedded PostgreSQL: started when DATABASE_URL is unset, shared by every command of one BIDRAGSBOKEN_HOME.

Only a Unix socket in a closed folder, no TCP port. Two lock files in the home folder keep commands out of each
other's way: `start.lock` is held for as long as somebody starts or stops the server, `use.lock` is shared by all that
use it, so that the last one to leave can tell that it is the last.
"""

import contextlib
import fcntl
import os
import shutil
import socket
import stat
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from config.embedded_paths import NAME, SOCKET_NAME, Cluster, cluster_for
from config.embedded_programs import EmbeddedDatabaseError, find_programs, run

STOP_TIMEOUT = 20.0
"""Seconds that a server gets for an orderly end before it is killed."""

SERVER_SETTINGS = """
# Bidragsboken: local use through a socket only
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 128MB
"""

_in_use: dict[Path, int] = {}
"""The open `use.lock` of each home that this process uses: held until the process ends."""


def ensure_running(home: Path) -> Cluster:
    """Starts the server of `home` unless it answers, creating the cluster the first time; marks it as used by us."""
    cluster = cluster_for(home)
    _make_home(home)
    with _start_lock(home):
        if not is_running(cluster):
            _end_servers(cluster)
            if cluster.is_abandoned:
                shutil.rmtree(cluster.folder)
            _start(cluster)
        _use(home)
    return cluster


def stop(home: Path) -> bool:
    """Ends the server of `home`; says whether there was one."""
    if not home.is_dir():
        return False
    with _start_lock(home):
        return _end_servers(cluster_for(home))


def stop_if_unused(home: Path) -> bool:
    """Ends the server of `home` unless another process uses it; says whether it ended."""
    if not home.is_dir():
        return False
    with _start_lock(home):
        if (descriptor := _in_use.pop(home, None)) is not None:
            os.close(descriptor)
        with (home / "use.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return _end_servers(cluster_for(home))


def is_running(cluster: Cluster) -> bool:
    """Whether the server of exactly this data folder answers on its socket and its database has been created."""
    pid = _pid_in_data_folder(cluster)
    if pid is None or not cluster.ready.exists() or cluster.is_abandoned:
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(f"{cluster.socket_folder}{SOCKET_NAME}")
        except OSError:
            return False
        return _listener(probe) in (pid, None)


def _listener(probe: socket.socket) -> int | None:
    """The process at the other end: a server whose data folder was removed may still hold the socket."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    pid, _uid, _gid = struct.unpack("3i", probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(pid)


def _pid_in_data_folder(cluster: Cluster) -> int | None:
    try:
        return int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


# ---- starting ---------------------------------------------------------------------------------------------------


def _start(cluster: Cluster) -> None:
    _make_folder(cluster)
    programs = find_programs(cluster)
    if not (cluster.data / "PG_VERSION").exists():
        _create_data(cluster, programs)
    _check_version(cluster, programs)
    _make_private(cluster.socket_folder, cluster.server_uid)
    server = f"-k {cluster.socket_folder}"
    run(cluster, programs / "pg_ctl", "-D", cluster.data, "-w", "-t", "60", "-l", cluster.log, "-o", server, "start")
    if not cluster.ready.exists():
        _create_database(cluster)
        cluster.ready.touch()


def _create_data(cluster: Cluster, programs: Path) -> None:
    """Makes the data folder under another name first: an interrupted start leaves nothing that looks finished."""
    unfinished = cluster.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.rmtree(cluster.data, ignore_errors=True)
    cluster.ready.unlink(missing_ok=True)
    locale = ("--locale-provider=builtin", "--locale=C.UTF-8", "-E", "UTF8")
    # Trust is safe here: only the owner of the closed socket folder gets as far as the server.
    access = ("-U", NAME, "-A", "trust")
    run(cluster, programs / "initdb", "-D", unfinished, *access, *locale, "--no-sync", "--no-instructions")
    with (unfinished / "postgresql.conf").open("a") as settings:
        settings.write(SERVER_SETTINGS)
    unfinished.rename(cluster.data)


def _create_database(cluster: Cluster) -> None:
    address = f"host={cluster.socket_folder} user={NAME} dbname=postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def _check_version(cluster: Cluster, programs: Path) -> None:
    made_by = (cluster.data / "PG_VERSION").read_text().strip()
    ours = run(cluster, programs / "postgres", "--version").split()[-1].split(".")[0]
    if made_by != ours:
        raise EmbeddedDatabaseError(
            f"Databasen i {cluster.data} är skapad med PostgreSQL {made_by}, men programmet har nu PostgreSQL {ours}. "
            "Ta ut innehållet med den gamla versionen (pg_dump) och läs in det i en ny databas. Se docs/operations.md."
        )


# ---- folders ----------------------------------------------------------------------------------------------------


def _make_home(home: Path) -> None:
    """Creates the home folder. As root every new folder is passable, as `reachable_by_others` took for granted."""
    for folder in reversed([home, *home.parents]):
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            if os.geteuid() == 0:
                folder.chmod(0o755)


def _make_folder(cluster: Cluster) -> None:
    if cluster.folder != cluster.link:
        cluster.folder.parent.mkdir(parents=True, exist_ok=True)
        cluster.folder.parent.chmod(0o755)
        if not cluster.link.is_symlink():
            cluster.link.symlink_to(cluster.folder)
    _make_private(cluster.folder, cluster.server_uid)


def _make_private(folder: Path, uid: int) -> None:
    """Makes a folder that only `uid` may enter; refuses one that somebody else has put there."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, uid, uid)
    if not _is_private(folder, uid):
        raise EmbeddedDatabaseError(
            f"Mappen {folder} ska vara en egen mapp som bara användare {uid} kommer åt (0700). "
            "Ta bort den eller starta programmet som samma användare som förra gången."
        )


def _is_private(folder: Path, uid: int) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == uid and stat.S_IMODE(found.st_mode) == 0o700


# ---- ending -----------------------------------------------------------------------------------------------------


def _end_servers(cluster: Cluster) -> bool:
    """Ends every server of this data folder, also one that lost its files; in good order where the files are left."""
    servers = list(_servers(cluster))
    for server in servers:
        with contextlib.suppress(psutil.NoSuchProcess):
            # INT is PostgreSQL's "fast" shutdown, QUIT its "immediate": without files nothing is left to save.
            server.send_signal(2 if _pid_in_data_folder(cluster) == server.pid else 3)
    deadline = time.monotonic() + STOP_TIMEOUT
    # Looked for anew rather than waited for: a server that has ended but not been reaped no longer counts.
    while alive := list(_servers(cluster)):
        if time.monotonic() > deadline:
            for server in alive:
                server.kill()
        time.sleep(0.01)
    if cluster.socket_folder.parent != cluster.folder and _is_private(cluster.socket_folder, cluster.server_uid):
        shutil.rmtree(cluster.socket_folder)
    return bool(servers)


def _servers(cluster: Cluster) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            command = process.cmdline()
            if command[1:3] == ["-D", str(cluster.data)] and Path(command[0]).name == "postgres":
                yield process


# ---- locks ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _start_lock(home: Path) -> Iterator[None]:
    with (home / "start.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _use(home: Path) -> None:
    if home not in _in_use:
        _in_use[home] = os.open(home / "use.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(_in_use[home], fcntl.LOCK_SH)
