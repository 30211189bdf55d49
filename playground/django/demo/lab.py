"""The laboratory around the real views: keeps a log of requests, and makes chosen requests fail."""
import hashlib
import re
import socket
import threading
import time
from collections import Counter, deque

from django.http import HttpResponse, JsonResponse

from demo.cookie_mounts import REFRESH_COOKIES, token_of
from demo.who import body_of, who

_ID = re.compile(r"(?<=/)[0-9]+(?=/|$)")  # not the digit in "v1/" or in "2fa/"
_lock = threading.Lock()
_log = deque(maxlen=20_000)
_number = 0
faults = []

_FAULT_FIELDS = {
    "prefix": str, "path": str, "method": str, "user": str, "times": int, "status": int, "retryAfter": int,
    "html": bool, "delayMs": int, "dropBefore": bool, "dropAfter": bool,
}  # fmt: skip


class LabMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        prefix, path = _split(request.path)
        if prefix == "control":
            return self.get_response(request)
        started = time.time()
        fields = {} if path.startswith("posts/") else body_of(request)
        user = who(request, fields)
        fault = _take_fault(request.method, prefix, path, user)
        response, what = self._serve(request, fault)
        if user is None and getattr(request, "user", None) is not None:
            user = request.user.get_username() or None  # e.g. by a session cookie
        _record(
            at=int(started * 1000),
            method=request.method,
            prefix=prefix,
            path=path,
            status=response.status_code,
            user=user,
            scheme=request.headers.get("Authorization", "").partition(" ")[0] or None,
            cookies=sorted(request.COOKIES),
            refreshToken=_fingerprint(path, fields) or _fingerprint(path, {"refresh": token_of(request, REFRESH_COOKIES)}),
            fault=what,
            ms=int((time.time() - started) * 1000),
        )
        return response

    def _serve(self, request, fault):
        """The response, and what the fault made of it."""
        if fault is None:
            return self.get_response(request), None
        time.sleep(fault.get("delayMs", 0) / 1000)
        if fault.get("dropBefore"):
            _hang_up(request)
            return _failure({"status": 502}), "dropped-before"
        if fault.get("dropAfter"):
            response = self.get_response(request)
            _hang_up(request)
            return response, "dropped-after"
        if "status" in fault:
            return _failure(fault), str(fault["status"])
        return self.get_response(request), "delay"


def add_fault(values):
    """Put a fault in the queue; a ValueError says what is wrong with it."""
    fault = {"times": 1, **values}
    for name, value in fault.items():
        if name not in _FAULT_FIELDS:
            raise ValueError(f"Unknown field {name}.")
        if type(value) is not _FAULT_FIELDS[name] and not (name == "times" and value is None):
            raise ValueError(f"{name} must be of type {_FAULT_FIELDS[name].__name__}.")
    if not any(fault.get(name) for name in ("status", "delayMs", "dropBefore", "dropAfter")):
        raise ValueError("Say what goes wrong: status, delayMs, dropBefore or dropAfter.")
    if "prefix" in fault:
        fault["prefix"] = fault["prefix"].strip("/")
    with _lock:
        faults.append(fault)


def clear_faults(**only):
    with _lock:
        faults[:] = [fault for fault in faults if not _matches(fault, only)]


def _take_fault(method, prefix, path, user):
    with _lock:
        for fault in faults:
            if (
                fault.get("prefix", prefix) == prefix
                and path.startswith(fault.get("path", ""))
                and fault.get("method", method).upper() == method
                and fault.get("user", user) == user
            ):
                if fault["times"] is not None:
                    fault["times"] -= 1
                    if fault["times"] <= 0:
                        faults.remove(fault)
                return dict(fault)
    return None


def _failure(fault):
    status = fault["status"]
    if fault.get("html"):
        response = HttpResponse(f"<html><body><h1>{status}</h1><p>proxy</p></body></html>", status=status)
    else:
        response = JsonResponse({"detail": f"A fault with status {status}, made on purpose."}, status=status)
    if "retryAfter" in fault:
        response["Retry-After"] = str(fault["retryAfter"])
    response._has_been_logged = True  # it was asked for: no line on the console
    return response


def _hang_up(request):
    """Close the connection in the middle of an answer.

    waitress hands the connection to nobody, but its `client_disconnected` check is a method of it. Half a header goes out first:
    browsers quietly repeat a request if a kept-alive connection closes without a single byte.
    """
    connection = request.environ["waitress.client_disconnected"].__self__.socket
    try:
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n")
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the client was quicker


def _record(**entry):
    global _number
    with _lock:
        _number += 1
        _log.append({"n": _number, **entry})


def report(only, since=0, limit=50):
    """The log in numbers and its latest lines, of the requests that match."""
    with _lock:
        entries = [entry for entry in _log if entry["n"] > since and _matches(entry, only)]
        last = _number
    hidden = Counter(entry["refreshToken"] for entry in entries if entry["refreshToken"])
    return {
        "total": len(entries),
        "last": last,
        "byRoute": Counter(f"{entry['method']} {_ID.sub('<id>', entry['path'])}" for entry in entries),
        "byStatus": Counter(str(entry["status"]) for entry in entries),
        "refreshTokens": hidden,
        "recent": entries[-limit:] if limit else [],
    }


def forget(**only):
    with _lock:
        kept = [entry for entry in _log if not _matches(entry, only)]
        _log.clear()
        _log.extend(kept)


def _matches(entry, only):
    for name, wanted in only.items():
        value = str(entry.get(name))
        if not (value.startswith(wanted) if name == "path" else value == wanted):
            return False
    return True


def _split(path):
    """"/simplejwt/token/refresh/" -> ("simplejwt", "token/refresh/"); bad set-ups have two words as prefix."""
    parts = path.lstrip("/").split("/")
    words = 2 if parts[0] == "misconfigured" else 1
    return "/".join(parts[:words]), "/".join(parts[words:])


def _fingerprint(path, fields):
    """Tells one refresh token from another without showing either."""
    renews_or_ends = re.search(r"refresh|blacklist|logout|revoke", path) or fields.get("grant_type") == "refresh_token"
    if not renews_or_ends:
        return None
    token = fields.get("refresh") or fields.get("refresh_token") or fields.get("token")
    return hashlib.sha256(token.encode()).hexdigest()[:12] if isinstance(token, str) else None
