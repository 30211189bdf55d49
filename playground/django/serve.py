"""Starts the demo server: a fresh SQLite file, the seed, and waitress in front; prints one JSON line when it is ready."""
import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import threading


def main():
    options = _options()
    folder = None
    if "SOJOURN_DB" not in os.environ:
        folder = tempfile.mkdtemp(prefix="sojourn-django-")
        os.environ["SOJOURN_DB"] = os.path.join(folder, "db.sqlite3")

    def leave(*_):
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    if options.watch_stdin:
        threading.Thread(target=_leave_at_end_of_input, args=(leave,), daemon=True).start()
    try:
        _serve(options)
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def _options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--template", help="an SQLite file with the empty tables, made here if it is missing")
    parser.add_argument("--watch-stdin", action="store_true", help="stop when the standard input ends")
    return parser.parse_args()


def _leave_at_end_of_input(leave):
    """The parent holds the other end: whatever way it dies, the system closes it."""
    while os.read(0, 1024):
        pass
    leave()


def _serve(options):
    os.environ["DJANGO_SETTINGS_MODULE"] = "demo.settings"
    import django
    from django.conf import settings

    django.setup()
    _prepare_database(os.environ["SOJOURN_DB"], options.template)

    from django.core.wsgi import get_wsgi_application
    from waitress import create_server

    from demo import seed, tuning

    try:
        server = create_server(
            get_wsgi_application(),
            host=os.environ.get("SOJOURN_HOST") or "127.0.0.1",
            port=options.port,
            threads=16,
            # A thousand connections at once all get an answer.
            backlog=2048,
            connection_limit=4096,
            asyncore_use_poll=True,
            channel_timeout=300,
        )
    except OSError as problem:
        sys.exit(f"Port {options.port} cannot be used ({problem.strerror}). Choose another, e.g. --port 8001.")
    if settings.CONTROL:
        print("CONTROL IS ON: anyone who reaches this server can change users and settings.", file=sys.stderr, flush=True)
    ready = {
        "port": int(server.effective_port),
        "host": server.effective_host,
        "users": seed.NAMES,
        "password": settings.DEMO_PASSWORD,
        "settings": tuning.current,
        "control": settings.CONTROL,
    }
    print(json.dumps(ready), flush=True)
    server.run()


def _prepare_database(name, template):
    """Tables and seed in a new file; a file that was kept from an earlier run stays as it is."""
    from django.core.management import call_command

    from demo import seed, who

    if os.path.exists(name) and os.path.getsize(name):
        who.load()
        return
    if template and os.path.exists(template):
        shutil.copyfile(template, name)
    else:
        call_command("migrate", run_syncdb=True, verbosity=0)
        if template:
            _keep_copy(template)
    seed.plant()


def _keep_copy(template):
    """VACUUM INTO writes one whole file (no log beside it); the rename makes it appear at once."""
    from django.db import connection

    draft = f"{template}.{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [draft])
    os.replace(draft, template)


if __name__ == "__main__":
    main()
