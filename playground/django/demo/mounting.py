"""Mounts a package's own URL list under a prefix, with the prefix's authentication."""
from importlib import import_module

from django.urls import URLResolver, include, path
from django.urls.resolvers import RoutePattern
from django.utils.functional import cached_property
from rest_framework.settings import api_settings as drf

from demo import microblog
from demo.throttle import TokenThrottle
from demo.tuning import with_settings


def mount(prefix, *patterns, **options):
    """All the patterns plus me/ and posts/ under the prefix; the options are those of `routes`."""
    return path(prefix, include(routes(*patterns, **options)))


class _LaterResolver(URLResolver):
    @cached_property
    def urlconf_module(self):
        module, name = self.urlconf_name.split(":")
        return getattr(import_module(module), name)


def mount_later(prefix, where):
    """A list of routes, told as "module:name". The module is imported by the first request for the prefix.

    A test starts a server of its own in half a second: it should not wait for packages that it never asks.
    """
    return _LaterResolver(RoutePattern(prefix, is_endpoint=False), where)


def routes(*patterns, authentication, permissions=None, settings=None):
    """The patterns plus me/ and posts/, as a list.

    DRF's default authenticators are one list for the whole project; here each prefix has its own. Views that bring their
    own list (the token views of simplejwt and drf-jwt bring an empty one) keep it. The same goes for permissions.
    """
    defaults = {"authentication_classes": authentication, "permission_classes": permissions or drf.DEFAULT_PERMISSION_CLASSES}
    return [_route(pattern, defaults, settings) for pattern in (*patterns, *microblog.urlpatterns)]


def _route(pattern, defaults, settings):
    if isinstance(pattern, URLResolver):
        inner = [_route(each, defaults, settings) for each in pattern.url_patterns]
        return URLResolver(pattern.pattern, inner, pattern.default_kwargs, pattern.app_name, pattern.namespace)
    mounted = _with_options(pattern.callback, defaults)
    if settings:
        mounted = with_settings(mounted, settings)
    return type(pattern)(pattern.pattern, mounted, pattern.default_args, pattern.name)


def _with_options(view, defaults):
    if not hasattr(view, "cls"):
        return view  # not one of DRF's
    options = dict(view.initkwargs)
    for name, classes in defaults.items():
        if getattr(view.cls, name) == getattr(drf, f"DEFAULT_{name.upper()}"):
            options[name] = classes
    if _is_token_view(view):
        options["throttle_classes"] = [TokenThrottle]
    actions = getattr(view, "actions", None)
    return view.cls.as_view(actions, **options) if actions else view.cls.as_view(**options)


def _is_token_view(view):
    """Login, refresh, verify and logout: what control/throttle/ slows down."""
    if any(base.__module__.startswith(("knox.", "dj_rest_auth.")) for base in view.cls.__mro__):
        return True
    package = view.cls.__module__
    if package == "demo.refresh_cookie":
        return view.cls.__name__ != "CsrfView"
    return package.startswith(("rest_framework_simplejwt.", "rest_framework_jwt.", "rest_framework.authtoken.")) or (
        package == "djoser.views" and view.cls.__name__.startswith("Token")
    )
