"""Addresses of the decisions app."""

from django.urls import URLPattern, URLResolver, path

from decisions.views import (
    agreements,
    allocation,
    booking,
    cases,
    decisions,
    findings,
    mandates,
    queue,
    reallocation,
    recording,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("arenden/", cases.cases_page, name="cases"),
    path("arenden/<int:pk>/", cases.case_page, name="case"),
    path("arenden/handling/<int:pk>/", cases.document_page, name="document"),
    path("beslut/<int:pk>/", decisions.decision_page, name="decision"),
    path("beslut/<int:pk>/besluta/", decisions.decide, name="decide"),
    path("beslut/<int:pk>/atersand/", decisions.return_decision, name="return_decision"),
    path("beslut/<int:pk>/avsla/", decisions.reject, name="reject"),
    path("beslut/<int:pk>/aterta/", decisions.withdraw, name="withdraw"),
    path("beslut/<int:pk>/lamna-in/", decisions.submit, name="submit"),
    path("att-besluta/", queue.queue_page, name="queue"),
    path("mandat/", mandates.mandates_page, name="mandates"),
    path("omfordelning/ny/", reallocation.new, name="reallocation_new"),
    path("omfordelning/<int:pk>/", reallocation.edit, name="reallocation_edit"),
    path("beslut/<int:pk>/registrera/", recording.record, name="record"),
    path("fordelning/<int:pk>/", allocation.allocation, name="allocation"),
    path("fordelning/<int:pk>/lamna-in/", allocation.allocation_submit, name="allocation_submit"),
    path("fordelning/<int:pk>/aterta/", allocation.allocation_withdraw, name="allocation_withdraw"),
    path("overenskommelser/<slug:slug>/fordelning/", allocation.allocation_new, name="allocation_new"),
    path("overenskommelser/", agreements.agreement_list, name="agreements"),
    path("overenskommelser/<slug:slug>/", agreements.agreement, name="agreement"),
    path("overenskommelser/<slug:slug>/json/", agreements.agreement_json, name="agreement_json"),
    path("overenskommelser/<slug:slug>/xlsx/", agreements.agreement_xlsx, name="agreement_xlsx"),
    path("overenskommelser/<slug:slug>/omraden/<int:number>/", agreements.area, name="area"),
    path("overenskommelser/<slug:slug>/omraden/<int:number>/xlsx/", agreements.area_xlsx, name="area_xlsx"),
    path("overenskommelser/<slug:slug>/kontroller/", findings.findings, name="findings"),
    path("overenskommelser/<slug:slug>/kontroller/kvittera/", findings.acknowledge, name="acknowledge"),
    path("overenskommelser/<slug:slug>/tilldelning/", booking.allotment_new, name="allotment_new"),
    path("aktiviteter/<int:pk>/", agreements.activity, name="activity"),
    path("tackning/<int:pk>/", booking.line_cover, name="line_cover"),
    path("tackning/<int:pk>/enligt-beslutet/", booking.line_cover_planned, name="line_cover_planned"),
]
