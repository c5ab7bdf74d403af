"""The real settings as in production (no debug, cached templates), on a day in the demonstration's year.

The measurements make and drop a database of their own; nothing of the installation's is read or written.
"""

import os

os.environ["BIDRAGSBOKEN_PLAIN_HTTP"] = "1"
os.environ["BIDRAGSBOKEN_TODAY"] = "2020-09-10"
os.environ.pop("BIDRAGSBOKEN_DEBUG", None)

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, DATABASES, TEMPLATES

DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}_bench"}
ROOT_URLCONF = "benchmarks.bare"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "benchmarks" / "templates"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    # A page asks for a few addresses of static files; that they carry a checksum costs nothing worth measuring.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver"]
