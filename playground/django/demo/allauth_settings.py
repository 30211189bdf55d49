"""Where allauth finds its settings: what the mount being served says, then what control/settings/ says, then Django's."""
import math

from django.conf import settings as django_settings

from demo import throttle, tuning

_NOTHING = object()


def find(name, default):
    """allauth's ALLAUTH_SETTING_GETTER."""
    own = tuning.of_this_mount(name, _NOTHING)
    if own is not _NOTHING:
        return own
    tuned = _TUNED.get(name)
    return tuned() if tuned else getattr(django_settings, name, default)


def _setting(name):
    return lambda: tuning.current["allauth"][name]


def _seconds(name):
    """allauth's JWTs live whole seconds: rounded up, so that a short one is no dead one."""
    return lambda: math.ceil(tuning.current[name] / 1000)


def _rate_limits():
    """allauth's own limits, which have no Retry-After. Unlike its defaults they are off until somebody asks for them."""
    prefix = tuning.of_this_mount("PREFIX", "")
    rate = throttle.rates.get(prefix, throttle.rates.get(""))
    failures = tuning.current["allauth"]["failedLogins"]
    limits = dict.fromkeys(_LIMITED)
    if rate:
        count, unit = rate.split("/")
        limits |= dict.fromkeys(("login", "signup", "reset_password", "reauthenticate"), f"{count}/{unit[0]}/ip")
    if failures:
        limits["login_failed"] = f"{failures}/5m/key"
    return limits


_LIMITED = (
    "change_password", "change_phone", "confirm_email", "login", "login_failed", "manage_email", "reauthenticate",
    "request_login_code", "reset_password", "reset_password_from_key", "signup", "verify_phone",
)  # fmt: skip
_TUNED = {
    "ACCOUNT_EMAIL_VERIFICATION": _setting("emailVerification"),
    "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": _setting("verifyByCode"),
    "ACCOUNT_RATE_LIMITS": _rate_limits,
    "HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN": _seconds("accessLifetimeMs"),
    "HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN": _seconds("refreshLifetimeMs"),
    "HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED": _setting("statefulJwt"),
    "HEADLESS_JWT_PRIVATE_KEY": tuning.signing_key,
}
