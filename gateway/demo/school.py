"""The demo schools on disk: their configuration and their pupils, all invented."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gateway.demo import riverside

LEAD = "dpl@oakfield.sch.uk"
MARK = ".schoolgate-demo"

PUPILS = """\
id,forename,surname,middle_names,preferred_forename,year_group,contact_emails
1042,Grace,Bishop,,,8,helen.bishop@example.net
1043,Zoë,O'Neill,,,9,
1044,Muhammad,Al-Hassan,,Mo,7,
1045,Siân,Smith-Jones,Mair,,10,
1046,Oluwaseun,Adeyemi,,Seun,8,
1047,Łukasz,Wiśniewski,,,11,
1048,Daisy,Field,,,7,
1049,Harpreet,Kaur,,,9,
1050,Oscar,Marsh,,,7,j.marsh@example.com
"""

CONFIGURATION = """\
# The demo schools. Everything in this folder is made anew at each start.
[[school]]
name = "Oakfield Academy"
domains = ["oakfield.sch.uk"]
data_protection_lead = "{lead}"
pupil_addresses = ["*@pupils.oakfield.sch.uk"]

# Oakfield has the policy and the pupils below; Riverside has its own.
[[school]]
name = "Riverside School"
domains = ["riverside.sch.uk"]
data_protection_lead = "dpl@riverside.sch.uk"
pupil_addresses = ["*@pupils.riverside.sch.uk"]
directory = "riverside/directory.toml"
policy = {{ file = "riverside/policy.toml" }}
roster = {{ sources = ["riverside/pupils.csv"] }}

[relay]
listen = "127.0.0.1:{smtp_port}"
next_hop = "{next_hop}"      # the world: outgoing/world
home_hop = "{home_hop}"      # the school's own server: outgoing/school

[secure_mail]
next_hop = "{secure_hop}"    # the secure mail service: outgoing/secure-mail
header = {{ X-Encrypt = "yes" }}

[review]
listen = "127.0.0.1:{review_port}"

[roster]
sources = ["pupils.csv"]

[policy]
preset = "starter"
"""


def _write_riverside(folder: Path) -> None:
    folder.mkdir()
    for name, text in (
        ("pupils.csv", riverside.PUPILS),
        ("directory.toml", riverside.DIRECTORY),
        ("policy.toml", riverside.POLICY),
    ):
        (folder / name).write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Hops:
    """The URLs of the three servers that the demo sends to."""

    world: str
    school: str
    secure_mail: str


def write_school(folder: Path, hops: Hops, smtp_port: int, review_port: int) -> Path:
    """The path of the configuration."""
    (folder / "pupils.csv").write_text(PUPILS, encoding="utf-8")
    _write_riverside(folder / "riverside")
    configuration = folder / "schoolgate.toml"
    text = CONFIGURATION.format(
        lead=LEAD,
        smtp_port=smtp_port,
        review_port=review_port,
        next_hop=hops.world,
        home_hop=hops.school,
        secure_hop=hops.secure_mail,
    )
    configuration.write_text(text, encoding="utf-8")
    return configuration
