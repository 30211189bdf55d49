"""Starts the server with uvicorn, prints one JSON line when it is ready, and stops when the standard input ends."""
import argparse
import json
import os
import socket
import threading

import uvicorn
from app import NAMES, PASSWORD, app, lifetime


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    listening = socket.create_server(("127.0.0.1", parser.parse_args().port), backlog=512)
    threading.Thread(target=leave_at_end_of_input, daemon=True).start()
    ready = {"port": listening.getsockname()[1], "host": "127.0.0.1", "users": NAMES, "password": PASSWORD, "settings": lifetime}
    print(json.dumps(ready), flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])


def leave_at_end_of_input():
    """The parent holds the other end: whatever way it dies, the system closes it."""
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
