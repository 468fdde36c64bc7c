//! What a follower asks of the store.

/// The store did not answer, or not with what it was asked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("store: {0}")]
pub(crate) struct StoreFault(pub(crate) String);

pub(crate) trait Store {
    /// The pointer, read so many times in one round trip; `None` where there is none.
    fn pointers(&mut self, times: usize) -> Result<Vec<Option<Vec<u8>>>, StoreFault>;

    fn blob(&mut self, revision: u64) -> Result<Option<Vec<u8>>, StoreFault>;

    /// `now` in Unix milliseconds.
    fn acknowledge(&mut self, value: &str, now: u64) -> Result<(), StoreFault>;
}
