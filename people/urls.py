"""Addresses of the people app."""

from django.urls import URLPattern, URLResolver, path

from people.views import organisation

urlpatterns: list[URLPattern | URLResolver] = [
    path("organisation/", organisation.organisation_page, name="organisation"),
    path("organisation/brevhuvud/", organisation.letterhead_page, name="letterhead"),
    path("organisation/innehav/", organisation.tenure_new_page, name="tenure_new"),
    path("organisation/innehav/<int:pk>/avsluta/", organisation.tenure_end_page, name="tenure_end"),
    path("organisation/anvandare/", organisation.user_new_page, name="user_new"),
    path("organisation/anvandare/<int:pk>/", organisation.user_page, name="user"),
]
