"""Two people send the same page at the very same moment, over HTTP and to a real database."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.reporting.test_questionnaires import Asked

pytestmark = pytest.mark.django_db(transaction=True)


def post_at_once(address: str, *forms: tuple[User, Mapping[str, str]]) -> list[HttpResponse]:
    """Each posts in a thread and with a connection of its own; they start together."""
    barrier, clients = Barrier(len(forms)), []
    for person, _ in forms:
        clients.append(Client())
        clients[-1].force_login(person)

    def post(client: Client, form: Mapping[str, str]) -> HttpResponse:
        barrier.wait()
        try:
            return client.post(address, form)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(post, clients, [form for _, form in forms]))


def test_one_of_two_wins_both_values_are_shown_and_none_is_lost() -> None:
    asked, question = Asked(), "Vad har gjorts?"
    people = {asked.chief: "Chefens svar.", asked.deputy: "Ersättarens svar."}
    forms = [(person, asked.posted(question, text, by=person)) for person, text in people.items()]
    first, second = post_at_once(asked.address, *forms)
    assert sorted((first.status_code, second.status_code)) == [302, 409]

    loser, page = (asked.chief, first) if first.status_code == 409 else (asked.deputy, second)
    winner = asked.of(question)
    assert winner.value == people[winner.updated_by]
    assert winner.updated_by != loser
    assert all(text in page.content.decode() for text in people.values())
    assert asked.of("Vad har det kostat?").value == "210.00", (
        "both had the same figure: it is saved once, by one of them"
    )

    client = Client()
    client.force_login(loser)
    assert client.post(asked.address, asked.posted(question, people[loser], by=loser)).status_code == 302
    assert asked.of(question).value == people[loser]
    event = winner.events.get(what="changed")
    assert (event.before, event.after, event.by) == (winner.value, people[loser], loser)
    client.force_login(asked.officer)
    review = client.get(reverse("answers_of_area", args=[asked.requirement.pk, asked.example.area.number]))
    assert all(text in review.text for text in people.values()), "what was written over can be read"
