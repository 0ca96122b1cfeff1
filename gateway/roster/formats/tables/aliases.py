"""Every program's words for the columns of a pupil list, as seen in their exports."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.roster.formats.tables.column import Column

# Case, spaces and punctuation do not count, nor do words for the pupil ("Student Legal Surname").
ALIASES: Mapping[Column, str] = MappingProxyType(
    {
        Column.ID: "id",
        Column.ADMISSION: """
            adno, adm no, adm number, adm, admission, admission no, admission num, admission
            number, admissions no, admissions number, admission id, roll no, roll number, pupil
            number, pupil no, student number, student no, pan
        """,
        Column.VENDOR_ID: """
            student id, pupil id, learner id, child id, person id, user id, mis id, mis student
            id, sims id, sims person id, arbor student id, arbor id, globally unique student id,
            bromcom id, isams id, engage id, scholarpack id, learner code, student code, pupil
            code, pupil matching ref, pupil matching reference, external id, unique id, sis id,
            sourced id, employee id, txt school id, txt school code
        """,
        Column.UPN: "upn, unique pupil number, current upn, main upn",
        Column.SURNAME: "surname, last name, family name, second name, pre surname",
        Column.LEGAL_SURNAME: """
            legal surname, legal last name, legal family name, surname legal, last name legal,
            official surname, birth certificate surname
        """,
        Column.PREFERRED_SURNAME: """
            preferred surname, preferred last name, preferred family name, chosen surname,
            chosen last name, known as surname, surname preferred, last name preferred, pref
            surname, display surname
        """,
        Column.FORMER_SURNAME: """
            former surname, former last name, former family name, previous surname, previous
            last name, birth surname, maiden name, old surname
        """,
        Column.FORENAME: """
            forename, forenames, first name, first names, given name, given names, christian
            name, fname
        """,
        Column.LEGAL_FORENAME: """
            legal forename, legal forenames, legal first name, legal given name, forename legal,
            first name legal, official forename, birth certificate forename
        """,
        Column.PREFERRED_FORENAME: """
            preferred forename, preferred first name, preferred given name, chosen forename,
            chosen first name, known as forename, known as first name, pre name, forename
            preferred, first name preferred, pref forename, pref first name, nickname, calling
            name, display forename
        """,
        Column.FORMER_FORENAME: """
            former forename, former first name, former given name, previous forename, previous
            first name
        """,
        Column.MIDDLE_NAMES: """
            middle name, middle names, legal middle name, legal middle names, other names, other
            forenames, additional names, middle
        """,
        Column.FULL_NAME: """
            name, names, full name, whole name, student, pupil, child, learner, student name,
            pupil name, childs name, legal name, legal full name, official name, display name,
            name full, name legal, surname forename, forename surname, surname and forename,
            forename and surname, last name first name, first name last name, first and last
            name
        """,
        Column.PREFERRED_NAME: """
            preferred name, preferred names, preferred full name, known as name, name preferred,
            pref name, name known as, known as, known name, known by, chosen name, name known by
        """,
        Column.BIRTH: "dob, date of birth, birth date, birthday, born, birth",
        Column.YEAR: """
            year, yr, year group, yr group, year grp, year groups, year group name, year group
            code, current year group, year code, year taught in, actual nc year, nc year, nc yr,
            nc year actual, curriculum year, national curriculum year, year group s this
            academic year, nc year s for today, year group today, grade, grades
        """,
        Column.EMAIL: """
            email, emails, email address, email addresses, mail, school email, school email
            address, email address main, main email, main email address, primary email, primary
            email address, work email, work email address, home email, personal email, email
            address home, email address work, email 1, email 2, user principal name
        """,
        Column.LEFT: """
            left, left date, date left, leaving date, date of leaving, leave date, leaver date,
            date of exit, exit date, dol, leaving date from school, date left school
        """,
        Column.ROLE: """
            role, roles, type, person type, user type, user role, account type, record type,
            category of person
        """,
        Column.UNIT: "org unit path, org unit",
    }
)
