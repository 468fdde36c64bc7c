/// What an engine's log should hold of its rules. Each comes once for each change, not once for each poll.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A set is evaluated from now on.
    Applied {
        revision: u64,
        sha256: String,
        count: usize,
        /// Unix milliseconds.
        at: u64,
        /// Unix milliseconds.
        published_at: u64,
        from: Source,
    },
    /// A revision is not taken; 0 where its pointer does not even say which. `running` goes on, or nothing where it is 0.
    Refused {
        revision: u64,
        running: u64,
        reason: String,
    },
    /// What is on disk is of no use.
    DiskIgnored {
        reason: String,
    },
    /// The store does not answer, or answers with an error; it is tried again and again.
    StoreLost {
        reason: String,
    },
    StoreBack,
    /// The store answers, but does not take acknowledgements.
    AcknowledgementNotTaken {
        reason: String,
    },
    /// The store has no pointer; what runs goes on.
    NothingPublished,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Store,
    Disk,
}
