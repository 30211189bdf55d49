"""The control panel of tests and playground: users, settings, faults, throttling, the request log."""
import json
from functools import wraps
from importlib.metadata import version

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.http import JsonResponse
from django.urls import path
from rest_framework.authtoken.models import Token
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

from demo import lab, mail, seed, throttle, tuning
from demo.stack import others

_PACKAGES = ("Django", "djangorestframework", "djangorestframework_simplejwt", "djoser")


def endpoint(**by_method):
    """A JSON view out of one function per method; each takes (query, body) and gives data or (data, status)."""

    def view(request):
        act = by_method.get(request.method)
        if act is None:
            return JsonResponse({"detail": f"Use {', '.join(by_method)}."}, status=405)
        try:
            body = json.loads(request.body or b"{}")
            if not isinstance(body, dict):
                raise ValueError("The body must be an object.")
            answer = act(request.GET.dict(), body)
        except KeyError as missing:
            return JsonResponse({"detail": f"{missing.args[0]} is missing."}, status=400)
        except (ValueError, TypeError, AttributeError) as problem:
            return JsonResponse({"detail": str(problem)}, status=400)
        except get_user_model().DoesNotExist:
            return JsonResponse({"detail": "No such user."}, status=404)
        data, status = answer if isinstance(answer, tuple) else (answer, 200)
        return JsonResponse(data, status=status)

    return view


def only(*allowed):
    """Refuses query names that a call does not know: a typo must not look like an empty log."""

    def decorate(act):
        @wraps(act)
        def checked(query, body):
            for name in query:
                if name not in allowed:
                    raise ValueError(f"Unknown query {name}.")
            if "prefix" in query:
                query["prefix"] = query["prefix"].strip("/")
            return act(query, body)

        return checked

    return decorate


def health(query, body):
    from demo.urls import names

    packages = {name: version(name) for name in _PACKAGES}
    return {"ok": True, "password": settings.DEMO_PASSWORD, "users": seed.NAMES, "prefixes": names, "packages": packages}


def reset(query, body):
    tuning.reset()
    throttle.reset()
    lab.clear_faults()
    mail.mails.clear()
    seed.plant()
    lab.forget()
    return {"ok": True}


def list_users(query, body):
    return {"users": [_user(user) for user in get_user_model().objects.order_by("id")]}


def change_user(query, body):
    for name in body:
        if name not in (
            "username", "create", "password", "email", "verified", "totp", "active", "staff", "revoke", "delete",
        ):  # fmt: skip
            raise ValueError(f"Unknown field {name}.")
    users = get_user_model().objects
    username = body["username"]
    status = 200
    if body.get("create"):
        user, created = users.get_or_create(username=username, defaults={"email": f"{username}@example.test"})
        status = 201 if created else 200
        user.is_active = True
        user.set_password(settings.DEMO_PASSWORD)
    else:
        user = users.get(username=username)
    if "active" in body:
        user.is_active = bool(body["active"])
    if "staff" in body:
        user.is_staff = bool(body["staff"])
    if "password" in body:
        user.set_password(body["password"])
    if "email" in body:
        user.email = body["email"]
    user.save()
    others().set_address(user, verified=body.get("verified"))
    if "totp" in body:
        others().change_totp(user, body["totp"])
    if body.get("revoke"):
        _revoke(user)
    answer = _user(user)
    if body.get("delete"):
        user.delete()
        answer["deleted"] = True
    return answer, status


def _user(user):
    return {
        "id": user.pk,
        "username": user.get_username(),
        "email": user.email,
        "active": user.is_active,
        "staff": user.is_staff,
    }


def _revoke(user):
    Token.objects.filter(user=user).delete()
    for token in OutstandingToken.objects.filter(user=user):
        BlacklistedToken.objects.get_or_create(token=token)
    for session in Session.objects.all():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
    others().revoke(user)


def change_settings(query, body):
    tuning.change(body)
    return tuning.current


def add_fault(query, body):
    lab.add_fault(body)
    return {"faults": lab.faults}, 201


@only("prefix", "user")
def clear_faults(query, body):
    lab.clear_faults(**query)
    return {"faults": lab.faults}


def change_throttle(query, body):
    throttle.change(body["rate"], body.get("prefix", "").strip("/"))
    return {"rates": throttle.rates}


@only("user", "prefix", "path", "method", "status", "since", "limit")
def requests(query, body):
    since, limit = int(query.pop("since", 0)), int(query.pop("limit", 50))
    return lab.report(query, since, limit)


@only("user", "prefix")
def forget_requests(query, body):
    lab.forget(**query)
    return {"ok": True}


@only("user")
def mails(query, body):
    return {"mails": [entry for entry in mail.mails if query.get("user", entry["user"]) == entry["user"]]}


@only("user")
def totp_code(query, body):
    return others().totp_code(get_user_model().objects.get(username=query["user"]))


urlpatterns = [
    path("health/", endpoint(GET=health)),
    path("reset/", endpoint(POST=reset)),
    path("users/", endpoint(GET=list_users, POST=change_user)),
    path("settings/", endpoint(GET=lambda query, body: tuning.current, POST=change_settings)),
    path("faults/", endpoint(GET=lambda query, body: {"faults": lab.faults}, POST=add_fault, DELETE=clear_faults)),
    path("throttle/", endpoint(GET=lambda query, body: {"rates": throttle.rates}, POST=change_throttle)),
    path("requests/", endpoint(GET=requests, DELETE=forget_requests)),
    path("mail/", endpoint(GET=mails)),
    path("totp/", endpoint(GET=totp_code)),
]
