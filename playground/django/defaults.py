"""Prints the defaults of the settings that docs/django-settings.md names, as the installed packages have them: JSON, by the name of their dict."""
import json
import sys
from contextlib import suppress
from datetime import timedelta

import django
from django.conf import global_settings, settings

settings.configure(
    SECRET_KEY="only-for-this-print-out-which-signs-nothing",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "rest_framework.authtoken", "knox"],
)
django.setup()

# These read Django's settings while they are imported.
from allauth.app_settings import AppSettings as Allauth  # noqa: E402
from allauth.headless.app_settings import AppSettings as Headless  # noqa: E402
from corsheaders.conf import conf as cors  # noqa: E402
from dj_rest_auth.app_settings import DEFAULTS as REST_AUTH  # noqa: E402
from djoser.conf import default_settings as DJOSER  # noqa: E402
from knox.settings import DEFAULTS as REST_KNOX  # noqa: E402
from ninja_jwt.settings import NinjaJWTSettings  # noqa: E402
from oauth2_provider.settings import DEFAULTS as OAUTH2_PROVIDER  # noqa: E402
from rest_framework.settings import DEFAULTS as REST_FRAMEWORK  # noqa: E402
from rest_framework_jwt.settings import DEFAULTS as JWT_AUTH  # noqa: E402
from rest_framework_simplejwt.settings import DEFAULTS as SIMPLE_JWT  # noqa: E402

UNITS = [("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)]


def in_words(value):
    """As the page writes it: a time in its largest whole unit, a class without its module, everything else as Python does."""
    if isinstance(value, timedelta):
        return length_in_words(int(value.total_seconds()))
    if isinstance(value, (list, tuple)):
        value = type(value)(short(one) for one in value)
    return repr(short(value)).replace("'", '"')


def length_in_words(seconds):
    unit, size = next((unit, size) for unit, size in UNITS if seconds % size == 0)
    count = seconds // size
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def short(value):
    """The name of a class, for the path to one."""
    last = value.rsplit(".", 1)[-1] if isinstance(value, str) else ""
    return last if last[:1].isupper() else value


def properties_of(found):
    return [name for name in dir(type(found)) if isinstance(getattr(type(found), name), property)]


def headless_defaults():
    """allauth asks for each of its settings with a default. The class of the token strategy cannot be imported here, its name is enough."""
    defaults = {}

    class Asked(Headless):
        def _setting(self, name, default):
            defaults["HEADLESS_" + name] = default
            return default

    asked = Asked("HEADLESS_")
    for name in properties_of(asked):
        with suppress(Exception):
            getattr(asked, name)
    return defaults


django_itself = {name: getattr(global_settings, name) for name in dir(global_settings) if name.isupper()}
tables = {
    "settings.py": {
        **django_itself,
        **{name: getattr(cors, name) for name in properties_of(cors)},
        "HEADLESS_ONLY": Allauth("").HEADLESS_ONLY,
        **headless_defaults(),
    },
    "REST_FRAMEWORK": REST_FRAMEWORK,
    "SIMPLE_JWT": SIMPLE_JWT,
    "NINJA_JWT": {name: field.default for name, field in NinjaJWTSettings.model_fields.items()},
    "JWT_AUTH": JWT_AUTH,
    "DJOSER": DJOSER,
    "REST_KNOX": REST_KNOX,
    "REST_AUTH": REST_AUTH,
    "OAUTH2_PROVIDER": OAUTH2_PROVIDER,
}
json.dump({table: {name: in_words(value) for name, value in found.items()} for table, found in tables.items()}, sys.stdout)
