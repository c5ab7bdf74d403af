#!/usr/bin/env python
"""Django's command line. Starts the embedded database first, if that is the one in use."""

import os
import sys

NEEDS_NO_DATABASE = {"check", "collectstatic", "makemessages", "compilemessages", "diffsettings", "help", "version"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config import database, embedded

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in NEEDS_NO_DATABASE and not command.startswith("-"):
        try:
            database.ensure_running()
        except embedded.EmbeddedDatabaseError as error:
            sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
