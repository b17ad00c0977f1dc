"""Personal data on the phone, made from the seed: contacts, place, phone number."""

from __future__ import annotations

import random
from dataclasses import dataclass

_SURNAMES = "王李张刘陈杨赵黄周吴"
_GIVEN = ("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "欣怡", "子轩", "雨桐")
_PREFIXES = ("138", "139", "150", "158", "177", "186", "189")
_CITIES = ((39.9087, 116.3975), (31.2304, 121.4737), (23.1291, 113.2644), (30.5728, 104.0668), (30.2741, 120.1551))


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry of the address book."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the phone is, in degrees (WGS 84); accuracy in metres."""

    latitude: float
    longitude: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What a person keeps on this phone."""

    contacts: tuple[Contact, ...]
    place: Place
    phone_number: str


def make_personal_data(seed: int) -> PersonalData:
    """The data of one phone, the same for the same seed."""
    random_source = random.Random(f"personal/{seed}")
    latitude, longitude = random_source.choice(_CITIES)
    names = random_source.sample([surname + given for surname in _SURNAMES for given in _GIVEN], 6)
    return PersonalData(
        contacts=tuple(Contact(name, _number(random_source)) for name in names),
        place=Place(
            round(latitude + random_source.uniform(-0.04, 0.04), 6),
            round(longitude + random_source.uniform(-0.04, 0.04), 6),
            12.5,
        ),
        phone_number="+86" + _number(random_source),
    )


def _number(random_source: random.Random) -> str:
    return random_source.choice(_PREFIXES) + "".join(str(random_source.randrange(10)) for _ in range(8))
