"""Addresses of the reporting app."""

from django.urls import URLPattern, URLResolver, path

from reporting.views import search, start

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start_page, name="start"),
    path("kalender/", start.calendar_page, name="calendar"),
    path("sok/", search.search_page, name="search"),
]
