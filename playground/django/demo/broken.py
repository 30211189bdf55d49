"""Bad set-ups that a client should name instead of mistaking them for a logout."""
from django.http import HttpResponse, HttpResponsePermanentRedirect

_PAGE = "<!doctype html><html><head><title>App</title></head><body><div id=root></div></body></html>"


def html(request, rest):
    """A web server that answers every unknown path with the app's start page."""
    return HttpResponse(_PAGE)


def redirect(request, rest):
    """A moved API: browsers repeat a redirected POST as GET."""
    return HttpResponsePermanentRedirect(f"/simplejwt/{rest}")
