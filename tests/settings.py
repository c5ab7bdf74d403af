"""The real settings with what tests need otherwise: plain HTTP, a fixed day, fast passwords, nothing kept on disk."""

import os

os.environ.setdefault("BIDRAGSBOKEN_PLAIN_HTTP", "1")
os.environ["BIDRAGSBOKEN_TODAY"] = "2020-09-10"

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Many people sign in from one address during the tests; the test of the limits turns them on again.
ACCOUNT_RATE_LIMITS = False
# What a test commits need not outlive a power cut.
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "options": "-c synchronous_commit=off"}  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
