"""DRF's own throttling for the token routes, switched on and off while the server runs."""
import math
import re
from functools import wraps

from django.core.cache import cache
from django.http import JsonResponse
from rest_framework.throttling import AnonRateThrottle

rates = {}  # prefix, or "" for all of them -> "3/min"


def change(rate, prefix=""):
    if rate is not None and not re.fullmatch(r"\d+/[smhd]\w*", rate):
        raise ValueError('rate must look like "3/min", or be null.')
    rates.pop(prefix, None)
    if rate is not None:
        rates[prefix] = rate
    cache.clear()


def reset():
    rates.clear()
    cache.clear()


class TokenThrottle(AnonRateThrottle):
    """Counts per prefix and address; DRF computes the wait and the Retry-After header."""

    rate = None

    def __init__(self):
        pass  # the rate is not known before the request is

    def allow_request(self, request, view):
        prefix = request.path.split("/")[1]
        self.scope = f"token_{prefix}"
        self.rate = rates.get(prefix, rates.get(""))
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return super().allow_request(request, view)


def throttled(view):
    """A view that is not DRF's, behind the same throttle: what a gateway in front of it would answer."""

    @wraps(view)
    def served(request, *args, **kwargs):
        throttle = TokenThrottle()
        if throttle.allow_request(request, view):
            return view(request, *args, **kwargs)
        wait = math.ceil(throttle.wait() or 1)
        return JsonResponse({"detail": "Request was throttled."}, status=429, headers={"Retry-After": str(wait)})

    return served
