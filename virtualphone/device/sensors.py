"""Sensors: their last values, who listens, and injected readings."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

Values = tuple[float, float, float]

SENSORS = {
    "accelerometer": "BMI160 Accelerometer",
    "gyroscope": "BMI160 Gyroscope",
    "magnetic_field": "AK09915 Magnetometer",
    "linear_acceleration": "Linear Acceleration Sensor",
}
_AT_REST: dict[str, Values] = {
    "accelerometer": (0.0, 0.0, 9.81),
    "gyroscope": (0.0, 0.0, 0.0),
    "magnetic_field": (21.0, -14.0, -39.0),
    "linear_acceleration": (0.0, 0.0, 0.0),
}


@dataclass(frozen=True, slots=True)
class Registration:
    """One listener of an app on one sensor; `since` is seconds since the epoch."""

    number: int
    package: str
    uid: int
    pid: int
    sensor: str
    since: float
    callback: Callable[[Values], None]


class Sensors:
    """The sensors of one phone; SI units (m/s², rad/s, µT)."""

    def __init__(self) -> None:
        self._values = dict(_AT_REST)
        self._active: dict[int, Registration] = {}
        self._history: deque[tuple[float, str, Registration]] = deque(maxlen=100)
        self._next_number = 1

    def subscribe(
        self, package: str, uid: int, pid: int, sensor: str, callback: Callable[[Values], None]
    ) -> Registration:
        """Register a listener and give it the present value; KeyError for an unknown sensor."""
        value = self._values[sensor]
        registration = Registration(self._next_number, package, uid, pid, sensor, time.time(), callback)
        self._next_number += 1
        self._active[registration.number] = registration
        self._history.append((registration.since, "+", registration))
        callback(value)
        return registration

    def unsubscribe(self, registration: Registration) -> None:
        """Remove a listener, if it is there."""
        if self._active.pop(registration.number, None) is not None:
            self._history.append((time.time(), "-", registration))

    def unsubscribe_process(self, pid: int) -> None:
        """Remove every listener of a process."""
        for registration in self.active():
            if registration.pid == pid:
                self.unsubscribe(registration)

    def inject(self, sensor: str, values: Values) -> None:
        """Set a reading and tell the listeners; KeyError for an unknown sensor."""
        if sensor not in self._values:
            raise KeyError(sensor)
        self._values[sensor] = values
        for registration in self.active():
            if registration.sensor == sensor:
                registration.callback(values)

    def reading(self, sensor: str) -> Values:
        """The present reading; KeyError for an unknown sensor."""
        return self._values[sensor]

    def active(self) -> tuple[Registration, ...]:
        """Listeners registered now."""
        return tuple(self._active.values())

    def history(self) -> tuple[tuple[float, str, Registration], ...]:
        """The last hundred registrations (+) and removals (-) with their times."""
        return tuple(self._history)
