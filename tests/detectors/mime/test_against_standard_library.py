"""On well-formed mail the standard library's parser is the oracle: the same parts with the same bytes."""

import email
import email.policy
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.mime.charset import text_of
from detectors.mime.parse import parse

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200)
NAME = st.text(alphabet="abcdefgh ijkëßŁ-_'()", min_size=1, max_size=60).filter(
    lambda name: name.strip() == name
)
ATTACHMENTS = st.lists(st.tuples(NAME, st.binary(max_size=300)), max_size=4)


@settings(max_examples=100, deadline=None)
@given(
    subject=TEXT,
    text=TEXT,
    html=st.none() | TEXT,
    attachments=ATTACHMENTS,
    encoding=st.sampled_from(["base64", "quoted-printable"]),
)
def test_same_parts(
    subject: str, text: str, html: str | None, attachments: list[tuple[str, bytes]], encoding: str
) -> None:
    made = EmailMessage(policy=email.policy.SMTP)
    made["Subject"] = subject
    made.set_content(text, cte=encoding)
    if html is not None:
        made.add_alternative(html, subtype="html", cte=encoding)
    for name, content in attachments:
        made.add_attachment(content, "application", "octet-stream", filename=f"{name}.bin")
    raw = made.as_bytes()

    parsed = parse(raw)
    oracle = email.message_from_bytes(raw, policy=email.policy.default)
    leaves = [part for part in oracle.walk() if not part.is_multipart()]
    assert [(part.media_type, part.content) for part in parsed.parts] == [
        (leaf.get_content_type(), leaf.get_payload(decode=True)) for leaf in leaves
    ]
    assert [part.filename for part in parsed.parts] == [leaf.get_filename() or "" for leaf in leaves]
    assert parsed.header("Subject") == str(oracle["Subject"]).strip(" ")
    assert text_of(parsed.parts[0]).rstrip("\r\n") == text.rstrip("\r\n")
    assert parsed.defects == ()
