import pytest
from django.core.cache import cache
from django.test import Client

from people.models import User
from tests import creators

PASSWORD = "en riktigt lång fras"


@pytest.fixture
def user() -> User:
    user = User(email="astrid@example.org", name="Astrid Exempel")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD) -> int:
    form = {"login": "astrid@example.org", "password": password}
    return client.post("/logga-in/", form).status_code


@pytest.mark.django_db
def test_the_right_password_signs_in(client: Client, user: User) -> None:
    assert sign_in(client) == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_a_deactivated_person_gets_no_further(client: Client, user: User) -> None:
    user.is_active = False
    user.save()
    sign_in(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_nobody_makes_an_account_for_themselves(client: Client) -> None:
    form = {"email": "ny@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/konto/registrering/", form)
    assert not User.objects.filter(email="ny@example.org").exists()


@pytest.mark.django_db
def test_guessing_is_stopped_even_when_the_guess_is_right(client: Client, user: User, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
    cache.clear()
    for attempt in range(5):
        sign_in(client, f"fel {attempt}")
    sign_in(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_closed_page_leads_to_the_sign_in_and_back(client: Client) -> None:
    answer = client.get("/konto/losenord/")
    assert answer.status_code == 302
    assert answer["Location"] == "/logga-in/?next=/konto/losenord/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "page"),
    [("/beslut/1/lamna-in/", "/beslut/1/"), ("/samband/1/ta-bort/", "/")],
)
def test_a_form_that_was_sent_to_the_sign_in_leads_back_to_its_page(client: Client, address: str, page: str) -> None:
    client.force_login(creators.officer())
    answer = client.get(address)
    assert answer.status_code == 405
    assert f'<a class="button" href="{page}">' in answer.text


@pytest.mark.django_db
def test_the_browser_is_told_to_run_nothing_but_our_own_files(client: Client) -> None:
    policy = client.get("/logga-in/")["Content-Security-Policy"]
    for rule in ("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "object-src 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
