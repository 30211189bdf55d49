"""dj-rest-auth with DRF's tokens, and with simplejwt's in the body or in cookies; registration and social login by allauth."""
import dj_rest_auth.urls
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from dj_rest_auth import jwt_auth, serializers, views
from dj_rest_auth.app_settings import api_settings
from dj_rest_auth.registration import views as registration
from django.http import HttpResponse
from django.urls import path, re_path
from rest_framework.authentication import TokenAuthentication
from rest_framework_simplejwt.views import TokenVerifyView

from demo import tuning
from demo.mounting import routes
from demo.provider import FakeOAuth2Adapter
from demo.refresh_cookie import CsrfView


class FakeLogin(registration.SocialLoginView):
    """As printed in dj-rest-auth's documentation, with the fake identity provider instead of GitHub."""

    adapter_class = FakeOAuth2Adapter
    callback_url = "https://app.example.test/social-callback"
    client_class = OAuth2Client


def new_password_page(request, uid, token):
    return HttpResponse("The app's page for a new password.")


tuning.per_mount(jwt_auth, serializers, views, registration)


@tuning.follow
def _apply(settings, key):
    api_settings.JWT_AUTH_RETURN_EXPIRATION = settings["djRestAuth"]["returnExpiration"]
    api_settings.OLD_PASSWORD_FIELD_ENABLED = settings["djRestAuth"]["oldPassword"]
    api_settings.LOGOUT_ON_PASSWORD_CHANGE = settings["logoutOnPasswordChange"]
    api_settings.JWT_AUTH_COOKIE_ENFORCE_CSRF_ON_UNAUTHENTICATED = settings["djRestAuth"]["csrfBeforeLogin"]
    api_settings.JWT_AUTH_SAMESITE = "None" if settings["cookies"]["crossSite"] else "Lax"
    api_settings.JWT_AUTH_SECURE = settings["cookies"]["crossSite"]


_both = [
    *dj_rest_auth.urls.urlpatterns,
    path("registration/", registration.RegisterView.as_view()),
    re_path(r"registration/verify-email/?$", registration.VerifyEmailView.as_view()),
    re_path(r"registration/resend-email/?$", registration.ResendEmailVerificationView.as_view()),
    path("fake/", FakeLogin.as_view()),
    # The mail with a new password's link points to the page of this name.
    path("app/password-reset/<uid>/<token>/", new_password_page, name="password_reset_confirm"),
]
token_mode = routes(*_both, authentication=[TokenAuthentication])
_with_jwt = [
    *_both,
    re_path(r"token/verify/?$", TokenVerifyView.as_view()),
    re_path(r"token/refresh/?$", jwt_auth.get_refresh_view().as_view()),
]


def _jwt_mode(*more, **settings):
    values = {"USE_JWT": True, **settings}
    return routes(*_with_jwt, *more, authentication=[jwt_auth.JWTCookieAuthentication], settings=values)


jwt_mode = _jwt_mode(JWT_AUTH_HTTPONLY=False)

# JWT_AUTH_HTTPONLY is on by default: the refresh token is only in a cookie. Rotation and blacklist as most guides have them.
_csrf = path("csrf/", CsrfView.as_view())
_rotation = {"ROTATE_REFRESH_TOKENS": True}
cookie_mode = _jwt_mode(JWT_AUTH_COOKIE="app-auth", JWT_AUTH_REFRESH_COOKIE="app-refresh", **_rotation)
cookie_mode_with_csrf = _jwt_mode(
    _csrf,
    JWT_AUTH_COOKIE="app-csrf-auth",
    JWT_AUTH_REFRESH_COOKIE="app-csrf-refresh",
    JWT_AUTH_COOKIE_USE_CSRF=True,
    **_rotation,
)
refresh_cookie_mode = _jwt_mode(JWT_AUTH_REFRESH_COOKIE="app-refresh-only", **_rotation)
