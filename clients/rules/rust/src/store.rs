//! Operations that a follower needs from the store.

/// The store did not answer, or gave an unexpected answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("store: {0}")]
pub(crate) struct StoreFault(pub(crate) String);

pub(crate) trait Store {
    /// Reads the pointer a number of times in one round trip; `None` if it does not exist.
    fn pointers(&mut self, times: usize) -> Result<Vec<Option<Vec<u8>>>, StoreFault>;

    fn blob(&mut self, revision: u64) -> Result<Option<Vec<u8>>, StoreFault>;

    /// `now` in Unix milliseconds.
    fn acknowledge(&mut self, value: &str, now: u64) -> Result<(), StoreFault>;
}
