"""The tables of `schoolgate.toml`, as frozen values."""

from __future__ import annotations

from datetime import date, time
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, field_validator, model_validator

from gateway.settings.fields import (
    Days,
    Domain,
    ListenAddress,
    LocalPath,
    Mailbox,
    Network,
    Roles,
    SettingsTable,
    Size,
    TimeOfDay,
    one_or_many,
    together,
)
from gateway.settings.languages import ENGLISH, Language
from gateway.settings.observing import LogSettings, TracingSettings
from gateway.settings.secret_field import SecretFieldSettings
from gateway.settings.secure_mail import SecureMail, SecureMailSettings
from gateway.settings.sign_in import SignIn
from gateway.settings.storage import StorageSettings
from gateway.sizes import SIZE_UNITS

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)  # in the order of `datetime.weekday`


class SourceSettings(SettingsTable):
    """One pupil list: a file, a zip archive or a folder. `format` is empty where its content tells it."""

    path: LocalPath
    format: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_path(cls, value: object) -> object:
        return {"path": value} if isinstance(value, str) else value


class RosterSettings(SettingsTable):
    """Where the pupil lists are, how long leavers are looked for, and when school is on."""

    sources: Annotated[tuple[SourceSettings, ...], BeforeValidator(one_or_many)] = ()
    leavers_months: int = Field(default=12, ge=0, le=120)
    terms: tuple[tuple[date, date], ...] = ()

    @field_validator("terms")
    @classmethod
    def _in_order(cls, value: tuple[tuple[date, date], ...]) -> tuple[tuple[date, date], ...]:
        for first, last in value:
            if first > last:
                raise ValueError(f"the term from {first} ends before it begins, on {last}")
        return value


class PolicySettings(SettingsTable):
    """Which policy is in force: a preset's name, or a file of the school's own."""

    preset: str = "starter"
    file: LocalPath | None = None


class DkimSettings(SettingsTable):
    """With what the school's mail is signed where it was changed; the public key stands in its DNS."""

    selector: str = Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$")
    key_file: LocalPath
    domain: Domain | None = None  # default: the school's first


class SchoolSettings(SettingsTable):
    """One school: its name, its domains, and who answers for data protection."""

    name: str = Field(min_length=1)
    domains: Annotated[tuple[Domain, ...], BeforeValidator(one_or_many)] = Field(min_length=1)
    data_protection_lead: Mailbox
    pupil_addresses: Annotated[tuple[str, ...], BeforeValidator(one_or_many)] = ()
    roster: RosterSettings | None = None
    directory: LocalPath | None = None
    words: LocalPath | None = None
    language: Language = ENGLISH  # of the notices
    notices: LocalPath | None = None  # a folder with the school's own wording of them
    policy: PolicySettings | None = None
    dkim: DkimSettings | None = None
    roles: Roles = ()  # who decides beside the lead, by the names that rules use


class RelaySettings(SettingsTable):
    """How mail comes in, and where clean mail goes."""

    listen: Annotated[tuple[ListenAddress, ...], BeforeValidator(one_or_many), Field(min_length=1)] = (
        ListenAddress(host="127.0.0.1", port=2525),
    )
    hostname: str = ""
    clients: Annotated[tuple[Network, ...], BeforeValidator(one_or_many)] = (
        IPv4Network("127.0.0.0/8"),
        IPv6Network("::1/128"),
    )
    next_hop: str
    user: str = ""
    password_file: LocalPath | None = None
    home_hop: str = ""
    home_user: str = ""
    home_password_file: LocalPath | None = None
    ca_file: LocalPath | None = None
    client_certificate: LocalPath | None = None  # shown to both hops, where they ask for one
    certificate: LocalPath | None = None
    private_key: LocalPath | None = None
    logins: LocalPath | None = None
    asked_field: SecretFieldSettings | None = None  # of what comes in
    shown_field: SecretFieldSettings | None = None  # to both hops
    max_message_size: Size = 50 * SIZE_UNITS["MB"]
    max_recipients: int = Field(default=1000, ge=100)  # RFC 5321 §4.5.3.1.8: at least 100
    max_hops: int = Field(default=50, ge=5)
    max_connections: int = Field(default=200, ge=1)
    max_connections_per_client: int = Field(default=100, ge=1)
    new_connections_per_minute: int = Field(default=30, ge=1)
    idle_timeout_seconds: float = Field(default=300, ge=1)  # RFC 5321 §4.5.3.2.7: five minutes
    slow_message_seconds: float = Field(default=300, ge=1)

    @model_validator(mode="after")
    def _pairs(self) -> RelaySettings:
        together(self, "certificate", "private_key")
        together(self, "user", "password_file")
        together(self, "home_user", "home_password_file")
        if self.logins is not None and self.certificate is None:
            raise ValueError("logins needs certificate and private_key: passwords are only taken over TLS")
        return self


class ReviewSettings(SettingsTable):
    """The web side: where it listens, and how long somebody stays signed in."""

    listen: ListenAddress = ListenAddress(host="127.0.0.1", port=8025)
    public_url: str = ""
    digest_at: TimeOfDay = time(7, 30)
    session_idle_minutes: float = Field(default=30, gt=0)
    session_hours: float = Field(default=10, gt=0, le=24)
    sign_in: SignIn = ()

    @field_validator("sign_in")
    @classmethod
    def _told_apart(cls, value: SignIn) -> SignIn:
        if len({each.id for each in value}) != len(value):
            raise ValueError("two of them have the same name; give each a name of its own")
        return value


class InspectionSettings(SettingsTable):
    """How much a single message may cost."""

    workers: int = Field(default=0, ge=0, le=64)  # 0: one for each core
    deadline_seconds: float = Field(default=30, gt=0, le=300)
    memory: Size = SIZE_UNITS["GB"]
    confinement: Literal["required", "best"] = "best"


class QuarantineSettings(SettingsTable):
    """How long a held message waits for a decision. Time counts on some days of the week only.

    escalate_after_hours: after so long others are asked, where nobody has looked; 0: never
    only_in_term: holidays do not count; `closed`: nor do these days
    """

    decide_within_days: float = Field(default=5, gt=0, le=365)
    remind_before_hours: float = Field(default=24, ge=0)
    escalate_after_hours: float = Field(default=8, ge=0)
    counted_days: Annotated[tuple[Weekday, ...], BeforeValidator(one_or_many)] = Field(
        default=WEEKDAYS[:5], min_length=1
    )
    only_in_term: bool = False
    closed: Annotated[tuple[Days, ...], BeforeValidator(one_or_many)] = ()

    @model_validator(mode="after")
    def _reminded_while_it_waits(self) -> QuarantineSettings:
        if self.remind_before_hours >= self.decide_within_days * 24:
            raise ValueError(
                f"remind_before_hours is {self.remind_before_hours:g}, and must be less than the hours that"
                f" decide_within_days gives: {self.decide_within_days * 24:g}"
            )
        return self


class OutboxSettings(SettingsTable):
    """How long mail waits for a server that does not take it."""

    give_up_after_days: float = Field(default=5, gt=0)  # RFC 5321 §4.5.4.1: at least 4 to 5 days
    first_retry_seconds: float = Field(default=60, gt=0)
    longest_retry_seconds: float = Field(default=3600, gt=0)


class RetentionSettings(SettingsTable):
    """How many days what was stopped is kept on record, from the day on which its case was closed."""

    contents_days: int = Field(default=0, ge=0, le=365)
    details_days: int = Field(default=365, ge=1, le=3650)
    record_days: int = Field(default=2190, ge=0, le=36500)  # 0: for ever

    @model_validator(mode="after")
    def _the_record_last(self) -> RetentionSettings:
        if self.contents_days > self.details_days:
            raise ValueError(
                f"contents_days is {self.contents_days}, and must not be more than details_days:"
                f" {self.details_days}"
            )
        if 0 < self.record_days < self.details_days:
            raise ValueError(
                f"record_days is {self.record_days}, and must be 0 (for ever) or not less than details_days:"
                f" {self.details_days}"
            )
        return self


class Settings(SettingsTable):
    """Everything that `schoolgate.toml` says."""

    school: Annotated[tuple[SchoolSettings, ...], BeforeValidator(one_or_many)] = Field(min_length=1)
    relay: RelaySettings
    secure_mail: SecureMail = ()
    review: ReviewSettings = ReviewSettings()
    inspection: InspectionSettings = InspectionSettings()
    quarantine: QuarantineSettings = QuarantineSettings()
    outbox: OutboxSettings = OutboxSettings()
    retention: RetentionSettings = RetentionSettings()
    storage: StorageSettings = Field(default_factory=dict, validate_default=True)
    roster: RosterSettings = RosterSettings()
    policy: PolicySettings = PolicySettings()
    log: LogSettings = LogSettings()
    tracing: TracingSettings = TracingSettings()

    @model_validator(mode="after")
    def _schools_are_apart(self) -> Settings:
        seen: dict[str, str] = {}
        for school in self.school:
            for domain in school.domains:
                if domain in seen:
                    raise ValueError(
                        f'"{domain}" stands in school.domains of "{seen[domain]}" and "{school.name}"'
                    )
                seen[domain] = school.name
        if len({school.name for school in self.school}) != len(self.school):
            raise ValueError("school.name: two schools have the same name")
        return self

    def roster_of(self, school: SchoolSettings) -> RosterSettings:
        return school.roster or self.roster

    def policy_of(self, school: SchoolSettings) -> PolicySettings:
        return school.policy or self.policy

    @property
    def home_hop(self) -> str:
        return self.relay.home_hop or self.relay.next_hop

    @property
    def key_file(self) -> Path:
        return self.storage.key_file or self.storage.directory / "key"

    def reading_only(self) -> Settings:
        """The same with nothing written to the database."""
        return self.model_copy(update={"storage": self.storage.model_copy(update={"read_only": True})})


TABLES: dict[str, type[SettingsTable]] = {
    "school": SchoolSettings,
    "relay": RelaySettings,
    "secure_mail": SecureMailSettings,
    "review": ReviewSettings,
    "inspection": InspectionSettings,
    "quarantine": QuarantineSettings,
    "outbox": OutboxSettings,
    "retention": RetentionSettings,
    "storage": StorageSettings,
    "roster": RosterSettings,
    "policy": PolicySettings,
    "log": LogSettings,
    "tracing": TracingSettings,
}
