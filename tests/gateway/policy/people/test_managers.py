import pytest

from gateway.policy.people.directory import DirectoryError, line_managers_in, parse_directory
from gateway.policy.people.managers import LineManagers

STAFF = """[staff]
line_managers = { "A.Carter@oakfield.sch.uk" = "B.Osei@Oakfield.sch.uk", "*" = "office@oakfield.sch.uk" }"""


def managers(text: str) -> LineManagers:
    return line_managers_in(parse_directory(text, "directory.toml"))


@pytest.mark.parametrize(
    ("sender", "manager"),
    [
        ("a.carter@oakfield.sch.uk", "b.osei@oakfield.sch.uk"),
        ("A.CARTER@Oakfield.sch.uk", "b.osei@oakfield.sch.uk"),
        ("h.tudor@oakfield.sch.uk", "office@oakfield.sch.uk"),
        ("office@oakfield.sch.uk", None),
        ("", "office@oakfield.sch.uk"),
    ],
)
def test_whose_line_manager_is_who(sender: str, manager: str | None) -> None:
    assert managers(STAFF).of(sender) == manager


def test_nobody_is_known_where_none_is_written_down() -> None:
    assert managers("").of("a.carter@oakfield.sch.uk") is None


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('a = "b@oakfield.sch.uk"', 'staff.line_managers.a: "a" is not an address such as'),
        ('"a@oakfield.sch.uk" = "*"', 'staff.line_managers.a@oakfield.sch.uk: "*" is not an address such as'),
        ('"a@oakfield.sch.uk" = ["b@oakfield.sch.uk"]', "a@oakfield.sch.uk: must be text in quotes"),
        ('"a@oakfield.sch.uk" = "zoë@oakfield.sch.uk"', '"zoë@oakfield.sch.uk" cannot be copied in; give'),
        ('"a@oakfield.sch.uk" = "A@Oakfield.sch.uk"', '"a@oakfield.sch.uk" is their own line manager; name'),
    ],
)
def test_what_is_wrong_is_said_in_one_line(line: str, complaint: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        managers(f"[staff.line_managers]\n{line}")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)
