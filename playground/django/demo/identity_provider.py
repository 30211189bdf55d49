"""A fake identity provider, so that a social login needs no other company: it approves everybody, and keeps nothing.

`approve/` stands for its page with the button "Allow"; `token/` and `profile/` are what a server asks such a provider.
"""
import json
import secrets

from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

_profiles = {}  # code or access token -> profile


@require_POST
def approve(request):
    """{id?, email, name?} -> a code and an access token for this person; either can be handed to a social login."""
    person = json.loads(request.body)
    profile = {"id": person.get("id") or person["email"], "email": person["email"], "name": person.get("name", "")}
    code, access_token = secrets.token_urlsafe(12), secrets.token_urlsafe(24)
    _profiles[code] = _profiles[access_token] = profile
    return JsonResponse({"code": code, "access_token": access_token})


@require_POST
def token(request):
    profile = _profiles.pop(request.POST.get("code"), None)
    if profile is None:
        return JsonResponse({"error": "invalid_grant"}, status=400)
    access_token = secrets.token_urlsafe(24)
    _profiles[access_token] = profile
    return JsonResponse({"access_token": access_token, "token_type": "Bearer", "expires_in": 3600})


@require_GET
def profile(request):
    found = _profiles.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
    return JsonResponse(found) if found else JsonResponse({"error": "invalid_token"}, status=401)


urlpatterns = [path("approve/", approve), path("token/", token), path("profile/", profile)]
