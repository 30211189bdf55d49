"""Log in and out with Django's own session cookie, as JSON: three small views for a project without tokens.

    GET  csrf/                                200 {"csrfToken"}, and Django's CSRF cookie
    POST login/   {"username", "password"}    200 the user, and the session cookie; 400 {"detail"}
    POST logout/                              204, the session is gone

Both POSTs need the CSRF cookie and the header X-CSRFToken. Without them Django answers 403 with an HTML page. A login makes a new
CSRF token. REST framework's views use `SessionAuthentication`, which asks for the header as well and answers in JSON.
"""
import json

from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from demo.microblog import about


@require_GET
@ensure_csrf_cookie
def csrf(request):
    return JsonResponse({"csrfToken": get_token(request)})


@require_POST
@csrf_protect
def log_in(request):
    try:
        fields = json.loads(request.body)
        user = authenticate(request, username=fields["username"], password=fields["password"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"detail": "username and password are required."}, status=400)
    if user is None:
        return JsonResponse({"detail": "Invalid credentials."}, status=400)
    login(request, user)
    return JsonResponse(about(user))


@require_POST
@csrf_protect
def log_out(request):
    logout(request)
    return HttpResponse(status=204)
