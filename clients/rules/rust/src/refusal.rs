/// Why a published revision, or what is on disk, is not taken; each says what was expected and what came.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    #[error("pointer: {0}")]
    Pointer(String),
    #[error("signature: {0}")]
    Signature(String),
    /// A revision below the highest that ran here, or the same one with other rules.
    #[error("revision: {0}")]
    Revision(String),
    /// The blob is not what its pointer says, or is gone while its pointer stands.
    #[error("blob: {0}")]
    Torn(String),
    /// The blob is what the publisher wrote, but no set of rules that this engine can run.
    #[error("{0}")]
    Rules(String),
    #[error("disk: {0}")]
    Disk(String),
}

impl Refusal {
    /// Whether the same pointer must come to the same end. A blob that was torn may be mended, a disk may be emptied.
    pub(crate) fn lasts(&self) -> bool {
        !matches!(self, Refusal::Torn(_) | Refusal::Disk(_))
    }
}
