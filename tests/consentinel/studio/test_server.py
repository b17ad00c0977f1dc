"""Who may talk to the studio, and what it answers."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.consentinel.on_loopback import TOKEN
from tests.consentinel.studio.served import a_desk, served

COOKIE = {"Cookie": f"consentinel-studio-PORT={TOKEN}", "X-Consentinel": "1"}
"""What the page sends; PORT is put in when it is known."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    desk = a_desk(tmp_path)
    desk.start().result()
    with served(desk) as url:
        yield url.removeprefix("http://").partition("/")[0]


def _ask(
    address: str, method: str, path: str, headers: Mapping[str, str] = COOKIE, told: object = None
) -> tuple[int, Mapping[str, str], bytes]:
    connection = http.client.HTTPConnection(address, timeout=20)
    given = {name: value.replace("PORT", address.rpartition(":")[2]) for name, value in headers.items()}
    connection.request(method, path, json.dumps(told) if told is not None else None, given)
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def test_the_token_opens_the_page_and_leaves_the_address_bar(address: str) -> None:
    status, headers, _ = _ask(address, "GET", f"/?token={TOKEN}", {})
    assert (status, headers["location"]) == (303, "/")
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=Strict" in headers["set-cookie"]
    status, headers, body = _ask(address, "GET", "/")
    assert (status, b"consentinel studio" in body) == (200, True)
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {}),
        ("GET", "/?token=wrong", {}),
        ("GET", "/state", {"Cookie": "consentinel-studio-PORT=wrong"}),
        ("GET", "/state", {**COOKIE, "Host": "evil.example"}),
        ("POST", "/tap", {"Cookie": COOKIE["Cookie"]}),
        ("POST", f"/tap?token={TOKEN}", {"X-Consentinel": "1"}),
        ("POST", "/tap", {**COOKIE, "Origin": "http://127.0.0.1:1"}),
        ("POST", "/tap", {**COOKIE, "Origin": "null"}),
        ("POST", "/tap", {**COOKIE, "Sec-Fetch-Site": "same-site"}),
        ("GET", "/screen", {**COOKIE, "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}),
    ],
)
def test_nobody_else_is_answered(address: str, method: str, path: str, headers: Mapping[str, str]) -> None:
    status, _, body = _ask(address, method, path, headers, {"x": 1, "y": 1})
    assert status == 403
    assert TOKEN.encode() not in body


def test_the_screen_and_its_nodes(address: str) -> None:
    status, headers, body = _ask(address, "GET", "/screen")
    assert (status, headers["content-type"], body[:4]) == (200, "image/png", b"\x89PNG")
    state = json.loads(_ask(address, "GET", "/state?known=-1")[2])
    assert state["size"] == [1080, 2400]
    assert "我的" in [node["text"] for node in state["nodes"]]
    assert "nodes" not in json.loads(_ask(address, "GET", f"/state?known={state['revision']}")[2])


@pytest.mark.parametrize(
    ("path", "told", "status", "said"),
    [
        ("/tap", {"x": "no"}, 400, "cannot be read"),
        ("/tap", [1], 400, "cannot be read"),
        ("/tap", {"x": 1, "y": 1, "add": "clearState"}, 400, "cannot be read"),
        ("/add", {"word": "tapOn", "selector": {"text": "我的"}}, 400, "cannot be read"),
        ("/add", {"word": ["assertVisible"], "selector": {"text": "我的"}}, 400, "cannot be read"),
        ("/add", {"word": "assertVisible", "selector": {"txt": "我的"}}, 422, "txt"),
        ("/save", {"text": "nonsense", "edition": 0}, 422, "two parts"),
        ("/page/../server.py", None, 404, ""),
    ],
)
def test_wrong_requests_are_told(address: str, path: str, told: object, status: int, said: str) -> None:
    method = "POST" if told is not None else "GET"
    given, _, body = _ask(address, method, path, COOKIE, told)
    assert given == status
    assert said in body.decode()
