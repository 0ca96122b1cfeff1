"""What a next hop answers is counted for each recipient, by the way out."""

from __future__ import annotations

from detectors.message import Envelope
from gateway.actions.plan import Route
from gateway.metrics import make_metrics
from gateway.tracing import UNTRACED
from gateway.transport.observed import observe
from gateway.transport.outcome import Outcome, RecipientOutcome
from gateway.transport.reply import Reply

CODES = {"one@example.com": 250, "two@example.com": 250, "three@example.com": 451, "four@example.com": 550}


class Mixed:
    """Takes two, puts one off and refuses one."""

    async def send(self, envelope: Envelope, message: bytes) -> Outcome:
        alike = (Outcome.alike((each,), Reply(CODES[each], ("x",))) for each in envelope.recipients)
        settled: list[RecipientOutcome] = [each for outcome in alike for each in outcome.recipients]
        return Outcome(tuple(settled))


async def test_each_recipient_counts_by_its_own_fate() -> None:
    metrics = make_metrics()
    transport = observe({Route.HOME: Mixed()}, metrics, UNTRACED)[Route.HOME]
    outcome = await transport.send(Envelope("a.teacher@oakfield.sch.uk", tuple(CODES)), b"x")
    assert [each.address for each in outcome.recipients] == list(CODES)
    text = metrics.as_text().decode()
    for fate, count in (("taken", 2), ("deferred", 1), ("refused", 1)):
        line = f'schoolgate_next_hop_recipients_total{{fate="{fate}",route="home"}} {count}.0'
        assert f"\n{line}\n" in text
    assert "example.com" not in text
