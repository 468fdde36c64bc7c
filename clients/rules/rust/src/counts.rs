use std::sync::atomic::{AtomicU64, Ordering};

/// What a follower has seen since its start.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) reads: AtomicU64,
    pub(crate) applied: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) torn: AtomicU64,
    pub(crate) unverifiable: AtomicU64,
    pub(crate) fallen: AtomicU64,
}

/// A copy of a follower's counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Replies to reads of the pointer; each is a poll.
    pub reads: u64,
    /// Changes to what is evaluated, with that from disk.
    pub applied: u64,
    /// Changes to what is refused.
    pub refused: u64,
    /// Reads that found a blob that was not what its pointer said, or none while its pointer stood.
    pub torn: u64,
    /// Reads that found a pointer that is none, or that no known key has signed.
    pub unverifiable: u64,
    /// Reads that found a revision below one that was read before.
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
