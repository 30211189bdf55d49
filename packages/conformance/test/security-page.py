"""Tells what the Django packages know: the names of their settings, what can be imported, and what the middleware of docs/security.md sends.

Reads {"imports": […], "middleware": "class …"} and writes {"settings": […], "missing": […], "answers": {…}}, as JSON.
"""
import json
import sys
from importlib.util import find_spec

import django
from django.conf import global_settings, settings

asked = json.load(sys.stdin)
settings.configure(
    SECRET_KEY="for this check only",
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
)
django.setup()

import allauth.account.app_settings
import allauth.headless.app_settings
import corsheaders.conf
import dj_rest_auth.app_settings
import djoser.conf
import knox.settings
import oauth2_provider.settings
import rest_framework.settings
import rest_framework_simplejwt.settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.module_loading import import_string


def capitals(names, prefix=""):
    return {f"{prefix}{name}" for name in names if name.isupper()}


def known_settings():
    packages = (
        dj_rest_auth.app_settings,
        knox.settings,
        oauth2_provider.settings,
        rest_framework.settings,
        rest_framework_simplejwt.settings,
    )
    known = capitals(dir(global_settings)).union(*(capitals(package.DEFAULTS) for package in packages))
    known |= capitals(djoser.conf.default_settings)
    known |= capitals(dir(corsheaders.conf.Settings))
    known |= capitals(dir(allauth.account.app_settings.AppSettings), "ACCOUNT_")
    known |= capitals(dir(allauth.headless.app_settings.AppSettings), "HEADLESS_")
    # The settings that hold those of a package.
    return known | {"SIMPLE_JWT", "REST_AUTH", "REST_KNOX"}


def is_there(path):
    """Whether this is a module, or a name in one."""
    if find_spec(path.partition(".")[0]) is None:
        return False
    try:
        import_string(path)
    except ImportError:
        return is_module(path)
    return True


def is_module(path):
    try:
        return find_spec(path) is not None
    except ModuleNotFoundError:
        return False


def answers_of(code):
    scope = {}
    exec(code, scope)
    middleware = scope["PrivateAnswers"](lambda request: HttpResponse())
    paths = ("/api/posts/", "/api/auth/logout/", "/about/")
    return {path: dict(middleware(RequestFactory().get(path)).headers) for path in paths}


json.dump(
    {
        "settings": sorted(known_settings()),
        "missing": [path for path in asked["imports"] if not is_there(path)],
        "answers": answers_of(asked["middleware"]),
    },
    sys.stdout,
)
