"""Pasting over HTTP: the partial that the script applies, the page without script, and what is saved of it."""

import json
import re
from copy import deepcopy
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from decisions.models import Decision
from grants.models import Activity
from people.abilities import Profile
from tests import creators
from tests.decisions.test_allocation import Grid, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(module_db: None) -> Grid:
    return Grid()


@pytest.fixture
def grid(made: Grid, db: None) -> Grid:
    return deepcopy(made)


@pytest.fixture
def client(grid: Grid) -> Client:
    return signed_in(grid.officer)


def path(grid: Grid) -> str:
    return reverse("allocation_paste", args=[grid.draft.pk])


def paste(client: Client, grid: Grid, text: str, **more: str):
    return client.post(path(grid), grid.sent(text=text, **more), headers={"HX-Request": "true"})


def applied(answer) -> dict:
    return json.loads(unescape(re.search(r'data-paste="([^"]*)"', answer.text)[1]))


def fields(answer) -> dict[str, str]:
    """What the page's own form would send."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_the_script_is_told_what_to_put_into_the_fields(grid: Grid, client: Client) -> None:
    role = creators.role("HR direktör")
    block = f"Aktivitet\tAnsvarig funktion\tFri\tÖronmärkt\nAlfa\t\t700,50\t\nBeta\t\t\t30\nNy\t{role.name}\t5\t\n"
    answer = paste(client, grid, block)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert applied(answer) == {
        "version": grid.draft.version,
        "cells": {grid.cell(grid.alfa): "700,50", grid.cell(grid.beta, grid.earmarked): "30"},
        "rows": [
            {"area": str(grid.area.pk), "name": "Ny", "roles": [str(role.pk)], "amounts": {str(grid.fund.pk): "5"}}
        ],
    }
    assert "2 ändringar och 1 ny aktivitet" in answer.text
    assert "294,50" in answer.text  # left of the free fund: 1 000 − 705,50
    assert grid.saved() == {("Alfa", "Fri"): 600}


def test_what_changes_is_told_from_the_page_and_not_from_what_is_saved(grid: Grid, client: Client) -> None:
    answer = paste(client, grid, "600\n7", anchor=grid.cell(grid.alfa), **{grid.cell(grid.alfa): "650"})
    assert applied(answer)["cells"] == {grid.cell(grid.alfa): "600", grid.cell(grid.beta): "7"}


def test_a_bad_cell_is_named_and_nothing_can_be_applied(grid: Grid, client: Client) -> None:
    answer = paste(client, grid, "700\n1.234", anchor=grid.cell(grid.alfa))
    assert answer.status_code == 422
    assert "Rad 2 (Beta), kolumnen Fri" in answer.text
    assert "En ensam punkt" in answer.text
    assert "data-paste" not in answer.text
    assert grid.saved() == {("Alfa", "Fri"): 600}


def test_a_draft_that_somebody_saved_meanwhile_takes_no_block(grid: Grid, client: Client) -> None:
    sent = grid.sent(text="1", anchor=grid.cell(grid.alfa))
    grid.save({grid.alfa: {grid.fund.pk: creators.Decimal(1)}})
    answer = client.post(path(grid), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "har sparat förslaget sedan du öppnade sidan" in answer.text
    assert "data-paste" not in answer.text


def test_ten_thousand_rows_are_refused_in_words(grid: Grid, client: Client) -> None:
    answer = paste(client, grid, "Alfa\t1\n" * 10_000)
    assert answer.status_code == 422
    assert "Blocket har fler än 2\xa0000 rader." in answer.text


def test_without_script_the_page_previews_and_the_grid_saves_it_all_at_once(grid: Grid, client: Client) -> None:
    role = creators.role("HR direktör")
    assert "Klistra in från Excel" in client.get(path(grid)).text
    block = (
        f"Aktivitet\tAnsvarig funktion\tFri\tÖronmärkt\nBeta\t\t\t30\nNy\t{role.name}\t5\t\nAnnan\t{role.name}\t6\t\n"
    )
    answer = client.post(path(grid), {"text": block, "version": grid.draft.version})
    assert answer.status_code == 200
    assert grid.saved() == {("Alfa", "Fri"): 600}
    saved = client.post(grid.path, fields(answer), follow=True)
    assert "Förslaget är sparat." in saved.text
    assert grid.saved() == {("Alfa", "Fri"): 600, ("Beta", "Öronmärkt"): 30, ("Ny", "Fri"): 5, ("Annan", "Fri"): 6}


def test_a_lock_and_a_note_survive_a_paste_without_script(grid: Grid, client: Client) -> None:
    lock, note = f"l-{grid.alfa.pk}", f"n-{grid.alfa.pk}"
    client.post(grid.path, grid.sent(**{lock: "1", note: "två delar"}))
    version = Decision.objects.get(pk=grid.draft.pk).version
    answer = client.post(path(grid), {"text": "9", "row": grid.alfa.pk, "column": grid.fund.pk, "version": version})
    client.post(grid.path, fields(answer))
    line = grid.draft.lines.get(activity=grid.alfa)
    assert (line.amount.amount, line.locks, line.note) == (9, True, "två delar")


def test_a_confirmed_block_meets_what_somebody_saved_meanwhile(grid: Grid, client: Client) -> None:
    sent = {"text": "9", "row": grid.beta.pk, "column": grid.fund.pk, "version": grid.draft.version}
    confirmed = fields(client.post(path(grid), sent))
    grid.save({grid.alfa: {grid.fund.pk: creators.Decimal(1)}})
    answer = client.post(grid.path, confirmed)
    assert answer.status_code == 409
    assert "Någon annan hann före" in answer.text
    assert grid.saved() == {("Alfa", "Fri"): 1}


def test_an_unknown_role_is_named_and_must_be_chosen_before_anything_is_saved(grid: Grid, client: Client) -> None:
    block = "Aktivitet\tAnsvarig funktion\tFri\nNy\tRymdchef\t5\n"
    answer = client.post(path(grid), {"text": block, "version": grid.draft.version})
    assert "”Rymdchef” finns inte bland funktionerna." in answer.text
    assert "Fortsätt i tabellen och välj funktion" in answer.text
    saved = client.post(grid.path, fields(answer))
    assert saved.status_code == 422
    assert "Välj vem som ansvarar" in saved.text
    assert not Activity.objects.filter(name="Ny").exists()
    assert grid.saved() == {("Alfa", "Fri"): 600}


@pytest.mark.parametrize("profile", [Profile.MANAGER, Profile.AUDITOR])
def test_only_those_who_allocate_paste(grid: Grid, profile: Profile) -> None:
    assert signed_in(creators.user(profile)).get(path(grid)).status_code == 403
