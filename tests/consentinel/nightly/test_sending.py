"""What each service is sent, signed and within its limits, and what becomes of services that do not take it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from consentinel.nightly.notify import Kind, Notice, Webhook, load_notices
from consentinel.nightly.running import Compare
from consentinel.nightly.sending import send
from harness.errors import ConfigError
from reports.history.night import Night, night
from reports.history.store import Store
from tests.consentinel.nightly.places import Place
from tests.reports.history.nights import RULE, Nights, facts, failure, said

SECRET = "SEC-hush"
TAKEN = {
    "json": b"",
    "slack": b"ok",
    "dingtalk": b'{"errcode":0,"errmsg":"ok"}',
    "wecom": b'{"errcode":0,"errmsg":"ok"}',
    "feishu": b'{"code":0,"msg":"success","data":{}}',
}
BUSY = {
    "dingtalk": b'{"errcode":130101,"errmsg":"send too fast"}',
    "wecom": b'{"errcode":45009,"errmsg":"api freq out of limit"}',
    "feishu": b'{"code":11232,"msg":"frequency limited"}',
}
KINDS: tuple[Kind, ...] = ("json", "dingtalk", "feishu", "wecom", "slack")
EVIL = "@all <at id=all></at> <!channel> [click](http://evil.example) **x** `y`\u202e <@everyone>"


@dataclass
class Service:
    """A service on loopback: answers as told, one answer after the other and then the last again."""

    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    def hook(self, kind: Kind, **other: Any) -> Notice:
        """A receiver at this service."""
        url = f"http://127.0.0.1:{self.port}/send?access_token=hush"
        hook = Webhook.model_validate({"name": "team", "kind": kind, "url": url} | other)
        return Notice(hook, url, SECRET if kind in ("json", "dingtalk", "feishu") else "", "https://ci.example/nights")

    @property
    def body(self) -> Any:
        """The last message."""
        return json.loads(self.got[-1][2])


@pytest.fixture
def service() -> Iterator[Service]:
    told = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.got.append((self.path, dict(self.headers), body))
            status, answer, headers = told.answers.pop(0) if len(told.answers) > 1 else told.answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def told() -> Night:
    """A night with something new for the team growth, and nothing for core."""
    store = Store.open("sqlite://")
    nights = Nights(store, owners={"shop": "growth", "mail": "core"})
    nights.night(facts("shop", said(RULE, "pass")), facts("mail", said(RULE, "pass")))
    runs = (
        facts("shop", said(RULE, "violation", "imei", text=EVIL), app_label=EVIL),
        facts("mail", said(RULE, "pass")),
    )
    found = night(store, nights.night(*runs, failed={"chat": failure(message=EVIL)}, folder="/data/nights"))
    store.close()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_takes_a_message(kind: Kind, service: Service, told: Night) -> None:
    service.answers = [(200, TAKEN[kind], {})]
    assert send(service.hook(kind), told) == "webhook team: told"
    (path, headers, body) = service.got[0]
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert "access_token=hush" in path
    text = body.decode()
    assert "app-2019/3.1" in text
    assert "https://ci.example/nights/night-1/index.html" in text
    if kind != "json":
        # Nobody is called, and nothing but our own link leads anywhere.
        for active in ("<at ", "<!", "<@", "@all", "](http://evil", "http://evil", "\\u202e", "\u202e"):
            assert active not in text


def test_dingtalk_is_signed_in_the_address(service: Service, told: Night) -> None:
    service.answers = [(200, TAKEN["dingtalk"], {})]
    send(service.hook("dingtalk"), told)
    query = {name: values[0] for name, values in parse_qs(urlsplit(service.got[0][0]).query).items()}
    assert re.fullmatch(r"\d{13}", query["timestamp"])
    wanted = hmac.new(SECRET.encode(), f"{query['timestamp']}\n{SECRET}".encode(), hashlib.sha256).digest()
    assert base64.b64decode(query["sign"]) == wanted
    assert service.body["msgtype"] == "markdown"
    assert set(service.body["markdown"]) == {"title", "text"}


def test_feishu_is_signed_in_the_body_with_the_roles_of_key_and_text_exchanged(service: Service, told: Night) -> None:
    service.answers = [(200, TAKEN["feishu"], {})]
    send(service.hook("feishu", language="en"), told)
    body = service.body
    assert re.fullmatch(r"\d{10}", body["timestamp"])
    wanted = hmac.new(f"{body['timestamp']}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
    assert base64.b64decode(body["sign"]) == wanted
    assert body["msg_type"] == "interactive"
    assert body["card"]["header"]["template"] == "red"
    button = body["card"]["elements"][1]["actions"][0]
    assert button["url"] == "https://ci.example/nights/night-1/index.html"


def test_generic_json_is_signed_in_a_header_and_says_everything(service: Service, told: Night) -> None:
    service.answers = [(204, b"", {})]
    send(service.hook("json"), told)
    _, headers, body = service.got[0]
    signed = headers["X-Consentinel-Timestamp"].encode() + b"." + body
    assert (
        headers["X-Consentinel-Signature"] == "sha256=" + hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    )
    value = json.loads(body)
    assert (value["status"], value["nightly"], value["against"]) == (1, "night-1", "night-0")
    (change,) = value["changes"]
    assert (change["kind"], change["app"], change["owner"], change["rule"]) == ("new", "shop", "growth", RULE)
    assert (change["before"], change["verdict"], change["more_identifiers"]) == ("pass", "violation", [])
    assert [one["app"] for one in value["not_judged"]] == ["chat"]


@pytest.fixture(scope="module")
def long_night() -> Night:
    """A night with more to tell than any message holds."""
    store = Store.open("sqlite://")
    names = [f"app{number}" for number in range(70)]
    runs = [facts(name, said(RULE, "violation", text="很长的说明" * 60), app_label="很长的名字" * 20) for name in names]
    found = night(store, Nights(store).night(*runs))
    store.close()
    return found


LIMITS: list[tuple[Kind, int]] = [("dingtalk", 20_000), ("feishu", 20 * 1024), ("wecom", 4096), ("slack", 3000)]


@pytest.mark.parametrize(("kind", "most"), LIMITS)
def test_long_messages_are_cut_at_whole_lines_and_say_so(
    kind: Kind, most: int, service: Service, long_night: Night
) -> None:
    service.answers = [(200, TAKEN[kind], {})]
    assert send(service.hook(kind), long_night) == "webhook team: told"
    body = service.body
    text: str
    match kind:
        case "slack":
            text = body["blocks"][1]["text"]["text"]
        case "feishu":
            text = json.dumps(body, ensure_ascii=False)
        case _:
            text = body["markdown"]["text" if kind == "dingtalk" else "content"]
    assert len(text.encode()) <= most
    assert re.search(r"还有 \d+ 项", text)
    assert "新增违规 70" in service.got[0][2].decode()


def test_only_the_owner_of_what_is_new_is_told(service: Service, told: Night) -> None:
    service.answers = [(200, TAKEN["slack"], {})]
    assert send(service.hook("slack", owners=["core"]), told) == "webhook team: nothing new to tell"
    assert send(service.hook("slack", owners=["sales"]), told) == "webhook team: none of its owners' apps was tried"
    assert service.got == []
    assert send(service.hook("slack", owners=["core"], when="always"), told) == "webhook team: told"
    assert "没有新增问题（1 个应用）" in service.got[0][2].decode()
    assert send(service.hook("slack", owners=["gr*"]), told) == "webhook team: told"


@pytest.mark.parametrize("kind", ["dingtalk", "feishu", "wecom"])
def test_a_busy_service_is_asked_again(kind: Kind, service: Service, told: Night) -> None:
    service.answers = [(200, BUSY[kind], {}), (200, BUSY[kind], {}), (200, TAKEN[kind], {})]
    waited: list[float] = []
    assert send(service.hook(kind), told, sleep=waited.append) == "webhook team: told"
    assert waited == [1.0, 2.0]


def test_a_service_says_how_long_to_wait(service: Service, told: Night) -> None:
    service.answers = [(429, b"", {"Retry-After": "7"}), (503, b"", {"Retry-After": "9999"}), (200, b"ok", {})]
    waited: list[float] = []
    assert send(service.hook("slack"), told, sleep=waited.append) == "webhook team: told"
    assert waited == [7.0, 60.0]


@pytest.mark.parametrize(
    ("kind", "status", "answer", "said"),
    [
        ("feishu", 200, b'{"code":19021,"msg":"sign match fail"}', "refused the message: code 19021 sign match fail"),
        ("dingtalk", 200, b'{"errcode":310000,"errmsg":"keywords"}', "refused the message: errcode 310000 keywords"),
        ("wecom", 200, b"<html>", "refused the message: the answer is not JSON"),
        ("slack", 404, b"no_service", "refused the message: HTTP status 404"),
        ("json", 302, b"", "refused the message: HTTP status 302"),
    ],
)
def test_a_refusal_is_told_and_not_repeated(
    kind: Kind, status: int, answer: bytes, said: str, service: Service, told: Night
) -> None:
    service.answers = [(status, answer, {"Location": "http://127.0.0.1:1/"} if status == 302 else {})]
    line = send(service.hook(kind), told)
    assert said in line
    assert "hush" not in line
    assert len(service.got) == 1


def test_a_service_that_is_not_there_is_told_after_some_tries(service: Service, told: Night) -> None:
    notice = service.hook("slack")
    gone = Notice(notice.hook, "http://127.0.0.1:9/hush", "", "")
    line = send(gone, told, sleep=lambda seconds: None)
    assert line.startswith("webhook team: 127.0.0.1:9 could not be told, 4 tries: ")
    assert "hush" not in line


def test_a_webhook_that_fails_does_not_fail_the_nightly(place: Place, service: Service) -> None:
    service.answers = [(500, b"", {}), (400, b"", {})]
    place.apps("leaky", leaky="growth")
    Path("nightly.yaml").write_text(
        f"notify:\n  - {{name: team, kind: slack, owners: [growth], url: 'http://127.0.0.1:{service.port}/x'}}\n"
    )
    assert place.run(Compare(notify=Path("nightly.yaml"))) == 1
    assert f"webhook team: 127.0.0.1:{service.port} refused the message: HTTP status 400" in place.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{name: a, kind: slack, url_env: NOPE}", "notify 'a': url_env: the environment has no NOPE, or it is empty"),
        ("{name: a, kind: dingtalk, url_env: HOOK, secret_env: NOPE}", "secret_env: the environment has no NOPE"),
        ("{name: a, kind: slack}", "give either `url_env`, the variable that holds the address, or `url`"),
        ("{name: a, kind: wecom, url_env: HOOK, secret_env: HOOK}", "`secret_env` is not known to wecom"),
        (
            "{name: a, kind: teams, url_env: HOOK}",
            "'teams' is not known; known are dingtalk, feishu",
        ),
        ("{name: a, kind: slack, url_env: ODD}", "what ODD holds is no http(s) address"),
    ],
)
def test_mistakes_in_nightly_yaml(text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", "https://hook.example/hush")
    monkeypatch.setenv("ODD", "ftp://hush")
    file = tmp_path / "nightly.yaml"
    file.write_text(f"notify:\n  - {text}\n")
    with pytest.raises(ConfigError) as caught:
        load_notices(file)
    assert told in str(caught.value)
    assert "hush" not in str(caught.value)
