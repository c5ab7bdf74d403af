"""All addresses. Sign-in comes from allauth, under Swedish paths but with the names that allauth itself looks up."""

from allauth.account import views as account
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from config.health import health_page
from config.pages import accessibility_page, account_page, help_page

sign_in: list[URLPattern | URLResolver] = [
    path("logga-in/", account.login, name="account_login"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("konto/inaktivt/", account.account_inactive, name="account_inactive"),
    path("konto/registrering/", account.signup, name="account_signup"),
    path("konto/bekrafta/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/losenord/", account.password_change, name="account_change_password"),
    path("konto/losenord/nytt/", account.password_set, name="account_set_password"),
    path("konto/losenord/glomt/", account.password_reset, name="account_reset_password"),
    path("konto/losenord/glomt/skickat/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^konto/losenord/glomt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "konto/losenord/glomt/klart/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("konto/tvasteg/", include("allauth.mfa.urls")),
]

if settings.OIDC_SERVER_URL:
    sign_in += [
        path("konto/extern/", include("allauth.socialaccount.urls")),
        path("konto/extern/", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]

urlpatterns: list[URLPattern | URLResolver] = [
    *sign_in,
    path("halsa/", health_page, name="health"),
    path("hjalp/", help_page, name="help"),
    path("tillganglighet/", accessibility_page, name="accessibility"),
    path("konto/", account_page, name="account"),
    path("", include("people.urls")),
    path("", include("grants.urls")),
    path("", include("decisions.urls")),
    path("", include("reporting.urls")),
]
