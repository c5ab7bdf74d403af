"""A provider's link is its own password: it stands in the address, and must not be written down where addresses are."""

import logging
import re
from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware

_SECRET = re.compile(r"(/utforarrapport/)[^/\s\"']+")


def masked(text: str) -> str:
    """The text without the secrets of links."""
    return _SECRET.sub(r"\1***", text)


class MaskedLog(logging.Filter):
    """Masks the lines of the log: Django writes the address of every request that is refused or fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        return True


class MaskedHistory(HistoryMiddleware):
    """Masks the address that the history of changes keeps beside each change."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_context(request) | {"url": masked(request.path)}
