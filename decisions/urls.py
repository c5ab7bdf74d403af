"""Addresses of the decisions app."""

from django.urls import URLPattern, URLResolver, path

from decisions.views import cases, decisions

urlpatterns: list[URLPattern | URLResolver] = [
    path("arenden/<int:pk>/", cases.case_page, name="case"),
    path("beslut/<int:pk>/", decisions.decision_page, name="decision"),
]
