"""Every route: the microblog once per token system, the bad set-ups, the control panel."""
from importlib import import_module

import djoser.urls
import djoser.urls.authtoken
import djoser.urls.jwt
from django.conf import settings
from django.http import JsonResponse
from django.urls import include, path
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework_simplejwt import views as simplejwt
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import SlidingToken

from demo import broken, control, identity_provider, refresh_cookie, session_views
from demo.mounting import mount
from demo.stack import OLDEST
from demo.strict import StrictRefreshView
from demo.throttle import throttled

pair = [
    path("token/", simplejwt.token_obtain_pair),
    path("token/refresh/", simplejwt.token_refresh),
    path("token/verify/", simplejwt.token_verify),
    path("token/blacklist/", simplejwt.token_blacklist),
]
sliding = [
    path("token/", simplejwt.token_obtain_sliding),
    path("token/refresh/", simplejwt.token_refresh_sliding),
    path("token/verify/", simplejwt.token_verify),
]
authtoken = [path("api-token-auth/", obtain_auth_token)]

prefixes = [
    mount("simplejwt/", *pair, authentication=[JWTAuthentication]),
    mount(
        "simplejwt-rotating/",
        *pair,
        authentication=[JWTAuthentication],
        settings={"ROTATE_REFRESH_TOKENS": True},
    ),
    mount(
        "simplejwt-strict/",
        *pair[:1],
        path("token/refresh/", StrictRefreshView.as_view()),
        *pair[2:],
        authentication=[JWTAuthentication],
        settings={"ROTATE_REFRESH_TOKENS": True},
    ),
    mount(
        "sliding/",
        *sliding,
        authentication=[JWTAuthentication],
        settings={"AUTH_TOKEN_CLASSES": (SlidingToken,)},
    ),
    mount(
        "simplejwt-header/",
        *pair,
        authentication=[JWTAuthentication],
        settings={"AUTH_HEADER_NAME": "HTTP_X_ACCESS_TOKEN"},
    ),
    mount(
        "simplejwt-cookie/",
        path("auth/login/", refresh_cookie.LoginView.as_view()),
        path("auth/refresh/", refresh_cookie.RefreshView.as_view()),
        path("auth/logout/", refresh_cookie.LogoutView.as_view()),
        path("auth/csrf/", refresh_cookie.CsrfView.as_view()),
        authentication=[JWTAuthentication],
        settings={"ROTATE_REFRESH_TOKENS": True},
    ),
    mount(
        "session/",
        path("csrf/", session_views.csrf),
        path("login/", throttled(session_views.log_in)),
        path("logout/", throttled(session_views.log_out)),
        authentication=[SessionAuthentication],
    ),
    mount("authtoken/", *authtoken, authentication=[TokenAuthentication]),
    mount("authtoken-session-first/", *authtoken, authentication=[SessionAuthentication, TokenAuthentication]),
    mount(
        "djoser/",
        *djoser.urls.urlpatterns,
        *djoser.urls.authtoken.urlpatterns,
        authentication=[TokenAuthentication],
    ),
    mount(
        "djoser-jwt/",
        *djoser.urls.urlpatterns,
        *djoser.urls.jwt.urlpatterns,
        path("jwt/blacklist/", simplejwt.token_blacklist),
        authentication=[JWTAuthentication],
    ),
    *([] if OLDEST else import_module("demo.other_urls").prefixes),
]
misconfigured = [
    path("misconfigured/html/<path:rest>", broken.html),
    path("misconfigured/redirect/<path:rest>", broken.redirect),
    mount("misconfigured/no-cors/", *pair, authentication=[JWTAuthentication]),
]
names = [str(prefix.pattern) for prefix in prefixes]

urlpatterns = [
    path("", lambda request: JsonResponse({"prefixes": names})),
    *prefixes,
    *misconfigured,
    *([path("control/", include(control.urlpatterns))] if settings.CONTROL else []),
    *([path("identity-provider/", include(identity_provider.urlpatterns))] if settings.CONTROL else []),
]
