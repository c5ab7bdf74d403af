"""Mitt uppdrag: for the one who is signed in, and for a role whoever holds it. To read, print or save."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from config.clock import today
from config.downloads import download
from config.jobs import ask_once
from decisions import short_documents
from decisions.pdf.responses import still_rendering
from people.abilities import Ability, needs
from people.models import Role
from people.requests import SignedInRequest
from reporting.role_extract import RoleExtract, answering_roles, build_role_extract, roles_of
from reporting.tasks import render_role_extract


@needs(Ability.SEE)
@require_safe
def own_extract(request: SignedInRequest) -> HttpResponse:
    roles = roles_of(request.user, today())
    return _page(request, build_role_extract(roles, today(), holder=request.user.name), reverse("own_extract_pdf"))


@needs(Ability.SEE)
@require_safe
def own_extract_pdf(request: SignedInRequest) -> HttpResponse:
    roles = roles_of(request.user, today())
    return _pdf(request, roles, reverse("own_extract"), holder=request.user.name)


@require_safe
def role_extract(request: SignedInRequest, pk: int) -> HttpResponse:
    role = get_object_or_404(Role.objects.visible_to(request.user), pk=pk)
    return _page(request, build_role_extract([role], today()), reverse("role_extract_pdf", args=[pk]), role=role)


@require_safe
def role_extract_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    role = get_object_or_404(Role.objects.visible_to(request.user), pk=pk)
    return _pdf(request, [role], reverse("role_extract", args=[pk]))


def _page(request: SignedInRequest, extract: RoleExtract, pdf: str, *, role: Role | None = None) -> HttpResponse:
    context = {"extract": extract, "pdf": pdf, "role": role, "roles": answering_roles(request.user)}
    return render(request, "reporting/role_extract_page.html", context)


def _pdf(request: SignedInRequest, roles: list[Role], back: str, *, holder: str = "") -> HttpResponse:
    document = build_role_extract(roles, today(), holder=holder)
    if content := short_documents.stored(document):
        return download(request, content, document.file_name)
    going = ask_once(
        render_role_extract,
        short_documents.lock_of(document),
        "igen" in request.GET,
        role_ids=[role.pk for role in roles],
        as_of=document.as_of.isoformat(),
        holder=holder,
    )
    return still_rendering(request, going, document.heading, back)
