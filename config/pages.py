"""Pages that belong to no part of the house: help, the accessibility statement, one's own account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.glossary import GLOSSARY


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The user guide in short, for each profile, and all words with their explanations in alphabetical order."""
    terms = sorted(GLOSSARY.items(), key=lambda item: item[1].word.lower().translate(SWEDISH_LAST))
    return render(request, "help_page.html", {"terms": terms})


@login_not_required
@require_safe
def accessibility_page(request: HttpRequest) -> HttpResponse:
    """The statement that lag (2018:1937) asks for; open to everyone."""
    return render(request, "accessibility_page.html")


@require_safe
def account_page(request: HttpRequest) -> HttpResponse:
    """Who one is signed in as, and the ways to change one's password and two-step sign-in."""
    return render(request, "account_page.html")


# å, ä and ö stand last, in that order; code points would put ä before å.
SWEDISH_LAST = str.maketrans({"å": "{", "ä": "|", "ö": "}"})
