"""A page with one form and nothing else, wherever it is needed."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from people.requests import SignedInRequest


def form_page(request: SignedInRequest, form: forms.BaseForm, *, heading: str, **context: Any) -> HttpResponse:
    """Asks, or says what is wrong with what was sent (422). `crumbs`: the way here; of the rest the template tells,
    which is `form_page.html` or, as `template`, one that extends it."""
    template = context.pop("template", "form_page.html")
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, "heading": heading, **context}, status=status)
