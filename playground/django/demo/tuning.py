"""Settings that change while the server runs, given by the environment first and by control/settings/ later.

The packages read their settings once or as globals; here the real values are put where the real code looks.
"""
import os
from contextvars import ContextVar
from copy import deepcopy
from datetime import timedelta
from functools import wraps

from django.conf import settings as django_settings


def _env_ms(name, default):
    return int(os.environ.get(name) or default)


def _origins():
    """The pages that may send cookies: by default the playground's, in development and in the browser tests."""
    given = os.environ.get("SOJOURN_ORIGINS")
    if given:
        return given.split(",")
    ports = ("5173", os.environ.get("SOJOURN_WEB_PORT") or "5273")
    return [f"http://{host}:{port}" for port in ports for host in ("localhost", "127.0.0.1")]


_ACCESS_MS = _env_ms("SOJOURN_ACCESS_LIFETIME_MS", 60_000)
_REFRESH_MS = _env_ms("SOJOURN_REFRESH_LIFETIME_MS", 86_400_000)

DEFAULTS = {
    "accessLifetimeMs": _ACCESS_MS,
    "refreshLifetimeMs": _REFRESH_MS,
    "rotate": False,
    "activationEmail": False,
    "logoutOnPasswordChange": False,
    "drfJwt": {
        "expirationMs": _env_ms("SOJOURN_DRF_JWT_EXPIRATION_MS", _ACCESS_MS),
        "refreshLimitMs": _env_ms("SOJOURN_DRF_JWT_REFRESH_LIMIT_MS", _REFRESH_MS),
        "allowRefresh": True,
        "scheme": "Bearer",
    },
    "knox": {"ttlMs": _env_ms("SOJOURN_KNOX_TTL_MS", _REFRESH_MS)},
    "djRestAuth": {"returnExpiration": False, "oldPassword": False, "csrfBeforeLogin": False},
    "allauth": {
        "emailVerification": "optional",
        "verifyByCode": False,
        "failedLogins": 0,
        "sessionMs": _env_ms("SOJOURN_SESSION_LIFETIME_MS", 1_209_600_000),
        "statefulJwt": False,
    },
    "oauth2": {"rotate": True, "reuseProtection": False},
    "cookies": {"crossSite": os.environ.get("SOJOURN_CROSS_SITE") == "1", "origins": _origins()},
}
_CHOICES = {"emailVerification": ("none", "optional", "mandatory")}
current = deepcopy(DEFAULTS)
_resets = 0
_followers = []


def change(values):
    """Take over some settings; a ValueError names the first that makes no sense."""
    global current
    merged = _merge(DEFAULTS, current, values, "")
    current = merged
    _apply()


def reset():
    """Back to the start, with new signing keys: no JWT from before is accepted any more."""
    global current, _resets
    current = deepcopy(DEFAULTS)
    _resets += 1
    _apply()


def follow(act):
    """Calls act(settings, signing_key) now and after each change: for mounts that are imported late."""
    _followers.append(act)
    act(current, signing_key())


def signing_key():
    """A new one after each reset."""
    return django_settings.SECRET_KEY + ("" if _resets == 0 else f"-{_resets}")


def _merge(shape, base, values, where):
    if not isinstance(values, dict):
        raise ValueError(f"{where or 'The body'} must be an object.")
    merged = deepcopy(base)
    for name, value in values.items():
        if name not in shape:
            raise ValueError(f"Unknown setting {where}{name}.")
        expected = type(shape[name])
        if expected is dict:
            value = _merge(shape[name], base[name], value, f"{name}.")
        elif type(value) is not expected or (expected is int and value < 0):
            raise ValueError(f"{where}{name} must be of type {expected.__name__}, for example {shape[name]!r}.")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise ValueError(f"{where}{name} must be one of {', '.join(_CHOICES[name])}.")
        merged[name] = value
    return merged


def _apply():
    from djoser.conf import settings as djoser
    from rest_framework_simplejwt.settings import api_settings as simple_jwt
    from rest_framework_simplejwt.state import token_backend
    from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, SlidingToken

    key = signing_key()
    access = timedelta(milliseconds=current["accessLifetimeMs"])
    refresh = timedelta(milliseconds=current["refreshLifetimeMs"])

    # simplejwt copies lifetimes to its token classes and the key to its backend when it is imported.
    AccessToken.lifetime = SlidingToken.lifetime = access
    RefreshToken.lifetime = refresh
    simple_jwt.SLIDING_TOKEN_REFRESH_LIFETIME = refresh
    simple_jwt.ACCESS_TOKEN_LIFETIME = access  # dj-rest-auth tells the client these two
    simple_jwt.REFRESH_TOKEN_LIFETIME = refresh
    simple_jwt.ROTATE_REFRESH_TOKENS = current["rotate"]
    token_backend.signing_key = key
    for prepared in ("prepared_signing_key", "prepared_verifying_key"):
        token_backend.__dict__.pop(prepared, None)

    djoser.SEND_ACTIVATION_EMAIL = current["activationEmail"]
    djoser.LOGOUT_ON_PASSWORD_CHANGE = current["logoutOnPasswordChange"]

    # Django's sessions: allauth's session tokens are their keys.
    django_settings.SESSION_COOKIE_AGE = current["allauth"]["sessionMs"] / 1000

    for act in _followers:
        act(current, key)


# SIMPLE_JWT and JWT_AUTH are global to a Django project, but the mounts differ. So the packages' own modules read their
# settings through this object: first what the mount being served says, then the real settings.
_of_this_mount = ContextVar("settings_of_this_mount", default={})


class _MountSettings:
    def __init__(self, real):
        self._real = real

    def __getattr__(self, name):
        own = _of_this_mount.get()
        return own[name] if name in own else getattr(self._real, name)


def with_settings(view, values):
    """The view, served with these settings of SIMPLE_JWT or JWT_AUTH."""

    @wraps(view)
    def served(*args, **kwargs):
        before = _of_this_mount.set(values)
        try:
            return view(*args, **kwargs)
        finally:
            _of_this_mount.reset(before)

    return served


def per_mount(*modules, name="api_settings"):
    """Makes the modules read their settings from the mount being served first."""
    for module in modules:
        setattr(module, name, _MountSettings(getattr(module, name)))


def of_this_mount(name, default=None):
    """What the mount being served says itself."""
    return _of_this_mount.get().get(name, default)


def install():
    from rest_framework_simplejwt import authentication, serializers

    from demo import cookie_mounts
    from demo.stack import others

    per_mount(authentication, serializers)
    _apply()
    follow(cookie_mounts.apply)
    others().install()
