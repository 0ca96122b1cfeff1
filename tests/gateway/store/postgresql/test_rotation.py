"""Each kind of sealed value is sealed anew in PostgreSQL too: its bytes are compared there, and cut."""

from __future__ import annotations

import pytest

from gateway.store.integrity import faults_in_store
from gateway.store.place import Storage
from gateway.store.record import verify_record
from gateway.store.rotation import make_new_key, seal_anew, values_by_key
from gateway.store.seal import Seal
from gateway.store.sealed import IN_DATABASE
from tests.gateway.store.filled import fill
from tests.support import review
from tests.support.judged import NOW


def test_all_that_is_sealed(seal: Seal, storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "open_storage", lambda _directory: seal)
    fill(storage.directory)
    key = make_new_key(seal, storage.directory / "key", review.LEAD, NOW)
    *_, done = seal_anew(seal, IN_DATABASE, pause=lambda _seconds: None)
    assert (done.unopened, done.seen) == (0, done.total)
    counted = values_by_key(seal.keys.current(), IN_DATABASE)
    assert set(counted) == {key}
    assert counted[key] > 15
    assert list(faults_in_store(seal)) == []
    assert verify_record(seal) is None
