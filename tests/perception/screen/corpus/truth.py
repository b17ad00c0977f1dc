"""What is true about a screen, told by its page alone, in the form that `consentinel inspect --json` prints."""

from __future__ import annotations

from typing import Any

from tests.perception.screen.corpus.model import Screen

Truth = dict[str, Any]


def truth(screen: Screen, marked: list[dict[str, Any]]) -> Truth:
    """The facts of one screen: only what a person sees on the picture counts, whatever the tree says.

    Beside the published fields: `closes` are the close controls of whatever window is in front, each with
    `closable_now` and whether it is `optional`: an announcement (3s 后可关闭) and a dialog's 取消
    may be named or not; `parts` are a wrapped link's pieces;
    `hidden` are boxes where the tree has a close control that is not drawn.
    """
    told = [_shrunk(one, screen.shrunk) for one in marked]
    windows = [_window(one) for one in told if one["role"] == "window"]
    blocking = [window for window in windows if window["blocking"]]
    popup = blocking[-1] if blocking else None
    closes = [_close(one) for one in told if one["role"] in ("close", "dismiss") and one.get("hidden") is None]
    return {
        "name": screen.name,
        "half": screen.kit.half,
        "library": screen.kit.name,
        "template": screen.template,
        "traits": {
            **screen.traits,
            "dark": screen.dark,
            "density": screen.phone.density * screen.shrunk,
            "shrunk": screen.shrunk,
            "flavour": screen.style.flavour,
        }
        | {name: getattr(screen.style, name) for name in ("windows", "ids", "closes", "labels", "ticks")},
        "size": [round(side * screen.shrunk) for side in (screen.phone.width, screen.phone.height)],
        "windows": windows,
        "popup": popup,
        "consent": _consent(told, windows),
        "ad": _ad(told, windows, closes),
        "checks": [
            {"box": one["box"], "ticked": one.get("ticked") == "1"} for one in told if one["role"] == "check"
        ],
        "closes": closes,
        "hidden": [one["box"] for one in told if one["role"] == "close" and one.get("hidden") is not None],
    }  # fmt: skip


def _shrunk(one: dict[str, Any], share: float) -> dict[str, Any]:
    """The same in px of a smaller picture."""
    if share == 1:
        return one
    return one | {
        "box": [round(side * share) for side in one["box"]],
        "parts": [[round(side * share) for side in part] for part in one["parts"]],
    }


def _window(one: dict[str, Any]) -> Truth:
    return {"box": one["box"], "form": one["form"], "kind": one["kind"], "blocking": one.get("blocking", "1") == "1"}


def _close(one: dict[str, Any]) -> Truth:
    return {
        "box": one["box"],
        "closable_now": one.get("now", "1") == "1",
        "optional": one["role"] == "dismiss" or one.get("optional") == "1" or one["faint"],
        "faint": one["faint"],
        "text": one["text"],
    }


def _consent(told: list[dict[str, Any]], windows: list[Truth]) -> Truth | None:
    if not any(window["kind"] == "consent" for window in windows):
        return None
    equal = next((one.get("equal") for one in told if one["role"] == "window" and one["kind"] == "consent"), None)
    return {
        "agree": _control(told, "agree"),
        "refuse": _control(told, "refuse"),
        "policy_links": [{**_told(one), "parts": one["parts"]} for one in told if one["role"] == "policy"],
        "equal_choice": None if equal is None else equal == "1",
    }


def _control(told: list[dict[str, Any]], role: str) -> Truth | None:
    return next((_told(one) for one in told if one["role"] == role), None)


def _told(one: dict[str, Any]) -> Truth:
    return {"box": one["box"], "text": one["text"]}


def _ad(told: list[dict[str, Any]], windows: list[Truth], closes: list[Truth]) -> Truth | None:
    if not any(window["kind"] == "ad" for window in windows):
        return None
    labels = [one for one in told if one["role"] in ("label", "label-small")]
    return {
        "is_ad": True,
        "label_box": labels[0]["box"] if labels else None,
        "label_optional": bool(labels) and (labels[0]["role"] == "label-small" or labels[0]["faint"]),
        "close": closes,
    }
