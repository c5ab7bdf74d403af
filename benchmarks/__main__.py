"""python -m benchmarks [name …] [--quick]

Runs the measurements named (all without a name), each in a database of its own, prints a table and writes
benchmarks.json in the installation's folder (var/). --quick: small sizes and few rounds, to see that all of it works.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Iterator

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"

NAMES = ("grid", "balances", "posting", "report_pdf", "outcome_import", "pages")


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
    results = []
    for result in measured(options.names or NAMES, options.quick):
        print(table.line(result), flush=True)
        results.append(result)
    print(f"\n{table.store(results, machine, quick=options.quick)}")
    return 0


def measured(names: tuple[str, ...] | list[str], quick: bool) -> Iterator:
    from benchmarks import table
    from benchmarks.harness import own_database

    for name in names:
        module = importlib.import_module(f"benchmarks.{name}")
        print(f"\n{table.HEAD}", flush=True)
        with own_database():
            yield from module.run(quick)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
