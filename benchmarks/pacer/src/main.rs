//! Sends HTTP requests from a file, at saturation or at a fixed rate, and prints one JSON object.
mod arrivals;
mod frames;
mod load;
mod reply;
mod saved;
mod tally;

use std::error::Error;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use lexopt::{Arg::Long, Parser, ValueExt};

const USAGE: &str = "pacer --url http://HOST:PORT --requests FILE
  [--connections N] [--seconds S] [--warm-up S] [--rate PER_SECOND] [--in-reply TEXT]
  [--save-replies FOLDER --first N]";

struct Arguments {
    url: String,
    requests: PathBuf,
    connections: usize,
    seconds: f64,
    warm_up: f64,
    rate: Option<f64>,
    in_reply: Option<String>,
    save_replies: Option<PathBuf>,
    first: usize,
}

fn main() {
    match run() {
        Ok(report) => println!("{report}"),
        Err(error) => {
            eprintln!("pacer: {error}");
            std::process::exit(1);
        }
    }
}

fn run() -> Result<serde_json::Value, Box<dyn Error>> {
    let arguments = arguments()?;
    let address = address(&arguments.url)?;
    let requests = frames::requests(&arguments.requests).map_err(|error| format!("{}: {error}", arguments.requests.display()))?;
    if let Some(folder) = &arguments.save_replies {
        let first = &requests[..arguments.first.min(requests.len())];
        return Ok(saved::save(address, first, folder)?);
    }
    let plan = load::Plan {
        address,
        connections: arguments.connections,
        warm_up: Duration::try_from_secs_f64(arguments.warm_up)?,
        measured: Duration::try_from_secs_f64(arguments.seconds)?,
        rate: arguments.rate,
        in_reply: arguments.in_reply,
    };
    Ok(load::run(&plan, &requests)?)
}

fn arguments() -> Result<Arguments, lexopt::Error> {
    let mut arguments = Arguments {
        url: String::new(),
        requests: PathBuf::new(),
        connections: 32,
        seconds: 10.0,
        warm_up: 0.0,
        rate: None,
        in_reply: None,
        save_replies: None,
        first: 1,
    };
    let mut parser = Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("url") => arguments.url = parser.value()?.string()?,
            Long("requests") => arguments.requests = parser.value()?.into(),
            Long("connections") => arguments.connections = parser.value()?.parse()?,
            Long("seconds") => arguments.seconds = parser.value()?.parse()?,
            Long("warm-up") => arguments.warm_up = parser.value()?.parse()?,
            Long("rate") => arguments.rate = Some(parser.value()?.parse()?),
            Long("in-reply") => arguments.in_reply = Some(parser.value()?.string()?),
            Long("save-replies") => arguments.save_replies = Some(parser.value()?.into()),
            Long("first") => arguments.first = parser.value()?.parse()?,
            Long("help") => {
                println!("{USAGE}");
                std::process::exit(0);
            }
            other => return Err(other.unexpected()),
        }
    }
    let sound = arguments.connections > 0 && arguments.seconds > 0.0 && arguments.rate.is_none_or(|rate| rate > 0.0);
    if sound { Ok(arguments) } else { Err("connections, seconds and rate are more than 0".into()) }
}

fn address(url: &str) -> Result<SocketAddr, Box<dyn Error>> {
    let authority = url.strip_prefix("http://").ok_or("--url http://HOST:PORT")?.trim_end_matches('/');
    Ok(authority.to_socket_addrs()?.next().ok_or("no address")?)
}
