"""Lines of OneRoster files, of invented people."""

from __future__ import annotations

from detectors.roster import Pupil
from gateway.roster.formats import oneroster
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.roster_file import RosterFile

V11 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
)
V12 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,"
    "preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns\n"
)
ROLES = (
    "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId\n"
)
MANIFEST = "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n"

GRACE_11 = (
    "p1,,,true,o1,student,gbishop,,Grace,Bishop,Ann,,grace@pupils.oakfield.sch.uk,,+44 7700 900001,,08,\n"
)
HENRY_11 = "p2,,,true,o1,student,,,Henry,Tudor,,,,,,,8,\n"
GRACE = Pupil("p1", "Grace", "Bishop", "Ann", year_group="8", emails=("grace@pupils.oakfield.sch.uk",))
HENRY = Pupil("p2", "Henry", "Tudor", year_group="8")


def bundle(**files: str) -> Bundle:
    return Bundle(tuple(SourceFile(f"{name}.csv", text.encode()) for name, text in files.items()))


def read(**files: str) -> RosterFile:
    return oneroster.read(bundle(**files))


def problems(**files: str) -> list[str]:
    return [str(problem) for problem in read(**files).problems]


def user(id_: str, role: str, *names: str, email: str = "", agents: str = "", more: str = "") -> str:
    """A line of users.csv in version 1.1. `more` is status,dateLastModified."""
    forename, surname = names or ("Henry", "Tudor")
    return f'{id_},{more or ","},true,o1,{role},,,{forename},{surname},,,{email},,,"{agents}",,\n'


def user_12(id_: str, *names: str, email: str = "", agents: str = "", preferred: str = ",,") -> str:
    """A line of users.csv in version 1.2. `preferred` are its given, middle and family name."""
    forename, surname = names
    return f'{id_},,,true,,,{forename},{surname},,,{email},,,"{agents}",,,,,{preferred},,they/them\n'


def role(user_id: str, name: str, status: str = "") -> str:
    return f"r,{status},,{user_id},primary,{name},,,o1,\n"
