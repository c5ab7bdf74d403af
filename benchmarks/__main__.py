"""python -m benchmarks [name …] [--quick]

Runs the measurements named (all without a name), each in a database of its own, prints a table and writes
benchmarks.json in the installation's folder (var/). --quick: small sizes and few rounds, to see that all of it works.
"""

import argparse
import importlib
import os
import sys
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.harness import Result

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"

NAMES = (
    "grid",
    "grid_keys",
    "balances",
    "posting",
    "report_pdf",
    "report_xlsx",
    "outcome_import",
    "month_close",
    "dashboards",
    "pages",
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="small sizes, few rounds")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}. There are {', '.join(NAMES)}.")

    import django

    from config import database

    database.ensure_running()
    django.setup()

    from benchmarks import table

    machine = table.machine()
    print(table.machine_line(machine))
    results: list[Result] = []
    failed = [name for name in options.names or NAMES if not measured(name, options.quick, results)]
    print(f"\n{table.store(results, machine, quick=options.quick)}")
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def measured(name: str, quick: bool, results: list["Result"]) -> bool:
    """Adds the results of one measurement as they come. One that breaks does not keep the others from running."""
    from benchmarks import table
    from benchmarks.harness import own_database

    module = importlib.import_module(f"benchmarks.{name}")
    print(f"\n{table.HEAD}", flush=True)
    try:
        with own_database():
            for result in module.run(quick):
                print(table.line(result), flush=True)
                results.append(result)
    except Exception:
        traceback.print_exc()
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
