"""The tables of the results store. Times are s since 1970; texts were made fit for any database in `facts`."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from reports.history.values import NightlyState, TaskState


class Base(DeclarativeBase):
    """All tables; constraints are named, so that later migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        dict[str, str]: JSON,
        list[str]: JSON,
    }


class NightlyRow(Base):
    """A nightly: `label` is its folder's name, `state` is running, finished or cut_short."""

    __tablename__ = "nightly"
    __table_args__ = (UniqueConstraint("series", "label"), Index(None, "series", "began_s"))

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(80))
    state: Mapped[NightlyState] = mapped_column(String(16))
    began_s: Mapped[float]
    ended_s: Mapped[float | None]
    folder: Mapped[str]
    tool: Mapped[str] = mapped_column(String(80))

    tasks: Mapped[list[TaskRow]] = relationship(back_populates="nightly", order_by="TaskRow.number")


class BaselineRow(Base):
    """A nightly that others are compared with, by the name that the user gave it."""

    __tablename__ = "baseline"
    __table_args__ = (UniqueConstraint("series", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    nightly_id: Mapped[int] = mapped_column(ForeignKey("nightly.id"))
    set_s: Mapped[float]

    nightly: Mapped[NightlyRow] = relationship()


class TaskRow(Base):
    """One app to be tried with one scenario, on one device where one is named; `state` is planned, judged or failed."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("nightly_id", "app_name", "scenario", "device"),
        Index(None, "app_name", "scenario", "device"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nightly_id: Mapped[int] = mapped_column(ForeignKey("nightly.id"), index=True)
    number: Mapped[int]
    app_name: Mapped[str] = mapped_column(String(300))
    app: Mapped[str] = mapped_column(String(500))
    label: Mapped[str]
    owner: Mapped[str] = mapped_column(String(200))
    scenario: Mapped[str] = mapped_column(String(500))
    device: Mapped[str] = mapped_column(String(80))
    state: Mapped[TaskState] = mapped_column(String(16))
    reason: Mapped[str]
    """Why there is no result, for one that failed."""

    nightly: Mapped[NightlyRow] = relationship(back_populates="tasks")
    runs: Mapped[list[RunRow]] = relationship(back_populates="task")


class DeviceRow(Base):
    """A device by the name that devices.yaml gives it, as it was seen last."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300), unique=True)
    model: Mapped[str]
    system: Mapped[str]


class AppRow(Base):
    """An app by its package or address, as it was named last."""

    __tablename__ = "app"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(500), unique=True)
    name: Mapped[str]
    label: Mapped[str]
    owner: Mapped[str] = mapped_column(String(200))


class RunRow(Base):
    """A judged run of a task. `kept` says whether its recording is still on the disk."""

    __tablename__ = "run"
    __table_args__ = (UniqueConstraint("task_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    app_id: Mapped[int] = mapped_column(ForeignKey("app.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), index=True)
    run: Mapped[str]
    attempt: Mapped[int]
    app_version: Mapped[str]
    app_sha256: Mapped[str]
    device_model: Mapped[str]
    system: Mapped[str]
    scenario: Mapped[str] = mapped_column(String(500))
    scenario_sha256: Mapped[str]
    catalogue: Mapped[str]
    tools: Mapped[dict[str, str]]
    began_s: Mapped[float]
    took_s: Mapped[float]
    judged_s: Mapped[float]
    complete: Mapped[bool]
    recording: Mapped[str]
    report: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    kept: Mapped[bool]
    reviews: Mapped[str] = mapped_column(default="")
    """How the recording's reviews stood when they were taken in last."""

    task: Mapped[TaskRow] = relationship(back_populates="runs")
    app: Mapped[AppRow] = relationship()
    device: Mapped[DeviceRow] = relationship()
    findings: Mapped[list[FindingRow]] = relationship(order_by="FindingRow.id")
    hosts: Mapped[list[HostRow]] = relationship(order_by="HostRow.id")
    steps: Mapped[list[StepRow]] = relationship(order_by="StepRow.id")


class FindingRow(Base):
    """A finding of a run; `mark` is its lasting fingerprint, `again` what came of trying a violation again."""

    __tablename__ = "finding"
    __table_args__ = (Index(None, "run_id", "rule"), Index(None, "mark"))

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    rule: Mapped[str] = mapped_column(String(80))
    verdict: Mapped[str] = mapped_column(String(20))
    informative: Mapped[bool]
    mark: Mapped[str] = mapped_column(String(64))
    detector: Mapped[str]
    detector_version: Mapped[int]
    zh: Mapped[str]
    en: Mapped[str]
    identifiers: Mapped[list[str]]
    again: Mapped[str]
    again_zh: Mapped[str]
    again_en: Mapped[str]


class ReviewRow(Base):
    """A reviewer's decision about a finding of a run, in the order in which they were made."""

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    at: Mapped[str]
    at_s: Mapped[float]
    reviewer: Mapped[str]
    act: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str]
    mark: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(20))


class HostRow(Base):
    """A host that a run's app asked, and who is behind it."""

    __tablename__ = "host"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    host: Mapped[str]
    owner: Mapped[str]
    party: Mapped[str]
    sdk: Mapped[str]
    requests: Mapped[int]


class StepRow(Base):
    """A step of a run and how long it took."""

    __tablename__ = "step"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    step: Mapped[str]
    kind: Mapped[str]
    label: Mapped[str]
    status: Mapped[str]
    took_ms: Mapped[float]


class FailureRow(Base):
    """An attempt of a task that the equipment spoiled; `device` is empty when none could be had."""

    __tablename__ = "failure"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    attempt: Mapped[int]
    device: Mapped[str] = mapped_column(String(300))
    error: Mapped[str]
    message: Mapped[str]
    at_s: Mapped[float]
