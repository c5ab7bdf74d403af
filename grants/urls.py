"""Addresses of the grants app."""

from django.urls import URLPattern, URLResolver, path

from grants.views import account_rules, activity_outcome, mappings, outcome, payments

urlpatterns: list[URLPattern | URLResolver] = [
    path("utfall/inlasning/", outcome.upload, name="outcome_upload"),
    path("utfall/inlasning/granska/<int:pk>/", outcome.preview, name="outcome_preview"),
    path("utfall/inlasning/<int:pk>/", outcome.import_page, name="outcome_import"),
    path("utfall/inlasning/<int:pk>/aterta/", outcome.undo, name="outcome_undo"),
    path("utfall/ej-kopplat/", account_rules.unmatched_page, name="outcome_unmatched"),
    path("utfall/regler/", account_rules.rules_page, name="outcome_rules"),
    path("utfall/regler/<int:pk>/avsluta/", account_rules.rule_end, name="outcome_rule_end"),
    path("utfall/regler/<slug:slug>/ny/", account_rules.rule_new, name="outcome_rule_new"),
    path("utfall/mappningar/", mappings.mappings_page, name="outcome_mappings"),
    path("utfall/mappningar/ny/", mappings.mapping_new, name="outcome_mapping_new"),
    path("utfall/mappningar/<int:pk>/", mappings.mapping_edit, name="outcome_mapping"),
    path("utbetalningar/", payments.payments_page, name="payments"),
    path("utbetalningar/<slug:slug>/ny/", payments.payment_new, name="payment_new"),
    path("utbetalningar/<int:pk>/andra/", payments.payment_edit, name="payment_edit"),
    path("utbetalningar/<int:pk>/rekvirerad/", payments.payment_requisitioned, name="payment_requisitioned"),
    path("utbetalningar/<int:pk>/mottagen/", payments.payment_received, name="payment_received"),
    path("aktiviteter/<int:pk>/utfall/", activity_outcome.activity_outcome_page, name="activity_outcome"),
]
