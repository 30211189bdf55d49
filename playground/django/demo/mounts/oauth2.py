"""django-oauth-toolkit: an OAuth 2.0 token endpoint with the password and the refresh token grant, and revocation."""
import math

from django.urls import path
from oauth2_provider import views
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from oauth2_provider.settings import oauth2_settings

from demo import tuning
from demo.mounting import routes
from demo.throttle import throttled


@tuning.follow
def _apply(settings, key):
    """Lifetimes are whole seconds here, rounded up."""
    oauth2_settings.ACCESS_TOKEN_EXPIRE_SECONDS = math.ceil(settings["accessLifetimeMs"] / 1000)
    oauth2_settings.REFRESH_TOKEN_EXPIRE_SECONDS = math.ceil(settings["refreshLifetimeMs"] / 1000)
    oauth2_settings.ROTATE_REFRESH_TOKEN = settings["oauth2"]["rotate"]
    oauth2_settings.REFRESH_TOKEN_REUSE_PROTECTION = settings["oauth2"]["reuseProtection"]


patterns = routes(
    path("o/token/", throttled(views.TokenView.as_view())),
    path("o/revoke_token/", throttled(views.RevokeTokenView.as_view())),
    authentication=[OAuth2Authentication],
)
