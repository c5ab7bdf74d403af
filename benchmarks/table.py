"""The results as a table on the screen and as JSON in a file."""

import dataclasses
import json
import os
import platform
from pathlib import Path

import django
import psutil
import weasyprint

from benchmarks.harness import Result, Spread, statement
from config import database

HEAD = f"{'measurement':<58}{'ours':>10}{'bare':>10}{'ratio':>8}  {'lowest–highest':<16}{'queries':>8}  target"


def machine() -> dict[str, str]:
    """What the figures depend on. The load is that of the minute before: a shared machine shows."""
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": statement("SHOW server_version")[0][0].split()[0],
        "weasyprint": weasyprint.__version__,
        "load_at_start": f"{os.getloadavg()[0]:.1f}",
    }


def machine_line(machine: dict[str, str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in machine.items())


def line(result: Result) -> str:
    queries = "" if result.queries is None else str(result.queries)
    target = "" if result.target is None else f"{result.target:.0f} {_held(result)}"
    pair_range = f"{result.ratio.least:.1f}–{result.ratio.most:.1f}"
    facts = "".join(f"\n    {name.replace('_', ' ')}: {value}" for name, value in result.facts.items())
    return (
        f"{result.case:<58}{_time(result.ours):>10}{_time(result.yardstick):>10}{result.ratio.median:>8.1f}"
        f"  {pair_range:<16}{queries:>8}  {target}{facts}"
    )


def _held(result: Result) -> str:
    return "held" if result.target is not None and result.ratio.median <= result.target else "NOT held"


def _time(spread: Spread) -> str:
    if spread.median >= 1:
        return f"{spread.median:.2f} s"
    return f"{spread.median * 1000:.1f} ms"


def store(results: list[Result], machine: dict[str, str], *, quick: bool) -> Path:
    """Writes the JSON; returns where. Times in seconds."""
    path = database.home() / "benchmarks.json"
    rows = [dataclasses.asdict(result) for result in results]
    content = {"quick": quick, "machine": machine, "results": rows}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path
