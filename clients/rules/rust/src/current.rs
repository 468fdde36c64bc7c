//! Reference to the current set, which is swapped atomically.
use crate::ruleset::RuleSet;
use arc_swap::{ArcSwapOption, Cache, Guard};
use std::ops::Deref;
use std::sync::Arc;

/// Guard that holds the current set. Keep it for one call, not longer.
pub struct Reading(Guard<Option<Arc<RuleSet>>>);

impl Deref for Reading {
    type Target = RuleSet;

    fn deref(&self) -> &RuleSet {
        self.0.as_ref().expect("a reading always has a set")
    }
}

/// Cached reference of one thread to the current set: the fastest access, but it keeps the set it last saw in memory.
#[derive(Clone)]
pub struct Reader(Cache<Arc<ArcSwapOption<RuleSet>>, Option<Arc<RuleSet>>>);

impl Reader {
    pub fn current(&mut self) -> Option<&RuleSet> {
        self.0.load().as_deref()
    }
}

#[derive(Clone, Default)]
pub(crate) struct Current(Arc<ArcSwapOption<RuleSet>>);

impl Current {
    pub(crate) fn read(&self) -> Option<Reading> {
        let guard = self.0.load();
        guard.is_some().then_some(Reading(guard))
    }

    pub(crate) fn reader(&self) -> Reader {
        Reader(Cache::new(self.0.clone()))
    }
}

/// Swaps sets and frees the old ones on the polling thread: freeing a large set takes milliseconds, which no call should spend.
pub(crate) struct Swap {
    current: Current,
    retired: Vec<Arc<RuleSet>>,
}

impl Swap {
    pub(crate) fn new(current: Current) -> Self {
        Swap { current, retired: Vec::new() }
    }

    pub(crate) fn to(&mut self, set: Arc<RuleSet>) {
        self.retired.extend(self.current.0.swap(Some(set)));
    }

    pub(crate) fn free_unused(&mut self) {
        self.retired.retain(|set| Arc::strong_count(set) > 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::Names;
    use crate::keys::PublicKeys;
    use crate::publisher;

    fn set(revision: u64) -> Arc<RuleSet> {
        let published = publisher::unsigned(revision, &[]);
        let (pointer, blob) = (published.pointer.as_bytes(), published.blob.as_bytes());
        Arc::new(RuleSet::verified(publisher::SET, pointer, blob, &PublicKeys::empty(), &Names::open()).unwrap())
    }

    #[test]
    fn reading_keeps_its_set_during_a_swap_which_frees_it_afterwards() {
        let current = Current::default();
        assert!(current.read().is_none() && current.reader().current().is_none());
        let mut swap = Swap::new(current.clone());
        let mut reader = current.reader();
        swap.to(set(1));
        let reading = current.read().unwrap();
        assert_eq!(reader.current().unwrap().revision(), 1);
        swap.to(set(2));
        swap.free_unused();
        assert_eq!((reading.revision(), current.read().unwrap().revision(), swap.retired.len()), (1, 2, 1));
        drop(reading);
        swap.free_unused();
        assert_eq!(swap.retired.len(), 1, "the reader has not been refreshed yet");
        assert_eq!(reader.current().unwrap().revision(), 2);
        swap.free_unused();
        assert_eq!(swap.retired.len(), 0);
    }
}
