"""Which detector judges which rule; a new detector is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable

from detectors.ad_popups import ad_close_mark, ad_label, ad_one_click
from detectors.case import Case
from detectors.collection import collection_after_refusal, collection_before_consent, sensitive_before_consent
from detectors.consent_form import consent_form
from detectors.frequency import collection_frequency
from detectors.policy_present import policy_present
from detectors.policy_prompt import policy_prompt
from detectors.policy_reach import policy_reach
from detectors.rules.catalogue import catalogue
from detectors.rules.finding import Finding
from detectors.scope import scope
from detectors.third_parties import third_parties

Detector = Callable[[Case], Finding]

_DETECTORS: dict[str, Detector] = {
    "app-2019/1.1a": policy_present,
    "app-2019/1.2": policy_prompt,
    "app-2019/1.3": policy_reach,
    "app-2019/3.1": collection_before_consent,
    "app-2019/3.2a": collection_after_refusal,
    "app-2019/3.3": scope,
    "app-2019/3.4": consent_form,
    "app-2019/4.4": collection_frequency,
    "app-2019/5.1": third_parties,
    "appinfo-2016/7.4a": sensitive_before_consent,
    "popup-2022/5.8a": ad_label,
    "popup-2022/5.8b": ad_close_mark,
    "popup-2022/5.8c": ad_one_click,
}


def detectors() -> tuple[tuple[str, Detector], ...]:
    """Rule and detector, in the catalogue's order."""
    rules = catalogue()
    return tuple(sorted(_DETECTORS.items(), key=lambda item: rules.order(item[0])))
