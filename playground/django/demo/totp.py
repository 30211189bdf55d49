"""A second factor for a user: gives and takes the secret that allauth asks for, and reads the authenticator app's code."""
import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.core.cache import cache


def change(user, wanted):
    """True: a new secret; a base32 text: this one; false or null: none."""
    Authenticator.objects.filter(user=user).delete()
    if wanted:
        auth.TOTP.activate(user, auth.generate_totp_secret() if wanted is True else wanted)


def code_of(user):
    """The secret, and a code that is good now and was not used before (allauth takes each code once)."""
    authenticator = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        raise ValueError(f"{user.get_username()} has no second factor: set totp with control/users/.")
    secret = decrypt(authenticator.data["secret"])
    return {"secret": secret, "code": next((code for code in _codes(secret) if not _was_used(user, code)), None)}


def _codes(secret):
    now = int(time.time()) // app_settings.TOTP_PERIOD
    for counter in (now, now + 1, now - 1):
        yield auth.format_hotp_value(auth.hotp_value(secret, counter))


def _was_used(user, code):
    """By the key under which allauth remembers it."""
    return cache.get(f"allauth.mfa.totp.used?user={user.pk}&code={code}") is not None
