"""Where the embedded PostgreSQL keeps its files. Pure reading: nothing is created here, so settings may import it.

The cluster is a folder that only its owner can enter (0700), holding `data/`, `socket/` and the log. It lies in
`BIDRAGSBOKEN_HOME/postgres`, except when we are root and the unprivileged server could not reach it there.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

NAME = "bidragsboken"
"""Name of both the role and the database."""

SERVER_UID = 65534
"""PostgreSQL refuses to run as root; as root we hand the cluster to this unprivileged user (nobody)."""

SYSTEM_FOLDER = Path("/var/lib/bidragsboken")
"""Home of clusters that root cannot keep beside the program."""

SOCKET_NAME = "/.s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103
"""Bytes. The system's limit is 107 on Linux and 103 on macOS, the ending zero not counted."""

SAFE_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_.-")


@dataclass(frozen=True)
class Cluster:
    """The folders of one embedded cluster. `server_uid` is the user that the server runs as."""

    home: Path
    folder: Path
    server_uid: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def ready(self) -> Path:
        """Written once the database has been created: before that a cluster is only half made."""
        return self.folder / "ready"

    @property
    def link(self) -> Path:
        """What stands in the home folder: the cluster itself, or a link to it."""
        return self.home / "postgres"

    @property
    def is_abandoned(self) -> bool:
        """Somebody removed the home folder, and with it the link: what lies elsewhere belonged to that home."""
        return self.folder != self.link and self.folder.exists() and not self.link.is_symlink()

    @property
    def socket_folder(self) -> Path:
        """In the cluster; in a short folder under /tmp when the path is too long or holds odd characters."""
        near = self.folder / "socket"
        if len(os.fsencode(f"{near}{SOCKET_NAME}")) <= LONGEST_SOCKET_PATH and set(str(near)) <= SAFE_CHARACTERS:
            return near
        return Path("/tmp") / f"{NAME}-{self.server_uid}-{_digest(self.folder)}"  # noqa: S108 (owner and mode are checked)


def cluster_for(home: Path) -> Cluster:
    """The cluster that belongs to a BIDRAGSBOKEN_HOME (absolute path)."""
    if os.geteuid() != 0:
        return Cluster(home=home, folder=home / "postgres", server_uid=os.geteuid())
    if reachable_by_others(home):
        return Cluster(home=home, folder=home / "postgres", server_uid=SERVER_UID)
    return Cluster(home=home, folder=SYSTEM_FOLDER / _digest(home), server_uid=SERVER_UID)


def reachable_by_others(path: Path) -> bool:
    """Whether any user may pass through every existing folder down to and including `path`."""
    return all(
        folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.exists() and folder.is_dir()
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(str(path))).hexdigest()[:16]
