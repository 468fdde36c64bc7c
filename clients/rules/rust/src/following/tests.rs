use super::*;
use crate::condition::Names;
use crate::health::State;
use crate::keys::PublicKeys;
use crate::publisher::{self, public_key, revision, rule, signed, signed_at, unsigned, with_signature, Published};
use crate::store::StoreFault;
use std::collections::HashMap;
use std::sync::Mutex;

/// Fake store that returns the queued pointers in order, and then repeats the last one.
#[derive(Default)]
struct FakeStore {
    line: Vec<Option<String>>,
    blobs: HashMap<u64, String>,
    acks: Vec<String>,
    is_down: bool,
    takes_no_acks: bool,
}

impl FakeStore {
    fn publish(&mut self, published: &Published) {
        self.blobs.insert(published.revision, published.blob.clone());
        self.line = vec![Some(published.pointer.clone())];
    }
}

impl Store for FakeStore {
    fn pointers(&mut self, times: usize) -> Result<Vec<Option<Vec<u8>>>, StoreFault> {
        if self.is_down {
            return Err(StoreFault("down".into()));
        }
        let next = |store: &mut FakeStore| if store.line.len() > 1 { store.line.remove(0) } else { store.line.first().cloned().flatten() };
        Ok((0..times).map(|_| next(self).map(String::into_bytes)).collect())
    }

    fn blob(&mut self, revision: u64) -> Result<Option<Vec<u8>>, StoreFault> {
        Ok(self.blobs.get(&revision).map(|blob| blob.clone().into_bytes()))
    }

    fn acknowledge(&mut self, value: &str, _: u64) -> Result<(), StoreFault> {
        if self.takes_no_acks {
            return Err(StoreFault("READONLY".into()));
        }
        self.acks.push(value.to_string());
        Ok(())
    }
}

struct Case {
    following: Following,
    store: FakeStore,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Case {
    fn new() -> Self {
        Case::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::new("redis://127.0.0.1:1", publisher::SET, "engine-1");
        settings.public_keys = PublicKeys::empty().with(&public_key()).unwrap();
        change(&mut settings);
        let events = Arc::new(Mutex::new(Vec::new()));
        let seen = events.clone();
        let observer = Box::new(move |event: &Event| seen.lock().unwrap().push(event.clone()));
        let shared = Arc::new(Shared::new(settings.poll));
        let mut following = Following::new(settings, shared, observer);
        following.begin_from_disk();
        Case { following, store: FakeStore::default(), events }
    }

    fn poll(&mut self) -> &mut Self {
        self.following.poll(&mut self.store);
        self
    }

    fn published(&mut self, published: &Published) -> &mut Self {
        self.store.publish(published);
        self.poll()
    }

    fn running(&self) -> u64 {
        self.following.shared.current.read().map_or(0, |set| set.revision())
    }

    fn health(&self) -> State {
        self.following.shared.health_inputs().health(Instant::now()).state
    }

    /// Returns the events since the last call.
    fn events(&self) -> Vec<Event> {
        std::mem::take(&mut self.events.lock().unwrap())
    }

    fn reason(&self) -> String {
        match &self.events()[..] {
            [Event::Refused { reason, .. }] => reason.clone(),
            others => panic!("expected one refusal, got {others:?}"),
        }
    }

    fn counts(&self) -> crate::counts::Counts {
        self.following.shared.counters.now()
    }
}

#[test]
fn a_published_set_is_run_and_acknowledged_once() {
    let mut case = Case::new();
    assert_eq!(case.health(), State::Error);
    case.published(&revision(42)).poll().poll();
    assert_eq!((case.running(), case.health()), (42, State::Ready));
    assert!(matches!(
        case.events()[..],
        [Event::Applied { revision: 42, count: 1, published_at: publisher::PUBLISHED_AT, from: Source::Store, .. }]
    ));
    assert_eq!(case.store.acks.len(), 1);
    assert!(case.store.acks[0].starts_with("applied|42|42|"), "{}", case.store.acks[0]);
    assert_eq!((case.counts().reads, case.counts().applied, case.counts().refused), (3, 1, 0));
}

#[test]
fn a_falling_revision_is_refused_until_it_rises_again() {
    let mut case = Case::new();
    case.published(&revision(42)).events();
    case.published(&revision(41)).poll();
    assert_eq!(case.reason(), "revision: expected 42 or higher, got 41");
    assert_eq!((case.running(), case.health(), case.counts().fallen), (42, State::Error, 2));
    assert!(case.store.acks[1].starts_with("refused|41|42|"), "{}", case.store.acks[1]);
    case.published(&revision(43));
    assert_eq!((case.running(), case.health()), (43, State::Ready));
}

#[test]
fn current_set_is_acknowledged_again_when_its_pointer_returns() {
    let mut case = Case::new();
    case.published(&revision(42)).published(&revision(41)).published(&revision(42));
    assert_eq!(case.health(), State::Ready);
    assert!(case.store.acks[2].starts_with("applied|42|42|"), "{}", case.store.acks[2]);
    assert_eq!(case.counts().applied, 1);
}

#[test]
fn the_same_revision_with_other_rules_is_refused() {
    let mut case = Case::new();
    case.published(&revision(42)).events();
    case.published(&signed(42, &[rule("other", "true", "flag")]));
    assert!(case.reason().starts_with("revision: expected the same rules ("));
    assert_eq!(case.running(), 42);
}

#[test]
fn the_same_revision_published_again_changes_nothing() {
    let mut case = Case::new();
    let rules = [rule("a", "true", "flag")];
    case.published(&signed(42, &rules)).events();
    case.store.line = vec![None];
    case.poll().published(&signed_at(42, &rules, 1767225700000)).poll();
    assert_eq!(case.events(), [Event::NothingPublished]);
    assert_eq!((case.running(), case.health(), case.counts().applied), (42, State::Ready, 1));
}

#[test]
fn a_pointer_that_no_known_key_signed_is_refused() {
    let rules = [rule("a", "true", "flag")];
    let mut case = Case::new();
    case.published(&unsigned(42, &rules)).poll();
    assert_eq!(case.reason(), "signature: expected one by a known key (test-key), got an unsigned pointer");
    let good = signed(42, &rules);
    let forged = Published { pointer: good.pointer.replacen("42", "43", 1), revision: 43, ..good.clone() };
    case.published(&forged);
    assert_eq!(case.reason(), "signature: expected one by test-key, got an invalid one");
    let other = Published { pointer: good.pointer.replace("test-key", "key-2"), ..good };
    case.published(&other);
    assert_eq!(case.reason(), "signature: expected one by a known key (test-key), got one by key-2");
    assert_eq!((case.running(), case.health(), case.counts().unverifiable), (0, State::Error, 4));
}

#[test]
fn without_keys_an_unsigned_set_is_run() {
    let mut case = Case::with(|settings| settings.public_keys = PublicKeys::empty());
    case.published(&unsigned(42, &[rule("a", "true", "flag")]));
    assert_eq!(case.running(), 42);
}

#[test]
fn malformed_pointer_is_refused_and_acknowledged_with_its_readable_revision() {
    let mut case = Case::new();
    case.store.line = vec![Some("42|abc".into())];
    case.poll();
    assert_eq!(case.reason(), "pointer: expected 7 fields, got 2");
    assert!(case.store.acks[0].starts_with("refused|42|0|"), "{}", case.store.acks[0]);
}

#[test]
fn torn_blob_is_refused_and_read_again() {
    let mut case = Case::new();
    let good = revision(43);
    let torn = Published { blob: good.blob.replace("100", "101"), ..good.clone() };
    case.published(&revision(42)).events();
    case.published(&torn).poll();
    assert!(case.reason().starts_with("blob: expected the sha256 "));
    assert_eq!((case.running(), case.counts().torn, case.counts().refused), (42, 2, 1));
    case.published(&good);
    assert_eq!((case.running(), case.health()), (43, State::Ready));
}

#[test]
fn one_condition_that_does_not_compile_refuses_the_set() {
    let mut case = Case::new();
    case.published(&revision(42)).events();
    case.published(&signed(43, &[rule("good", "true", "flag"), rule("bad", "[1].all(x, x > 0) || true", "flag")]));
    let reason = case.reason();
    assert!(reason.starts_with("rules[1].condition of bad: column 1: expected a list only after in"), "{reason}");
    assert!(!reason.contains('|'), "{reason}");
    assert_eq!((case.running(), case.counts().torn, case.counts().unverifiable), (42, 0, 0));
}

#[test]
fn a_name_that_is_not_declared_refuses_the_set() {
    let mut case = Case::with(|settings| settings.names = Names::declared([("caller_velocity.calls_1h", crate::Type::Int)]).unwrap());
    case.published(&revision(42));
    assert_eq!(case.running(), 42);
    case.events();
    case.published(&signed(43, &[rule("a", "caller_velocity.calls_1d > 1", "flag")]));
    assert_eq!(case.reason(), "rules[0].condition of a: expected a name that this engine has, got caller_velocity.calls_1d");
    case.published(&signed(44, &[rule("a", "caller_velocity.calls_1h > 1.5", "flag")]));
    assert_eq!(case.reason(), "rules[0].condition of a: >: expected operands of one type, got int and double");
}

#[test]
fn pointer_whose_blob_is_missing_is_read_again() {
    let mut case = Case::new();
    case.store.blobs.insert(44, revision(44).blob);
    case.store.line = vec![Some(revision(43).pointer), Some(revision(44).pointer)];
    case.poll();
    assert_eq!((case.running(), case.counts().torn, case.counts().reads), (44, 0, 2));
}

#[test]
fn missing_blob_of_the_current_pointer_is_torn() {
    let mut case = Case::new();
    case.store.line = vec![Some(revision(43).pointer)];
    case.poll();
    assert_eq!(case.reason(), "blob: expected one for revision 43, got nothing although the pointer exists");
    assert_eq!((case.running(), case.counts().torn), (0, 1));
}

#[test]
fn each_reply_of_a_pipeline_counts_as_a_poll() {
    let mut case = Case::with(|settings| settings.pipeline = 5);
    for published in [revision(42), revision(43), revision(44)] {
        case.store.publish(&published);
    }
    case.store.line = [42, 44, 43, 42, 44].map(|number| Some(revision(number).pointer)).to_vec();
    case.poll();
    assert_eq!((case.running(), case.counts().reads, case.counts().fallen, case.counts().applied), (44, 5, 2, 2));
    assert_eq!(case.health(), State::Ready);
}

#[test]
fn replies_older_than_a_later_read_do_not_count_as_falling() {
    let mut case = Case::with(|settings| settings.pipeline = 4);
    case.store.blobs.insert(44, revision(44).blob);
    case.store.line = [43, 43, 43, 43, 44].map(|number| Some(revision(number).pointer)).to_vec();
    case.poll();
    assert_eq!((case.running(), case.counts().reads, case.counts().fallen, case.counts().refused), (44, 5, 0, 0));
    case.store.line = [45, 45, 46, 46].map(|number| Some(revision(number).pointer)).to_vec();
    case.store.blobs.insert(46, revision(46).blob);
    case.poll();
    assert_eq!((case.running(), case.counts().reads, case.counts().torn, case.counts().refused), (46, 9, 0, 0));
}

#[test]
fn emptied_store_keeps_the_current_set() {
    let mut case = Case::new();
    case.published(&revision(42)).events();
    case.store.line = vec![None];
    case.poll().poll();
    assert_eq!((case.running(), case.events()), (42, vec![Event::NothingPublished]));
}

#[test]
fn lost_store_keeps_the_current_set_and_is_acknowledged_again_when_it_returns() {
    let mut case = Case::new();
    case.published(&revision(42)).events();
    case.store.is_down = true;
    case.poll().poll();
    assert_eq!((case.running(), case.events()), (42, vec![Event::StoreLost { reason: "store: down".into() }]));
    case.store.is_down = false;
    case.poll();
    assert_eq!((case.events(), case.store.acks.len()), (vec![Event::StoreBack], 2));
}

#[test]
fn store_that_rejects_acknowledgements_is_followed_anyway() {
    let mut case = Case::new();
    case.store.takes_no_acks = true;
    case.published(&revision(42)).poll();
    assert_eq!(case.running(), 42);
    assert_eq!(case.events()[1..], [Event::AcknowledgementRejected { reason: "store: READONLY".into() }]);
}

#[test]
fn saved_set_is_restored_at_the_next_start_and_older_ones_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let restarted = || Case::with(|settings| settings.state_dir = Some(directory.path().into()));
    restarted().published(&revision(42));
    let mut case = restarted();
    assert_eq!((case.running(), case.health()), (42, State::Ready));
    assert!(matches!(case.events()[..], [Event::Applied { revision: 42, from: Source::Disk, .. }]));
    case.published(&revision(41));
    assert_eq!((case.running(), case.counts().fallen), (42, 1));
}

#[test]
fn set_published_again_with_another_signature_is_saved_with_it() {
    let directory = tempfile::tempdir().unwrap();
    let rules = [rule("a", "true", "flag")];
    let again = signed_at(42, &rules, 1767225700000);
    let mut case = Case::with(|settings| settings.state_dir = Some(directory.path().into()));
    case.published(&signed(42, &rules)).published(&again);
    let kept = LastGood::new(directory.path(), publisher::SET).read().unwrap().unwrap();
    assert_eq!(String::from_utf8(kept.pointer).unwrap(), again.pointer);
}

#[test]
fn corrupt_or_unsigned_copy_on_disk_is_ignored_and_reported() {
    let good = revision(42);
    let bare = unsigned(42, &[rule("a", "true", "flag")]);
    let copies = [
        (format!("{}\n{}", good.pointer, good.blob.replace("100", "101")), "blob: expected the sha256"),
        (format!("{}\n{}", good.pointer, &good.blob[1..]), "blob: expected"),
        (format!("{}\n{}", bare.pointer, bare.blob), "signature: expected one by a known key"),
        (good.pointer.clone(), "disk: expected a pointer and a blob"),
        (String::new(), "disk: expected a pointer and a blob"),
        (format!("nonsense\n{}", good.blob), "pointer: expected 7 fields"),
    ];
    for (copy, expected) in copies {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("core.rules"), copy).unwrap();
        let case = Case::with(|settings| settings.state_dir = Some(directory.path().into()));
        match &case.events()[..] {
            [Event::DiskIgnored { reason }] => assert!(reason.starts_with(expected), "{reason}"),
            others => panic!("expected the copy to be ignored, got {others:?}"),
        }
        assert_eq!(case.running(), 0);
    }
}

#[test]
fn set_that_cannot_be_saved_does_not_run() {
    let directory = tempfile::tempdir().unwrap();
    let in_the_way = directory.path().join("file");
    std::fs::write(&in_the_way, "x").unwrap();
    let mut case = Case::with(|settings| settings.state_dir = Some(in_the_way.join("state")));
    case.events();
    case.published(&revision(42));
    assert!(case.reason().starts_with("disk: expected to write "));
    assert_eq!(case.running(), 0);
    std::fs::remove_file(&in_the_way).unwrap();
    case.poll();
    assert_eq!((case.running(), case.health()), (42, State::Ready));
}

#[test]
fn count_that_differs_from_the_blob_is_refused() {
    let good = revision(42);
    let fields: Vec<&str> = good.pointer.split('|').collect();
    let pointer = with_signature(&format!("42|{}|{}|7|{}|test-key", fields[1], fields[2], fields[4]));
    let mut case = Case::new();
    case.published(&Published { pointer, ..good });
    assert_eq!(case.reason(), "rules: expected 7 of them, got 1");
}
