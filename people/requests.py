from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from people.models import User


class SignedInRequest(HttpRequest):
    """What a view gets behind LoginRequiredMiddleware: a request whose user is one of ours."""

    user: User
    htmx: HtmxDetails
