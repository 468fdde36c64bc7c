//! Load generator: one thread, one epoll, each connection with at most one request in flight.
//!
//! In the closed loop a request is due as soon as a connection is free. At a fixed rate it is due at its arrival,
//! whether a connection is free or not, and its latency counts from then. Free connections are used in rotation.
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use memchr::memmem::Finder;
use rustix::event::Timespec;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::fd::OwnedFd;
use rustix::time::{ClockId, clock_gettime};
use serde_json::Value;

use crate::arrivals::Arrivals;
use crate::reply::Reply;
use crate::tally::Tally;

const SEED: u64 = 20_260_101;
/// Time after the end for which requests that are due or in flight are awaited.
const GRACE: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

pub struct Plan {
    pub address: SocketAddr,
    pub connections: usize,
    pub warm_up: Duration,
    pub measured: Duration,
    /// Arrivals per second; `None` for the closed loop.
    pub rate: Option<f64>,
    /// Text that the body of every reply must contain.
    pub in_reply: Option<String>,
}

/// Runs the load and returns its report as JSON. Fails if the server cannot be reached at the start.
pub fn run(plan: &Plan, requests: &[Vec<u8>]) -> io::Result<Value> {
    rustix::thread::set_current_timer_slack(std::num::NonZero::new(1))?;
    let mut load = Load::connect(plan, requests)?;
    load.until_done()?;
    Ok(load.tally.report(load.start, load.end, load.cpu_seconds()))
}

pub fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, CONNECT_TIMEOUT)?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

struct Load<'a> {
    plan: &'a Plan,
    requests: &'a [Vec<u8>],
    next_request: usize,
    arrivals: Option<Arrivals>,
    /// Due times of requests for which no connection was free.
    waiting: VecDeque<u64>,
    connections: Vec<Connection>,
    free: VecDeque<usize>,
    busy: usize,
    epoll: OwnedFd,
    text: Option<Finder<'a>>,
    tally: Tally,
    began: Instant,
    /// Nanoseconds after `began`: the end of the warm-up, and of the measurement.
    start: u64,
    end: u64,
    cpu_at_start: Option<Duration>,
}

struct Connection {
    stream: TcpStream,
    reply: Reply,
    request: usize,
    written: usize,
    due: u64,
    free_since: u64,
    busy: bool,
    awaits_room: bool,
}

impl<'a> Load<'a> {
    fn connect(plan: &'a Plan, requests: &'a [Vec<u8>]) -> io::Result<Self> {
        let mut load = Load {
            plan,
            requests,
            next_request: 0,
            arrivals: plan.rate.map(|rate| Arrivals::new(rate, SEED)),
            waiting: VecDeque::new(),
            connections: Vec::new(),
            free: (0..plan.connections).collect(),
            busy: 0,
            epoll: epoll::create(CreateFlags::CLOEXEC)?,
            text: plan.in_reply.as_ref().map(Finder::new),
            tally: Tally::default(),
            began: Instant::now(),
            start: plan.warm_up.as_nanos() as u64,
            end: (plan.warm_up + plan.measured).as_nanos() as u64,
            cpu_at_start: None,
        };
        for id in 0..plan.connections {
            let stream = load.open(id)?;
            load.connections.push(Connection::new(stream));
        }
        load.began = Instant::now();
        Ok(load)
    }

    fn open(&self, id: usize) -> io::Result<TcpStream> {
        let stream = connect(self.plan.address)?;
        stream.set_nonblocking(true)?;
        epoll::add(&self.epoll, &stream, EventData::new_u64(id as u64), EventFlags::IN)?;
        Ok(stream)
    }

    fn until_done(&mut self) -> io::Result<()> {
        let last = self.end + GRACE.as_nanos() as u64;
        let mut events = Vec::with_capacity(self.plan.connections.clamp(1, 1024));
        loop {
            let now = self.now();
            self.dispatch(now);
            let all_lost = self.busy == 0 && self.free.is_empty();
            if now >= last || all_lost || (now >= self.end && self.busy == 0 && self.waiting.is_empty()) {
                self.give_up(now);
                return Ok(());
            }
            self.wait(now, last, &mut events)?;
            let woken = self.now();
            for event in events.drain(..) {
                self.ready(event, woken);
                let now = self.now();
                self.dispatch(now);
            }
        }
    }

    fn wait(&self, now: u64, last: u64, events: &mut Vec<Event>) -> io::Result<()> {
        let next = if now < self.end { self.next_arrival().min(self.end) } else { last };
        let timeout = Timespec::try_from(Duration::from_nanos(next.saturating_sub(now))).expect("within seconds");
        match epoll::wait(&self.epoll, rustix::buffer::spare_capacity(events), Some(&timeout)) {
            Err(error) if error.kind() != ErrorKind::Interrupted => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn next_arrival(&self) -> u64 {
        self.arrivals.as_ref().map_or(u64::MAX, Arrivals::peek)
    }

    /// Sends due requests while connections are free.
    fn dispatch(&mut self, now: u64) {
        if self.cpu_at_start.is_none() && now >= self.start {
            self.cpu_at_start = Some(cpu());
        }
        if let Some(arrivals) = &mut self.arrivals {
            while arrivals.peek() <= now.min(self.end - 1) {
                self.waiting.push_back(arrivals.peek());
                arrivals.step();
            }
            while !self.waiting.is_empty()
                && let Some(id) = self.free.pop_front()
            {
                let due = self.waiting.pop_front().expect("not empty");
                self.send(id, due);
            }
        } else if now < self.end {
            while let Some(id) = self.free.pop_front() {
                let due = self.now();
                self.send(id, due);
            }
        }
    }

    fn send(&mut self, id: usize, due: u64) {
        let now = self.now();
        let counts = self.counts(due);
        let connection = &mut self.connections[id];
        if counts {
            self.tally.sent(now - due.max(connection.free_since).min(now));
        }
        connection.begin(self.next_request, due);
        self.next_request = (self.next_request + 1) % self.requests.len();
        self.busy += 1;
        self.write(id);
    }

    fn write(&mut self, id: usize) {
        let connection = &mut self.connections[id];
        match connection.write(self.requests) {
            Ok(done) if done == connection.awaits_room => {
                connection.awaits_room = !done;
                let flags = if done { EventFlags::IN } else { EventFlags::IN | EventFlags::OUT };
                let known = epoll::modify(&self.epoll, &connection.stream, EventData::new_u64(id as u64), flags);
                known.expect("the connection is registered");
            }
            Ok(_) => {}
            Err(error) => self.broken(id, &error.to_string()),
        }
    }

    fn ready(&mut self, event: Event, woken: u64) {
        let (id, flags) = (event.data.u64() as usize, event.flags);
        if flags.contains(EventFlags::OUT) && self.connections[id].awaits_room {
            self.write(id);
        }
        if flags.intersects(EventFlags::IN | EventFlags::HUP | EventFlags::ERR) {
            self.read(id, woken);
        }
    }

    fn read(&mut self, id: usize, woken: u64) {
        let connection = &mut self.connections[id];
        match connection.reply.read_from(&connection.stream) {
            Ok(0) => self.broken(id, "the server closed the connection"),
            Ok(read) => {
                if self.cpu_at_start.is_some() {
                    self.tally.bytes_in += read as u64;
                }
                match connection.reply.advance() {
                    Ok(true) if connection.busy => self.answered(id, woken),
                    Ok(false) => {}
                    Ok(true) => self.broken(id, "a reply to nothing"),
                    Err(reason) => self.broken(id, &reason),
                }
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
            Err(error) => self.broken(id, &error.to_string()),
        }
    }

    fn answered(&mut self, id: usize, woken: u64) {
        let now = self.now();
        let counts = self.counts(self.connections[id].due);
        let connection = &mut self.connections[id];
        let reply = &connection.reply;
        if counts && reply.is_success() {
            let has_text = self.text.as_ref().is_none_or(|text| text.find(reply.body()).is_some());
            self.tally.answered(now, connection.due, has_text);
        } else if counts {
            self.tally.failed(reply.bytes());
        }
        let spent = reply.closes() || connection.awaits_room;
        connection.end(woken);
        self.busy -= 1;
        if spent { self.reopen(id) } else { self.free.push_back(id) }
    }

    /// Reopens a connection; a request in flight on it is lost.
    fn broken(&mut self, id: usize, reason: &str) {
        let now = self.now();
        let counts = self.counts(self.connections[id].due);
        let connection = &mut self.connections[id];
        if connection.busy {
            if counts {
                self.tally.failed(reason.as_bytes());
            }
            connection.end(now);
            self.busy -= 1;
        } else {
            self.free.retain(|free| *free != id);
        }
        self.reopen(id);
    }

    /// Opens a connection; one that cannot be opened is not used again.
    fn reopen(&mut self, id: usize) {
        let _ = epoll::delete(&self.epoll, &self.connections[id].stream);
        match self.open(id) {
            Ok(stream) => {
                self.connections[id] = Connection { free_since: self.now(), ..Connection::new(stream) };
                self.free.push_back(id);
            }
            Err(error) => self.tally.failed(format!("cannot connect again: {error}").as_bytes()),
        }
    }

    fn give_up(&mut self, now: u64) {
        let under_way = self.connections.iter().filter(|connection| connection.busy).map(|connection| connection.due);
        for due in under_way.chain(self.waiting.iter().copied()).filter(|due| *due >= self.start && *due < self.end) {
            self.tally.unanswered(now, due);
        }
    }

    fn counts(&self, due: u64) -> bool {
        (self.start..self.end).contains(&due)
    }

    fn cpu_seconds(&self) -> f64 {
        self.cpu_at_start.map_or(0.0, |at_start| (cpu() - at_start).as_secs_f64())
    }

    fn now(&self) -> u64 {
        self.began.elapsed().as_nanos() as u64
    }
}

impl Connection {
    fn new(stream: TcpStream) -> Self {
        Connection { stream, reply: Reply::default(), request: 0, written: 0, due: 0, free_since: 0, busy: false, awaits_room: false }
    }

    fn begin(&mut self, request: usize, due: u64) {
        (self.request, self.written, self.due, self.busy) = (request, 0, due, true);
    }

    fn end(&mut self, now: u64) {
        self.reply.clear();
        self.busy = false;
        self.free_since = now;
    }

    /// Writes as much of the request as possible; returns whether it is complete.
    fn write(&mut self, requests: &[Vec<u8>]) -> io::Result<bool> {
        let request = &requests[self.request];
        while self.written < request.len() {
            match (&self.stream).write(&request[self.written..]) {
                Ok(written) => self.written += written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

/// Returns the user and system time of this process.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
