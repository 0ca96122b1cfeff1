"""`[secure_mail]`: one table or several, over what the provider's file says; each fault in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.settings import SecureMailSettings, SettingsError, parse_settings

SCHOOL = """
[school]
name = "Oakfield Academy"
domains = ["oakfield.sch.uk"]
data_protection_lead = "dpl@oakfield.sch.uk"
[relay]
next_hop = "smtp://127.0.0.1:2600"
"""
HOST = 'next_hop = "smtp+starttls://secure.example"'


def tables(text: str) -> tuple[SecureMailSettings, ...]:
    return parse_settings(SCHOOL + text, "schoolgate.toml", Path("/etc/schoolgate")).secure_mail


def table(lines: str) -> SecureMailSettings:
    (only,) = tables(f"[secure_mail]\n{lines}\n")
    return only


def test_without_a_table_there_is_none() -> None:
    assert tables("") == ()


def test_a_smart_host_with_login_and_certificate() -> None:
    lines = f'{HOST}\nuser = "oakfield"\npassword_file = "secret"\nclient_certificate = "ours.pem"'
    only = table(lines)
    assert (only.provider, only.next_hop, only.user) == (
        "smarthost",
        "smtp+starttls://secure.example",
        "oakfield",
    )
    assert only.password_file == Path("/etc/schoolgate/secret")
    assert only.client_certificate == Path("/etc/schoolgate/ours.pem")


def test_a_header_or_a_tag_is_enough() -> None:
    assert table('header = { "X-Secure-Mail" = " encrypt " }').header == (("X-Secure-Mail", "encrypt"),)
    assert table('subject_tag = " [secure] "').subject_tag == "[secure]"


def test_the_provider_fills_what_the_table_leaves_out() -> None:
    only = table('provider = "zivver"')
    assert (only.next_hop, only.loop_field) == (
        "smtp+starttls://smtp.zivver.com:587",
        "X-Zivver-Transport",
    )


def test_what_the_table_says_is_stronger() -> None:
    only = table('provider = "proofpoint"\nsubject_tag = "#encrypt"\nrecipients = []')
    assert only.subject_tag == "#encrypt"
    assert table(f'provider = "proofpoint"\nsubject_tag = ""\n{HOST}').subject_tag == ""


def test_recipients_are_made_comparable() -> None:
    only = table(f'{HOST}\nrecipients = ["NHS.net.", "école.example", "Grace.Bishop@Example.org"]')
    assert only.recipients == ("nhs.net", "xn--cole-9oa.example", "grace.bishop@example.org")
    assert table(f'{HOST}\nrecipients = "nhs.net"').recipients == ("nhs.net",)


def test_several_in_their_order() -> None:
    text = f"""
    [[secure_mail]]
    provider = "cjsm"
    {HOST}
    [[secure_mail]]
    provider = "tls"
    next_hop = "smtps://mx.oakshire.gov.uk"
    recipients = ["oakshire.gov.uk", "social.example", "nhs.net", "police.uk"]
    [[secure_mail]]
    provider = "microsoft"
    """
    assert [each.name for each in tables(text)] == [
        "cjsm to cjsm.net",
        "tls to oakshire.gov.uk, social.example and 2 more",
        "microsoft",
    ]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("", 'secure_mail: "smarthost" needs next_hop, header or subject_tag, or it would be ordinary mail'),
        ('provider = "egress"', "config/secure-mail/egress.toml says what is known of it"),
        ('provider = "mimecast"\nuser = "a"\npassword_file = "b"', '"mimecast" needs next_hop, header or'),
        ('provider = "zivvr"', "secure_mail.provider: \"zivvr\" is not known here; allowed: cjsm, egress,"),
        ('provider = "../zivver"', "secure_mail.provider: "),
        ('provider = "Zivver"', 'did you mean "zivver"?'),
        ("provider = 7", "secure_mail.provider: must be text in quotes"),
        (f'{HOST}\nuser = "oakfield"', "secure_mail: user and password_file go together"),
        ('subject_tag = "[x]"\nuser = "a"\npassword_file = "b"', "user and client_certificate need a"),
        ('subject_tag = "[x]"\nclient_certificate = "b"', "user and client_certificate need a next_hop"),
        ('next_hop = "smtp://a.example"\nclient_certificate = "b"', "client_certificate needs a next_hop"),
        ('provider = "tls"\nnext_hop = "smtp://a.example"', "nothing else protects this mail on its way"),
        (f'provider = "tls"\n{HOST}', 'recipients must name whose server this is for "tls"'),
        (f'provider = "cjsm"\n{HOST}\nrecipients = []', "mail to others would not be protected"),
        ('provider = "tls"\nsubject_tag = "[x]"', 'must begin with smtps:// or smtp+starttls:// for "tls"'),
        ('provider = "nhsmail"\nsubject_tag = "[secure]"', 'smtp+starttls:// for "nhsmail"'),
        ('header = "X-Secure"', "secure_mail.header: must be a table of field names and values"),
        ('header = { "X Secure" = "a" }', '"X Secure" is not the name of a header field'),
        ('header = { "X-Secure" = "a\\r\\nBcc: b@example.org" }', "must be plain ASCII on one line"),
        ('header = { "X-Secure" = " " }', "and not empty"),
        ('header = { "X-Secure" = 1 }', "secure_mail.header: must be text in quotes"),
        ('subject_tag = "a\\nb"', "secure_mail.subject_tag: must stand on one line"),
        (f'{HOST}\nloop_field = "X: y"', "secure_mail.loop_field: "),
        (f'{HOST}\nrecipients = ["*.nhs.net"]', '"*.nhs.net" is not a domain such as "nhs.net"'),
        (f'{HOST}\nrecipients = ["net"]', '"net" is not a domain'),
        (f'{HOST}\nrecipients = ["@nhs.net"]', '"@nhs.net" is not an address'),
        (f'{HOST}\nnexthop = "a"', "secure_mail.nexthop: is not a setting; allowed here: next_hop, header"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(lines: str, says: str) -> None:
    with pytest.raises(SettingsError) as error:
        table(lines)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_table_that_nothing_reaches() -> None:
    text = f'[[secure_mail]]\n{HOST}\n[[secure_mail]]\nprovider = "cjsm"\n{HOST}\n'
    with pytest.raises(SettingsError, match=r'"cjsm to cjsm\.net" is never used: "smarthost" before it'):
        tables(text)


def test_something_else_than_a_table() -> None:
    with pytest.raises(SettingsError, match="secure_mail: must be a table"):
        parse_settings('secure_mail = "egress"' + SCHOOL, "schoolgate.toml", Path())
