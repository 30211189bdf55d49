"""Tells whose request it is, without judging the token: for the request log and for faults aimed at one user."""
import base64
import binascii
import json

from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db.models.signals import post_save
from django.http import QueryDict
from rest_framework.authtoken.models import Token

from demo.cookie_mounts import ACCESS_COOKIES, REFRESH_COOKIES, token_of
from demo.stack import others

_by_id = {}  # kept after a user is deleted: requests with the old token are still theirs
_by_key = {}
_KEYS = {Token: "key", **others().KEYS}  # model -> the field that a request's token is found by


def install():
    post_save.connect(_remember_user, sender=get_user_model(), weak=False)
    for model in _KEYS:
        post_save.connect(_remember_key, sender=model, weak=False)
    post_save.connect(_remember_session, sender=Session, weak=False)


def load():
    """What the database holds already (one that was kept from an earlier run)."""
    for user in get_user_model().objects.all():
        _remember_user(None, user)
    for model in _KEYS:
        for token in model.objects.select_related("user"):
            _remember_key(model, token)
    for session in Session.objects.all():
        _remember_session(None, session)


def _remember_user(sender, instance, **kwargs):
    _by_id[str(instance.pk)] = instance.get_username()


def _remember_key(sender, instance, **kwargs):
    if instance.user:  # OAuth 2.0 has tokens of no user
        _by_key[getattr(instance, _KEYS[sender])] = instance.user.get_username()


def _remember_session(sender, instance, **kwargs):
    name = _by_id.get(instance.get_decoded().get(SESSION_KEY))
    if name:
        _by_key[instance.session_key] = name


def body_of(request):
    """The request's fields where it has some; {} for posts, uploads and nonsense."""
    if request.method not in ("POST", "PUT", "PATCH", "DELETE") or int(request.META.get("CONTENT_LENGTH") or 0) > 65_536:
        return {}
    try:
        if request.content_type == "application/x-www-form-urlencoded":
            return QueryDict(request.body).dict()
        fields = json.loads(request.body)
    except (ValueError, UnicodeDecodeError):
        return {}
    return fields if isinstance(fields, dict) else {}


def who(request, fields):
    """A username or None: by the token in a header, else by the body's token or login fields, else by cookies."""
    _, _, credential = request.headers.get("Authorization", "").partition(" ")
    session_token = request.headers.get("X-Session-Token")
    told = (credential, session_token, fields.get("refresh"), fields.get("refresh_token"), fields.get("token"))
    name = _owner_of(told) or fields.get("username") or fields.get("email")
    if isinstance(name, str):
        return name
    if request.path.startswith("/session/"):  # elsewhere a session cookie is a leftover that signs nothing
        return _by_key.get(request.COOKIES.get("sessionid"))
    return _owner_of(token_of(request, names) for names in (ACCESS_COOKIES, REFRESH_COOKIES))


def _owner_of(tokens):
    for token in tokens:
        if isinstance(token, str) and token:
            name = _by_key.get(token) or _by_key.get(others().short_key(token)) or _of_jwt(token)
            if name:
                return name
    return None


def _of_jwt(token):
    try:
        part = token.split(".")[1]
        payload = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return payload.get("username") or _by_id.get(str(payload.get("user_id") or payload.get("sub")))
    except (IndexError, ValueError, AttributeError, binascii.Error):
        return None
