"""django-allauth, headless, for apps: once with session tokens and once with JWTs. Its paths have no last slashes."""
from allauth.headless.constants import Client
from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication, XSessionTokenAuthentication
from allauth.headless.urls import build_urlpatterns
from django.urls import include, path

from demo.mounting import routes

# The documented include: path("_allauth/", include("allauth.headless.urls")).
_headless = path("_allauth/app/", include(build_urlpatterns(Client.APP)))

session_tokens = routes(_headless, authentication=[XSessionTokenAuthentication], settings={"PREFIX": "allauth"})
jwt = routes(
    _headless,
    authentication=[JWTTokenAuthentication],
    settings={
        "PREFIX": "allauth-jwt",
        "HEADLESS_TOKEN_STRATEGY": "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy",
    },
)
