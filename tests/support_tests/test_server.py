"""The live server answers while it is needed and is gone afterwards."""

import socket
import threading
import urllib.request
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.support.server import LiveServer


def app() -> Flask:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/", view_func=lambda: "here", endpoint="home")
    return app


def test_it_answers_and_then_stops() -> None:
    threads = set(threading.enumerate())
    with LiveServer(app()) as server, urllib.request.urlopen(server.url) as response:
        assert response.read() == b"here"
    port = urlsplit(server.url).port
    assert port is not None
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
    assert set(threading.enumerate()) <= threads


def test_it_stops_while_a_browser_keeps_its_connection() -> None:
    with LiveServer(app()) as server:
        connection = socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0), timeout=5)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(10) == b"HTTP/1.1 2"
    connection.close()
