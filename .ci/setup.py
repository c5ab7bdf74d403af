"""System packages and the virtual environment, from a bare checkout. Needs nothing but Python itself.

Both steps look first and do nothing when all is in place. Run from the project's folder: `python3 .ci/setup.py`.
"""

import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCK = PROJECT / "requirements-dev.txt"
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin/python"
STAMP = VENV / "installed-lock"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Settings of other people's pip that would put the packages somewhere else.
MISLEADING = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME", "PYTHONPATH"}


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 (this script meets any Python)
        print(f"Python 3.11 eller nyare behövs; det här är {sys.version.split()[0]}. Ange en annan: make PYTHON=…")
        return 1
    if packages := missing_packages():
        install_system_packages(packages)
    if importlib.util.find_spec("ensurepip") is None:
        return 1
    return make_venv()


def missing_packages() -> list[str]:
    """Debian's names of what the PDFs (first three), the browser tests and venv need and this machine lacks."""
    libraries = {
        "libpango-1.0-0": "pango-1.0",
        "libpangoft2-1.0-0": "pangoft2-1.0",
        "libharfbuzz-subset0": "harfbuzz-subset",
    }
    missing = [package for package, library in libraries.items() if not ctypes.util.find_library(library)]
    if not any(map(shutil.which, BROWSERS)):
        missing.append("chromium")
    if not shutil.which("pdftotext"):
        missing.append("poppler-utils")
    if importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    return missing


def install_system_packages(packages: list[str]) -> None:
    """Installs with apt where we may; otherwise prints the line to run, and the rest goes on without."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    prefix = privilege()
    if prefix is not None and shutil.which("apt-get"):
        print(f"Installerar systempaket: {' '.join(packages)}", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        apt = [*prefix, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
        updated = subprocess.run([*apt, "update"], env=quiet, stdout=subprocess.DEVNULL)  # noqa: S603
        install = [*apt, *line.split()[1:]]
        if updated.returncode == 0 and subprocess.run(install, env=quiet, stdout=subprocess.DEVNULL).returncode == 0:  # noqa: S603
            return
    print(f"Systempaket saknas. Kör den här raden (Debian, Ubuntu) och försök sedan igen:\n    sudo {line}", flush=True)


def privilege() -> list[str] | None:
    """What to put before a command that needs root; None if we may not."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:  # noqa: S603
        return [sudo, "-n"]
    return None


def make_venv() -> int:
    """Installs the lock file, unless that very file is what the environment was made from."""
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if works() and STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    print("Installerar Pythonpaket i .venv (tar omkring en minut första gången) …", flush=True)
    if not works():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)  # noqa: S603
    # Twice quiet: errors only. A second package index that lacks a name warns once for each package.
    options = ["-qq", "--no-input", "--disable-pip-version-check", "--root-user-action=ignore"]
    pip = [str(PYTHON), "-m", "pip", "install", *options, "--require-hashes", "-r", str(LOCK)]
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    done = subprocess.run(pip, env=environment)  # noqa: S603
    if done.returncode == 0:
        STAMP.write_text(wanted)
    return done.returncode


def works() -> bool:
    """Whether the environment's Python starts and has pip: a copied or half-made environment does not."""
    probe = [str(PYTHON), "-c", "import pip"]
    return PYTHON.exists() and subprocess.run(probe, capture_output=True).returncode == 0  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
