use std::sync::atomic::{AtomicU64, Ordering};

/// Counters of a follower since its start.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) reads: AtomicU64,
    pub(crate) applied: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) torn: AtomicU64,
    pub(crate) unverifiable: AtomicU64,
    pub(crate) fallen: AtomicU64,
}

/// Copy of a follower's counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Replies to reads of the pointer; each counts as a poll.
    pub reads: u64,
    /// Changes of the set that is evaluated, including the one restored from disk.
    pub applied: u64,
    /// Changes of the refusal.
    pub refused: u64,
    /// Reads of a blob that did not match its pointer, or was missing while its pointer existed.
    pub torn: u64,
    /// Reads of a pointer that was malformed or not signed by a known key.
    pub unverifiable: u64,
    /// Reads of a revision below one that was read before.
    pub fallen: u64,
}

impl Counters {
    pub(crate) fn now(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            reads: read(&self.reads),
            applied: read(&self.applied),
            refused: read(&self.refused),
            torn: read(&self.torn),
            unverifiable: read(&self.unverifiable),
            fallen: read(&self.fallen),
        }
    }
}

pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
