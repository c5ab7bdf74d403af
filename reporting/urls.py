"""Addresses of the reporting app."""

from django.urls import URLPattern, URLResolver, path

from reporting.views import (
    answers,
    files,
    filing,
    questionnaire_workbook,
    questionnaires,
    region,
    reports,
    requirements,
    search,
    start,
    verification,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start_page, name="start"),
    path("kalender/", start.calendar_page, name="calendar"),
    path("kalender.ics", start.calendar_feed, name="calendar_feed"),
    path("oversikt/", region.page, name="region"),
    path("sok/", search.search_page, name="search"),
    path("redovisning/", reports.reports_page, name="reports"),
    path("redovisning/kontrollera/", verification.verification, name="verification"),
    path("overenskommelser/<slug:slug>/redovisningskrav/", requirements.requirement_new, name="requirement_new"),
    path(
        "overenskommelser/<slug:slug>/redovisningskrav/mall/",
        requirements.requirements_from_template,
        name="requirements_from_template",
    ),
    path("redovisning/<int:pk>/andra/", requirements.requirement_change, name="requirement_change"),
    path("redovisning/<int:pk>/", reports.requirement_page, name="requirement"),
    path("redovisning/<int:pk>/text/<int:number>/", reports.narrative, name="narrative"),
    path("redovisning/<int:pk>/fragor/", questionnaires.questionnaire_page, name="questionnaire"),
    path("redovisning/<int:pk>/fragor/ny/", questionnaires.question_new, name="question_new"),
    path("redovisning/<int:pk>/fragor/<int:question>/", questionnaires.question_edit, name="question_edit"),
    path("redovisning/<int:pk>/fragor/xlsx/", questionnaire_workbook.questionnaire_xlsx, name="questionnaire_xlsx"),
    path(
        "redovisning/<int:pk>/fragor/arbetsbok/",
        questionnaire_workbook.questionnaire_import,
        name="questionnaire_import",
    ),
    path("redovisning/<int:pk>/fragor/skicka/", questionnaires.questionnaire_send, name="questionnaire_send"),
    path("redovisning/<int:pk>/svar/<int:number>/", answers.answers_of_area, name="answers_of_area"),
    path("redovisning/<int:pk>/svara/", answers.answers_page, name="answers"),
    path("redovisning/<int:pk>/lamna-in/", filing.file_report, name="file_report"),
    path("redovisning/<int:pk>/pdf/", files.requirement_pdf, name="requirement_pdf"),
    path("redovisning/<int:pk>/xlsx/", files.requirement_xlsx, name="requirement_xlsx"),
    path("redovisning/<int:pk>/csv/", files.requirement_csv, name="requirement_csv"),
    path("redovisning/<int:pk>/json/", files.requirement_json, name="requirement_json"),
    path("redovisning/inlamnad/<int:pk>/", filing.filed_report, name="filed_report"),
    path("redovisning/inlamnad/<int:pk>/pdf/", files.filed_pdf, name="filed_pdf"),
    path("redovisning/inlamnad/<int:pk>/xlsx/", files.filed_xlsx, name="filed_xlsx"),
    path("redovisning/inlamnad/<int:pk>/csv/", files.filed_csv, name="filed_csv"),
    path("redovisning/inlamnad/<int:pk>/json/", files.filed_json, name="filed_json"),
    path("redovisning/inlamnad/<int:pk>/zip/", files.filed_zip, name="filed_zip"),
]
