"""Every route: the microblog once per token system, the bad set-ups, the control panel."""
import djoser.urls
import djoser.urls.authtoken
import djoser.urls.jwt
from django.conf import settings
from django.http import JsonResponse
from django.urls import include, path
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework_jwt.authentication import JSONWebTokenAuthentication
from rest_framework_jwt.blacklist.views import BlacklistView
from rest_framework_jwt.views import obtain_jwt_token, refresh_jwt_token, verify_jwt_token
from rest_framework_simplejwt import views as simplejwt
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import SlidingToken

from demo import broken, control, identity_provider, tutorials
from demo.mounting import mount, mount_later
from demo.strict import StrictRefreshView

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
drf_jwt = [
    path("api-token-auth/", obtain_jwt_token),
    path("api-token-refresh/", refresh_jwt_token),
    path("api-token-verify/", verify_jwt_token),
    path("api-token-blacklist/", BlacklistView.as_view({"post": "create"})),
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
    mount("drf-jwt/", *drf_jwt, authentication=[JSONWebTokenAuthentication]),
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
    mount_later("knox/", "demo.mounts.knox:plain"),
    mount_later("knox-auto-refresh/", "demo.mounts.knox:auto_refresh"),
    mount_later("ninja/", "demo.mounts.ninja:patterns"),
    mount_later("dj-rest-auth/", "demo.mounts.dj_rest_auth:token_mode"),
    mount_later("dj-rest-auth-jwt/", "demo.mounts.dj_rest_auth:jwt_mode"),
    mount_later("allauth/", "demo.mounts.allauth:session_tokens"),
    mount_later("allauth-jwt/", "demo.mounts.allauth:jwt"),
    mount_later("oauth2/", "demo.mounts.oauth2:patterns"),
    *tutorials.prefixes,
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
