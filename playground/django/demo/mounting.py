"""Mounts a package's own URL list under a prefix, with the prefix's authentication."""
from django.urls import include, path
from rest_framework.settings import api_settings as drf

from demo import microblog
from demo.throttle import TokenThrottle
from demo.tuning import with_settings


def mount(prefix, *patterns, authentication, permissions=None, settings=None):
    """All the patterns plus me/ and posts/ under the prefix.

    DRF's default authenticators are one list for the whole project; here each prefix has its own. Views that bring their
    own list (the token views of simplejwt and drf-jwt bring an empty one) keep it. The same goes for permissions.
    """
    defaults = {"authentication_classes": authentication, "permission_classes": permissions or drf.DEFAULT_PERMISSION_CLASSES}
    routes = [_route(pattern, defaults, settings) for pattern in (*patterns, *microblog.urlpatterns)]
    return path(prefix, include(routes))


def _route(pattern, defaults, settings):
    view = pattern.callback
    if not hasattr(view, "cls"):
        return pattern  # a plain page of Django's
    options = dict(view.initkwargs)
    for name, classes in defaults.items():
        if getattr(view.cls, name) == getattr(drf, f"DEFAULT_{name.upper()}"):
            options[name] = classes
    if _is_token_view(view):
        options["throttle_classes"] = [TokenThrottle]
    actions = getattr(view, "actions", None)
    mounted = view.cls.as_view(actions, **options) if actions else view.cls.as_view(**options)
    if settings:
        mounted = with_settings(mounted, settings)
    return type(pattern)(pattern.pattern, mounted, pattern.default_args, pattern.name)


def _is_token_view(view):
    """Login, refresh, verify and logout: what control/throttle/ slows down."""
    package = view.cls.__module__
    return package.startswith(("rest_framework_simplejwt.", "rest_framework_jwt.", "rest_framework.authtoken.")) or (
        package == "djoser.views" and view.cls.__name__.startswith("Token")
    )
