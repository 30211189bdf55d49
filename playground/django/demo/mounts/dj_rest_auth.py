"""dj-rest-auth, once with DRF's tokens and once with simplejwt's in the body; registration and social login by allauth."""
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
jwt_mode = routes(
    *_both,
    re_path(r"token/verify/?$", TokenVerifyView.as_view()),
    re_path(r"token/refresh/?$", jwt_auth.get_refresh_view().as_view()),
    authentication=[jwt_auth.JWTCookieAuthentication],
    settings={"USE_JWT": True, "JWT_AUTH_HTTPONLY": False},
)
