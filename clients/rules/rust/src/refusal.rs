/// Refusal of a published revision or of the saved set: what was expected, and what was found.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    #[error("pointer: {0}")]
    Pointer(String),
    #[error("signature: {0}")]
    Signature(String),
    /// Revision below the one in force, or the same revision with other rules.
    #[error("revision: {0}")]
    Revision(String),
    /// Blob that does not match its pointer, or is missing although the pointer exists.
    #[error("blob: {0}")]
    Torn(String),
    /// Blob as the publisher wrote it, but not a set of rules that this engine can run.
    #[error("{0}")]
    Rules(String),
    #[error("disk: {0}")]
    Disk(String),
}

impl Refusal {
    /// Returns whether the same pointer would be refused again. A torn blob may be repaired, a full disk emptied.
    pub(crate) fn is_permanent(&self) -> bool {
        !matches!(self, Refusal::Torn(_) | Refusal::Disk(_))
    }
}
