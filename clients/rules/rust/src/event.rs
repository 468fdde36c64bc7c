/// Event for an engine's log. Emitted once per change, not once per poll.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A new set is in force.
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
    /// A revision was refused; 0 if its pointer has no readable revision. `running` stays in force; 0 if there is none.
    Refused {
        revision: u64,
        running: u64,
        reason: String,
    },
    /// The saved set on disk cannot be used.
    DiskIgnored {
        reason: String,
    },
    /// The store does not answer, or answers with an error; polling continues.
    StoreLost {
        reason: String,
    },
    StoreBack,
    /// The store answers, but rejects acknowledgements.
    AcknowledgementRejected {
        reason: String,
    },
    /// The store has no pointer; the current rules stay in force.
    NothingPublished,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Store,
    Disk,
}
