"""What the packages besides DRF, simplejwt and djoser want done with users, seed, log and settings.

Everything that is named here, demo/no_others.py names as well.
"""
from datetime import timedelta

from allauth.account.models import EmailAddress
from knox.models import AuthToken
from knox.settings import CONSTANTS as KNOX
from ninja_jwt.token_blacklist import models as ninja
from oauth2_provider import models as oauth2
from rest_framework_jwt import authentication, serializers, utils
from rest_framework_jwt.blacklist.models import BlacklistedToken as DrfJwtBlacklistedToken
from rest_framework_jwt.settings import api_settings as drf_jwt

from demo import totp, tuning

OAUTH2_CLIENTS = {"sojourn-spa": "", "sojourn-confidential": "known-to-everybody"}  # client_id -> client_secret

# model -> the field by which a request's token tells whose it is; knox keeps a hash, and the first characters to find it by.
KEYS = {AuthToken: "token_key", oauth2.AccessToken: "token", oauth2.RefreshToken: "token"}

change_totp = totp.change
totp_code = totp.code_of


def short_key(token):
    return token[: KNOX.TOKEN_KEY_LENGTH]


def install():
    tuning.per_mount(authentication, serializers, utils)
    tuning.follow(_apply)


def _apply(settings, key):
    limits = settings["drfJwt"]
    drf_jwt.JWT_EXPIRATION_DELTA = timedelta(milliseconds=limits["expirationMs"])
    drf_jwt.JWT_REFRESH_EXPIRATION_DELTA = timedelta(milliseconds=limits["refreshLimitMs"])
    drf_jwt.JWT_ALLOW_REFRESH = limits["allowRefresh"]
    drf_jwt.JWT_AUTH_HEADER_PREFIX = limits["scheme"]
    drf_jwt.JWT_SECRET_KEY = key


def plant():
    """Empty the tables that no user owns, and fill in the OAuth 2.0 clients."""
    ninja.OutstandingToken.objects.all().delete()
    DrfJwtBlacklistedToken.objects.all().delete()
    oauth2.Application.objects.all().delete()  # with their tokens
    for client_id, secret in OAUTH2_CLIENTS.items():
        oauth2.Application.objects.create(
            name=client_id,
            client_id=client_id,
            client_secret=secret,
            client_type=oauth2.Application.CLIENT_CONFIDENTIAL if secret else oauth2.Application.CLIENT_PUBLIC,
            authorization_grant_type=oauth2.Application.GRANT_PASSWORD,
        )


def set_address(user, verified=None):
    """Gives the user's e-mail address to allauth. A new one is verified, unless it is told otherwise or is another user's too."""
    known = EmailAddress.objects.filter(user=user, email=user.email).first()
    if verified is None:
        verified = known.verified if known else True
    EmailAddress.objects.filter(user=user).delete()
    if not user.email:
        return
    taken = EmailAddress.objects.filter(email=user.email, verified=True).exists()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=bool(verified) and not taken)


def revoke(user):
    AuthToken.objects.filter(user=user).delete()
    oauth2.RefreshToken.objects.filter(user=user).delete()
    oauth2.AccessToken.objects.filter(user=user).delete()
    for token in ninja.OutstandingToken.objects.filter(user=user):
        ninja.BlacklistedToken.objects.get_or_create(token=token)
