"""Addresses of the grants app."""

from django.urls import URLPattern, URLResolver, path

from grants.views import outcome

urlpatterns: list[URLPattern | URLResolver] = [
    path("utfall/inlasning/", outcome.upload, name="outcome_upload"),
    path("utfall/inlasning/granska/<str:sha256>/", outcome.preview, name="outcome_preview"),
    path("utfall/inlasning/<int:pk>/", outcome.import_page, name="outcome_import"),
    path("utfall/inlasning/<int:pk>/aterta/", outcome.undo, name="outcome_undo"),
]
