"""Addresses of the grants app."""

from django.urls import URLPattern, URLResolver, path

from grants.views import months, outcome

urlpatterns: list[URLPattern | URLResolver] = [
    path("utfall/inlasning/", outcome.upload, name="outcome_upload"),
    path("utfall/inlasning/granska/<str:sha256>/", outcome.preview, name="outcome_preview"),
    path("utfall/inlasning/<int:pk>/", outcome.import_page, name="outcome_import"),
    path("utfall/inlasning/<int:pk>/aterta/", outcome.undo, name="outcome_undo"),
    path("manader/", months.months_page, name="months"),
    path("manader/<slug:slug>/<str:month>/stang/", months.close, name="month_close"),
    path("manader/<int:pk>/oppna/", months.reopen, name="month_reopen"),
]
