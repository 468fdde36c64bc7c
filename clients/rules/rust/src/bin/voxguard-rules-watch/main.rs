//! Follows a rule set and prints its changes as lines of JSON until it receives a signal.
mod flags;
mod lines;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::process::ExitCode;
use voxguard_rules::Follower;

fn main() -> ExitCode {
    let flags = match flags::parse(std::env::args().skip(1)) {
        Ok(flags) => flags,
        Err(message) => {
            eprintln!("{message}\n{}", flags::USAGE);
            return ExitCode::from(2);
        }
    };
    match watch(flags) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn watch(settings: voxguard_rules::Settings) -> Result<(), String> {
    // before the first line, so that its reader can already send a signal
    let mut signals = Signals::new([SIGTERM, SIGINT]).map_err(|error| format!("signals: {error}"))?;
    let mut follower = Follower::start(settings, lines::print_event).map_err(|error| error.to_string())?;
    signals.forever().next();
    if !follower.stop() {
        eprintln!("a thread is still waiting for the store");
    }
    lines::print_end(&follower);
    Ok(())
}
