"""Showing anew who one is, before what cannot be undone. The record and the limit on attempts are allauth's own."""

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit

from people.requests import SignedInRequest


def has_confirmed(request: SignedInRequest) -> bool:
    """Whether this person has given the password again in the last five minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT).

    Who signs in through the organisation has no password here: then the sign-in itself must be that fresh.
    """
    records = get_authentication_records(request, request.user)
    if request.user.has_usable_password():
        records = [record for record in records if record.get("reauthenticated")]
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def too_many_attempts(request: SignedInRequest) -> bool:
    """Counts one more attempt; whether they are too many."""
    return not ratelimit.consume(request, action="reauthenticate", user=request.user)


def confirm(request: SignedInRequest, password: str) -> bool:
    """Whether the password is right; if so it is remembered for the session."""
    if not request.user.check_password(password):
        return False
    reauthenticate_by_password(request)
    return True
