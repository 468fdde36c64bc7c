"""Handling of each pointer, with a fake store."""
import pytest

from publication import SET, Signer, blob_of, pointer_of, rule
from voxguard_rules import Applied, Refused
from voxguard_rules.keys import PublicKeys
from voxguard_rules.last_good import LastGood, LastGoodError
from voxguard_rules.running import Running


class Store:
    """Fake store. blobs: by revision. then: pointers returned by further reads."""

    def __init__(self):
        self.blobs, self.then, self.read = {}, [], 0

    def pointer(self):
        return self.then.pop(0) if len(self.then) > 1 else self.then[0]

    def blob(self, revision):
        self.read += 1
        return self.blobs.get(revision)


class Engine:
    def __init__(self, folder=None, keys=None):
        self.store, self.events = Store(), []
        last_good = None if folder is None else LastGood(folder, SET)
        self.running = Running(SET, keys or PublicKeys(), self.store, last_good, self.events.append)

    def publish(self, revision, *rules, blob=None, signer=None, **fields):
        """Puts the blob of a revision into the store and returns its pointer."""
        blob = blob or blob_of(list(rules) or [rule(name=f"revision {revision}")])
        self.store.blobs[revision] = blob
        pointer = pointer_of(revision, blob, len(rules) or 1, signer, **fields)
        self.store.then = [pointer]
        return pointer

    def poll(self, *pointers):
        return self.running.examine(pointers)

    @property
    def revision(self):
        return self.running.current.revision if self.running.current else 0

    def counted(self, *names):
        return tuple(getattr(self.running.tally, name) for name in names)


@pytest.fixture
def engine():
    return Engine()


def test_the_first_set_is_applied_and_the_same_pointer_changes_nothing(engine):
    pointer = engine.publish(7)
    assert engine.poll(pointer) and engine.poll(pointer, pointer)
    assert engine.counted("reads", "applied", "refused") == (3, 1, 0)
    assert engine.store.read == 1
    assert [(event.revision, event.count) for event in engine.events] == [(7, 1)]
    assert engine.running.acknowledgement.value().split("|")[:3] == ["applied", "7", "7"]


def test_a_missing_pointer_keeps_the_current_set(engine):
    engine.poll(engine.publish(1))
    assert not engine.poll(None)
    assert engine.revision == 1


def test_a_falling_revision_is_refused_and_counted(engine):
    old = engine.publish(1)
    engine.poll(engine.publish(2))
    engine.poll(old)
    assert engine.revision == 2
    assert engine.counted("applied", "refused", "fallen") == (1, 1, 1)
    assert engine.running.acknowledgement.value().split("|")[:3] == ["refused", "1", "2"]


def test_a_pointer_that_falls_within_a_pipeline_is_counted(engine):
    one, two = engine.publish(1), engine.publish(2)
    engine.poll(one, two, one, two)
    assert engine.counted("reads", "applied", "fallen") == (4, 2, 1)
    assert engine.revision == 2


def test_a_fall_back_to_the_current_revision_is_counted(engine):
    one = engine.publish(1)
    engine.poll(one)
    two = engine.publish(2)
    engine.store.blobs[2] = b"{}"
    engine.poll(two, one)
    assert engine.counted("torn", "fallen") == (1, 1)
    assert engine.running.refusal is None


def test_the_same_revision_with_another_sha256_is_refused(engine):
    engine.poll(engine.publish(3))
    engine.poll(engine.publish(3, rule("other")))
    assert engine.counted("applied", "refused", "fallen", "torn") == (1, 1, 0, 0)
    assert engine.events[-1] == Refused(3, 3, engine.running.refusal.reason)
    assert "sha256" in engine.running.refusal.reason


def test_a_set_that_is_published_again_is_not_applied_again(engine, tmp_path):
    engine = Engine(tmp_path)
    engine.poll(engine.publish(3))
    first = engine.running.current
    again = engine.publish(3, published_at=1767225700000)
    engine.poll(again)
    assert engine.counted("applied", "refused") == (1, 0)
    assert engine.running.current.rules is first.rules
    assert engine.running.current.pointer.published_at == 1767225700000
    assert LastGood(tmp_path, SET).load()[0] == again


def test_a_refusal_is_reported_once_and_cleared_when_the_current_set_is_published_again(engine):
    good = engine.publish(1)
    engine.poll(good)
    bad = engine.publish(2, rule(condition="1 +"))
    for _ in range(3):
        engine.poll(bad)
    assert engine.counted("applied", "refused") == (1, 1)
    assert engine.running.acknowledgement.value().startswith("refused|2|1|")
    engine.poll(good)
    assert engine.running.refusal is None
    assert engine.running.acknowledgement.value().startswith("applied|1|1|")


def test_a_blob_that_can_never_run_is_read_once(engine):
    bad = engine.publish(2, rule(condition="1 +"))
    for _ in range(3):
        engine.poll(bad)
    assert engine.store.read == 1
    engine.poll(engine.publish(3))
    assert engine.revision == 3


def test_a_torn_blob_is_read_again(engine):
    pointer = engine.publish(1)
    whole, engine.store.blobs[1] = engine.store.blobs[1], engine.store.blobs[1][:-1] + b" "
    engine.poll(pointer)
    assert engine.counted("torn", "refused", "applied") == (1, 1, 0)
    engine.store.blobs[1] = whole
    engine.poll(pointer)
    assert engine.counted("torn", "refused", "applied") == (1, 1, 1)


def test_a_blob_missing_because_its_pointer_moved_is_not_torn(engine):
    one = engine.publish(1)
    engine.publish(2)
    del engine.store.blobs[1]
    engine.poll(one)
    assert engine.revision == 2
    assert engine.counted("reads", "torn", "refused", "fallen") == (2, 0, 0, 0)


def test_a_later_reply_of_a_pipeline_shows_that_the_pointer_moved(engine):
    one, two = engine.publish(1), engine.publish(2)
    del engine.store.blobs[1]
    engine.store.then = []
    engine.poll(one, one, two)
    assert engine.revision == 2
    assert engine.counted("reads", "torn", "fallen") == (3, 0, 0)


def test_a_pointer_is_read_again_after_the_rest_of_its_pipeline(engine):
    one = engine.publish(1)
    engine.publish(2)
    del engine.store.blobs[1]
    engine.poll(one, one, one)
    assert engine.revision == 2
    assert engine.store.read == 2
    assert engine.counted("reads", "torn", "fallen") == (4, 0, 0)


def test_a_blob_missing_under_the_current_pointer_is_torn(engine):
    pointer = engine.publish(1)
    del engine.store.blobs[1]
    engine.poll(pointer)
    assert engine.counted("torn", "refused") == (1, 1)
    assert "blob" in engine.running.refusal.reason


def test_unverifiable_pointers_are_counted_and_do_not_raise_the_minimum_revision():
    signer, forger = Signer(), Signer()
    engine = Engine(keys=PublicKeys({signer.key_id: signer.public_key}))
    engine.poll(engine.publish(1, signer=signer))
    for forged in (b"no pointer", engine.publish(99, signer=forger), engine.publish(98)):
        engine.poll(forged)
    assert engine.counted("unverifiable", "refused", "fallen") == (3, 3, 0)
    engine.poll(engine.publish(2, signer=signer))
    assert engine.revision == 2
    assert engine.counted("fallen") == (0,)


def test_a_restored_set_runs_and_sets_the_minimum_revision(tmp_path):
    before = Engine(tmp_path)
    old = before.publish(4)
    before.poll(before.publish(5))
    after = Engine(tmp_path)
    after.running.restore()
    assert after.revision == 5
    assert isinstance(after.events[0], Applied)
    after.poll(old)
    assert (after.revision, after.counted("fallen", "refused")) == (5, (1, 1))


@pytest.mark.parametrize("spoilt", [
    lambda content: b"", lambda content: content[:-1], lambda content: content + b" ", lambda content: content.replace(b"\n5|", b"\n6|"),
    lambda content: content.replace(b"calls_1h", b"calls_1m"), lambda content: b"\n" + content, lambda content: b"\x00" * len(content)])
def test_a_corrupt_file_is_ignored_and_logged(tmp_path, caplog, spoilt):
    engine = Engine(tmp_path)
    engine.poll(engine.publish(5))
    file = LastGood(tmp_path, SET).path
    file.write_bytes(spoilt(file.read_bytes()))
    after = Engine(tmp_path)
    after.running.restore()
    assert after.revision == 0
    assert "Ignoring rules" in caplog.text


def test_a_file_not_signed_by_a_known_key_is_ignored_and_logged(tmp_path, caplog):
    engine = Engine(tmp_path)
    engine.poll(engine.publish(5))
    after = Engine(tmp_path, PublicKeys({"key-1": Signer().public_key}))
    after.running.restore()
    assert after.revision == 0
    assert "signature" in caplog.text


def test_a_file_of_another_set_is_ignored(tmp_path, caplog):
    engine = Engine(tmp_path)
    engine.poll(engine.publish(5))
    kept = LastGood(tmp_path, SET)
    kept.path.rename(kept.path.with_name("trial.rules"))
    after = Running("trial", PublicKeys(), Store(), LastGood(tmp_path, "trial"))
    after.restore()
    assert after.current is None
    assert "set" in caplog.text


def test_a_set_that_cannot_be_saved_does_not_run(tmp_path, monkeypatch):
    engine = Engine(tmp_path)
    engine.poll(engine.publish(1))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    two = engine.publish(2)
    engine.poll(two)
    assert (engine.revision, LastGood(tmp_path, SET).load()[0][:2]) == (1, b"1|")
    assert "No space left" in engine.running.refusal.reason
    assert [path.name for path in tmp_path.iterdir()] == ["core.rules"]
    monkeypatch.undo()
    engine.poll(two)
    assert engine.revision == 2


def test_the_set_is_saved_before_the_swap(tmp_path):
    engine = Engine(tmp_path)
    kept = []
    engine.running._on_event = lambda event: kept.append((engine.running.current.revision, LastGood(tmp_path, SET).load()[0][:2]))
    engine.poll(engine.publish(1))
    assert kept == [(1, b"1|")]


def test_a_folder_that_cannot_be_created_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LastGoodError, match="state_dir"):
        LastGood(tmp_path / "file" / "state", SET)


def test_a_listener_that_fails_changes_nothing(engine, caplog):
    def failing(event):
        raise OSError("broken pipe")

    engine.running._on_event = failing
    engine.poll(engine.publish(1))
    assert (engine.revision, engine.running.refusal) == (1, None)
    assert "Listener failed" in caplog.text


def test_an_internal_error_is_a_refusal(engine, monkeypatch):
    engine.poll(engine.publish(1))
    two = engine.publish(2)
    with monkeypatch.context() as fault:
        fault.setattr("voxguard_rules.rule_set.read_rules", lambda *_: 1 / 0)
        engine.poll(two)
    assert engine.revision == 1
    assert "ZeroDivisionError" in engine.running.refusal.reason
    engine.poll(two)
    assert engine.revision == 2


def test_a_reason_fits_into_an_acknowledgement(engine):
    engine.poll(b"1|" + b"x|\n\r\x85" * 300)
    fields = engine.running.acknowledgement.value().split("|")
    assert len(fields) == 5
    assert 0 < len(fields[4]) <= 300 and fields[4].isprintable()
