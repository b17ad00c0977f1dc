"""Which detector judges which rule; a new detector is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable

from detectors.ad_popups import ad_close_mark, ad_label, ad_one_click
from detectors.case import Case
from detectors.collection import collection_after_refusal, collection_before_consent, sensitive_before_consent
from detectors.consent_form import consent_form
from detectors.frequency import collection_frequency
from detectors.policy_legibility import policy_legibility
from detectors.policy_present import policy_present
from detectors.policy_prompt import policy_prompt
from detectors.policy_reach import policy_reach
from detectors.popup_closing import popup_closing
from detectors.popup_identity import popup_identity
from detectors.popup_jumps import popup_jumps
from detectors.purpose_told import purpose_told
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Finding
from detectors.scope import scope
from detectors.third_parties import third_parties

Detector = Callable[[Case], Finding]

_DETECTORS: dict[str, Detector] = {
    "app-2019/1.1a": policy_present,
    "app-2019/1.2": policy_prompt,
    "app-2019/1.3": policy_reach,
    "app-2019/1.4": policy_legibility,
    "app-2019/2.3a": purpose_told,
    "app-2019/3.1": collection_before_consent,
    "app-2019/3.2a": collection_after_refusal,
    "app-2019/3.3": scope,
    "app-2019/3.4": consent_form,
    "app-2019/4.4": collection_frequency,
    "app-2019/5.1": third_parties,
    "appinfo-2016/7.4a": sensitive_before_consent,
    "popup-2022/5.6d": popup_closing,
    "popup-2022/5.6e": popup_identity,
    "popup-2022/5.8a": ad_label,
    "popup-2022/5.8b": ad_close_mark,
    "popup-2022/5.8c": ad_one_click,
    "popup-2022/5.9b": popup_jumps,
}

_TWINS = {
    "popup-draft-2022/5.7d": "popup-2022/5.6d",
    "popup-draft-2022/5.7e": "popup-2022/5.6e",
    "popup-draft-2022/5.9b": "popup-2022/5.8a",
    "popup-draft-2022/5.9c": "popup-2022/5.8c",
    "popup-draft-2022/5.10b": "popup-2022/5.9b",
}
"""Rules of a draft that say the same as one in force, whose finding is restated under their name."""


def restates(rule: str) -> str:
    """The rule in force that a rule of a draft restates, or the rule itself."""
    return _TWINS.get(rule, rule)


def detectors() -> tuple[tuple[str, Detector], ...]:
    """Rule and detector, in the catalogue's order."""
    rules = catalogue()
    twins = {draft: _restating(draft, _DETECTORS[rule]) for draft, rule in _TWINS.items()}
    return tuple(sorted((_DETECTORS | twins).items(), key=lambda item: rules.order(item[0])))


def _restating(draft: str, detector: Detector) -> Detector:
    informative = catalogue().rule(draft).verdict_use == "reference_only"

    def restate(case: Case) -> Finding:
        return detector(case).model_copy(update={"rule": draft, "informative": informative})

    return restate
