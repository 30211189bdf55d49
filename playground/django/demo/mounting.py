"""Mounts a package's own URL list under a prefix, with the prefix's authentication."""
from django.urls import include, path
from rest_framework.settings import api_settings as drf

from demo import microblog
from demo.throttle import TokenThrottle
from demo.tuning import with_simple_jwt


def mount(prefix, *patterns, authentication, simple_jwt=None):
    """All the patterns plus me/ and posts/ under the prefix.

    DRF's default authenticators are one list for the whole project; here each prefix has its own. Views that bring their
    own list (the token views of simplejwt and drf-jwt bring an empty one) keep it.
    """
    routes = [_route(pattern, authentication, simple_jwt) for pattern in (*patterns, *microblog.urlpatterns)]
    return path(prefix, include(routes))


def _route(pattern, authentication, simple_jwt):
    view = pattern.callback
    options = dict(view.initkwargs)
    if view.cls.authentication_classes == drf.DEFAULT_AUTHENTICATION_CLASSES:
        options["authentication_classes"] = authentication
    if _is_token_view(view):
        options["throttle_classes"] = [TokenThrottle]
    actions = getattr(view, "actions", None)
    mounted = view.cls.as_view(actions, **options) if actions else view.cls.as_view(**options)
    if simple_jwt:
        mounted = with_simple_jwt(mounted, simple_jwt)
    return type(pattern)(pattern.pattern, mounted, pattern.default_args, pattern.name)


def _is_token_view(view):
    """Login, refresh, verify and logout: what control/throttle/ slows down."""
    package = view.cls.__module__
    return package.startswith(("rest_framework_simplejwt.", "rest_framework_jwt.", "rest_framework.authtoken.")) or (
        package == "djoser.views" and view.cls.__name__.startswith("Token")
    )
