"""The specimens' manifests are whole, their pages run, and what the truth rests on happens."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import json
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.virtualphone.specimen_page import ANDROID_ID, OAID, ORIGIN, OpenSpecimen, open_specimen
from virtualphone.specimens.manifest import SPECIMENS, ManifestError, Specimen, load, names

RULES = {
    "app-2019/1.1a", "app-2019/1.2", "app-2019/1.3", "app-2019/1.4", "app-2019/2.3a", "app-2019/3.1", "app-2019/3.2a",
    "app-2019/3.3", "app-2019/3.4", "app-2019/4.4", "app-2019/5.1", "appinfo-2016/7.4a", "popup-2022/5.6d",
    "popup-2022/5.6e", "popup-2022/5.8a", "popup-2022/5.8b", "popup-2022/5.8c", "popup-2022/5.9b",
}  # fmt: skip
POPUPS = {rule for rule in RULES if rule.startswith("popup-2022/")}
VERDICTS = {"violation", "pass", "not_observed", "inconclusive", "review", "not_applicable"}
HITS_ONLY = {
    "app-2019/3.1", "app-2019/3.2a", "app-2019/3.3", "app-2019/4.4", "app-2019/5.1", "appinfo-2016/7.4a",
    "popup-2022/5.6d", "popup-2022/5.9b",
}  # fmt: skip
ELSEWHERE = {"app-2019/3.3", "app-2019/4.4", "appinfo-2016/7.4a"}
"""What a first launch hardly shows; tests/detectors has what breaks these rules."""
ALL = {name: load(SPECIMENS / name) for name in names()}
in_browser = pytest.mark.asyncio(loop_scope="module")
pytestmark = pytest.mark.timeout(300)  # the pages share one browser, which a busy machine slows down


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        yield await playwright.chromium.launch(executable_path=path)


async def open_first(browser: Browser, name: str) -> OpenSpecimen:
    return await open_specimen(browser, ALL[name])


@pytest.mark.parametrize("name", ALL)
def test_the_truth_covers_every_rule(name: str) -> None:
    specimen = ALL[name]
    assert set(specimen.truth) == RULES
    assert set(specimen.popups) in (set(), POPUPS)
    for rule, truth in (*specimen.truth.items(), *specimen.popups.items()):
        assert truth.verdict in VERDICTS
        assert truth.verdict != ("pass" if rule in HITS_ONLY else "not_observed")
        assert len(truth.why) > 10
    assert specimen.traps


@pytest.mark.parametrize("rule", sorted(RULES - ELSEWHERE))
def test_every_rule_has_three_structures_that_break_it_and_one_that_keeps_it(rule: str) -> None:
    verdicts = [truths[rule].verdict for one in ALL.values() for truths in (one.truth, one.popups) if rule in truths]
    assert verdicts.count("violation") >= 3
    assert {"pass", "not_observed"} & set(verdicts)


def test_no_two_specimens_share_a_package_or_a_label() -> None:
    assert len({specimen.app.name for specimen in ALL.values()}) == len(ALL)
    assert len({specimen.app.label for specimen in ALL.values()}) == len(ALL)


def test_the_documentation_names_every_specimen() -> None:
    text = (SPECIMENS.parents[1] / "docs" / "specimens.md").read_text(encoding="utf-8")
    for specimen in ALL.values():
        row = next((line for line in text.splitlines() if line.startswith(f"| `{specimen.name}` |")), "")
        broken = dict.fromkeys(
            rule.partition("/")[2]
            for rule, truth in (*specimen.truth.items(), *specimen.popups.items())
            if truth.verdict == "violation"
        )
        assert row.split("|")[3].strip() == (", ".join(broken) or "–"), specimen.name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("package: [", "manifest.yaml"),
        ("package: com.a.b\nactivities: [{name: .Main, page: none.html}]\n", "there is no page www/none.html"),
        ("package: com.a.b\ntruth: {r: pass}\n", "truth.r needs a verdict and a why"),
        ("package: com.a.b\nhosts: 3\n", "hosts must be a list of texts"),
    ],
)
def test_a_bad_manifest_is_one_line_that_names_the_key(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "manifest.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError) as error:
        load(tmp_path)
    assert said in str(error.value)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a first start without a touch sent and asked of the phone, and what all pages together complained of."""

    sent_untouched: str
    calls: frozenset[str]
    hosts: frozenset[str]
    complaints: tuple[str, ...]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visits(browser: Browser) -> dict[str, Visit]:
    gate = asyncio.Semaphore(4)

    async def visit(specimen: Specimen) -> Visit:
        async with gate:
            opened = await open_specimen(browser, specimen)
            await opened.page.wait_for_selector("#app > *, .splash")
            await opened.page.wait_for_timeout(1200)
            sent, calls = decoded(opened), frozenset(await opened.calls())
            for activity in specimen.app.activities[1:]:
                await opened.page.goto(f"{ORIGIN}/{activity.page}")
                await opened.page.wait_for_selector("#app .bar, .ad")
            await opened.page.context.close()
        return Visit(sent, calls, frozenset(opened.hosts), tuple(opened.complaints))

    return dict(zip(ALL, await asyncio.gather(*map(visit, ALL.values())), strict=True))


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
def test_the_pages_run_without_an_error_and_contact_declared_hosts_only(name: str, visits: dict[str, Visit]) -> None:
    assert visits[name].complaints == ()
    assert visits[name].hosts <= set(ALL[name].hosts)


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].truth["app-2019/3.1"].verdict == "not_observed"])
def test_a_clean_specimen_sends_and_asks_nothing_personal_untouched(name: str, visits: dict[str, Visit]) -> None:
    assert ANDROID_ID not in visits[name].sent_untouched
    assert OAID not in visits[name].sent_untouched
    assert not visits[name].calls & {"getClipboard", "requestPermissions", "rawRequest"}


@in_browser
@pytest.mark.parametrize(
    "name", ["compliant", "four-taps", "deep-five", "deep-seven", "toast-only", "login-is-consent"]
)
async def test_the_policy_is_as_many_taps_deep_as_the_truth_says(browser: Browser, name: str) -> None:
    truth = ALL[name].truth["app-2019/1.3"]
    path = re.findall(r"[^\s→:]+(?= →| ?:)|(?<=→ )[^\s→:]+", truth.why.partition(":")[0] + ":")
    assert f"{len(path)} taps" in truth.why
    opened = await open_specimen(browser, ALL[name], prefs={"consent": "refused"})
    if name == "login-is-consent":
        await opened.tap("随便看看")
    for text in path:
        await opened.tap(text)
    text = await opened.page.locator(".document").inner_text()
    assert len(text) >= 1500
    assert all(word in text for word in ("隐私政策", "公司", "地址", "联系", "生效日期", "存储", "SDK", "投诉", "注销"))
    await opened.page.context.close()


def decoded(opened: OpenSpecimen) -> str:
    """All that was sent, with query values in base64 and bodies in gzip opened."""
    texts: list[str] = []
    for address, body in opened.sent:
        texts.append((gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).decode())
        for value in (value for values in parse_qs(urlsplit(address).query).values() for value in values):
            texts.append(value)
            if re.fullmatch(r"[A-Za-z0-9+/]{16,}={0,2}", value) and len(value) % 4 == 0:
                texts.append(base64.b64decode(value).decode("utf-8", "replace"))
    return "\n".join(texts)


@in_browser
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("straight-in", ANDROID_ID),
        ("early-base64", OAID),
        ("early-gzip", OAID),
        ("early-hashed", hashlib.md5(ANDROID_ID.encode()).hexdigest().upper()),
        ("early-hashed", hashlib.sha256(OAID.encode()).hexdigest()),
        ("sensors-early", ANDROID_ID),
        ("keep-using", "口令"),
    ],
)
async def test_the_identifier_leaves_before_any_answer(browser: Browser, name: str, value: str) -> None:
    assert ALL[name].truth["app-2019/3.1"].verdict == "violation"
    opened = await open_first(browser, name)
    async with asyncio.timeout(10):
        while value not in decoded(opened):
            await opened.page.wait_for_timeout(50)
    await opened.page.context.close()


@in_browser
@pytest.mark.parametrize(
    ("name", "refuse", "value"),
    [
        ("refusal-ignored", ["不同意"], ANDROID_ID),
        ("refusal-websocket", ["不同意"], OAID),
        ("sensors-early", ["不同意"], ANDROID_ID),
    ],
)
async def test_the_identifier_leaves_after_the_refusal(
    browser: Browser, name: str, refuse: list[str], value: str
) -> None:
    opened = await open_first(browser, name)
    await opened.tap(*refuse)
    opened.sent.clear()
    async with asyncio.timeout(12):
        while value not in decoded(opened):
            await opened.page.wait_for_timeout(50)
    await opened.page.context.close()


@in_browser
async def test_a_relaunch_after_the_refusal_reports_the_hashed_identifier(browser: Browser) -> None:
    opened = await open_first(browser, "refusal-relaunch")
    await opened.tap("拒绝")
    await opened.page.wait_for_selector(".visitor")
    assert opened.sent == []
    async with opened.page.expect_request(lambda request: "log.mingyi-health.cn" in request.url) as report:
        await opened.page.goto(f"{ORIGIN}/index.html")
    assert hashlib.md5(ANDROID_ID.encode()).hexdigest() in (await report.value).url
    await opened.page.context.close()


@in_browser
@pytest.mark.parametrize(
    ("name", "agree", "marks", "label"),
    [
        ("compliant", "同意", 1, "广告"),
        ("policy-dead", "同意并继续", 1, ""),
        ("pre-ticked", "同意并继续", 1, "推广"),
        ("deep-seven", "同意", 0, "广告"),
    ],
)
async def test_the_ad_carries_the_mark_and_the_label_of_its_truth(
    browser: Browser, name: str, agree: str, marks: int, label: str
) -> None:
    opened = await open_first(browser, name)
    await opened.tap(agree)
    await opened.page.wait_for_selector(".ad")
    assert await opened.page.locator(".ad .mark:visible").count() == marks
    assert "".join(await opened.page.locator(".ad .label").all_inner_texts()) == label
    if marks:
        await opened.page.locator(".ad .mark").click()
        assert await opened.page.locator(".ad").count() == 0
    await opened.page.context.close()


@in_browser
@pytest.mark.parametrize(
    ("name", "agree"), [("early-hashed", "同意并继续"), ("early-gzip", "好的，我同意"), ("refusal-relaunch", "同意")]
)
async def test_one_tap_on_the_mark_leaves_the_ad_open(browser: Browser, name: str, agree: str) -> None:
    assert ALL[name].truth["popup-2022/5.8c"].verdict == "violation"
    opened = await open_first(browser, name)
    await opened.tap(agree)
    await opened.page.locator(".ad .mark").click()
    assert await opened.page.locator(".ad").count() == 1
    await opened.page.context.close()


@in_browser
async def test_the_digest_agrees_with_the_standard_one(browser: Browser) -> None:
    opened = await open_first(browser, "crasher")
    texts = [*("样" * length + "x" * length for length in range(0, 70, 3)), "", "a" * 55, "a" * 56, "a" * 64]
    made = await opened.page.evaluate(
        "async (texts) => { const { md5 } = await import('/_shared/digest.js'); return texts.map(md5) }", texts
    )
    assert made == [hashlib.md5(text.encode()).hexdigest() for text in texts], json.dumps(texts)
    await opened.page.context.close()
