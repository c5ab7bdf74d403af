"""A rule's no that no view has answered becomes a page with its reason: 409 for what is stale, else 422."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.refused import Refused, Stale


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Nothing has changed: every write is one transaction."""
        if isinstance(exception, Stale):
            return render(request, "409.html", {"text": exception.message, "url": request.path}, status=409)
        if isinstance(exception, Refused):
            return render(request, "422.html", {"text": exception.message}, status=422)
        return None
