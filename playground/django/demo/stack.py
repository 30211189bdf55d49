"""Which packages this server has: the newest of all, or with SOJOURN_STACK=oldest simplejwt and djoser in their oldest releases."""
import os
from importlib import import_module

OLDEST = os.environ.get("SOJOURN_STACK") == "oldest"


def others():
    """What the packages besides DRF, simplejwt and djoser want done with users, seed, log and settings."""
    return import_module("demo.no_others" if OLDEST else "demo.others")
