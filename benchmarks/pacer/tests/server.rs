//! The program against a server in this file, which answers as the request's body demands.
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// Starts a server on a free port and returns its URL.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || serve(stream.unwrap()));
        }
    });
    url
}

fn serve(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    while let Some(body) = request(&mut stream) {
        let reply: &[&[u8]] = match body.split(|byte| *byte == b' ').next().unwrap() {
            b"chunked" => &[b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nwh", b"\r\n3\r\nole\r\n0\r\n\r\n"],
            b"refused" => &[b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 4\r\n\r\nfull"],
            b"closing" => &[b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nwhole"],
            b"broken" => &[b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwh"],
            b"silent" => &[],
            _ => &[b"HTTP/1.1 200 OK\r\nconte", b"nt-length: 5\r\n\r\nwho", b"le"],
        };
        for piece in reply {
            stream.write_all(piece).unwrap();
            thread::sleep(Duration::from_micros(if reply.len() > 1 { 200 } else { 0 }));
        }
        if body.starts_with(b"closing") || body.starts_with(b"broken") {
            return;
        }
    }
}

fn request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).ok()?;
    Some(body)
}

fn pacer(name: &str, bodies: &[&str], arguments: &[&str]) -> Value {
    let file = folder(name).join("requests");
    let mut frames = Vec::new();
    for body in bodies {
        for part in ["POST /v1/score HTTP/1.1\r\nHost: localhost\r\n", body] {
            frames.extend_from_slice(&(part.len() as u32).to_le_bytes());
            frames.extend_from_slice(part.as_bytes());
        }
    }
    std::fs::write(&file, frames).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_pacer"))
        .args(["--url", &server(), "--requests", file.to_str().unwrap()])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn number(report: &Value, name: &str) -> f64 {
    report[name].as_f64().unwrap_or_else(|| panic!("{name} of {report}"))
}

#[test]
fn the_closed_loop_takes_sized_chunked_and_large_requests() {
    let large = "x".repeat(8 << 20);
    let bodies = ["plain", "chunked", "closing", &large];
    let report = pacer("closed", &bodies, &["--connections", "4", "--seconds", "1", "--in-reply", "whole"]);
    assert!(number(&report, "requests") > 40.0, "{report}");
    assert_eq!((number(&report, "errors"), number(&report, "without_text")), (0.0, 0.0), "{report}");
}

#[test]
fn the_fixed_rate_is_kept() {
    let report = pacer("rate", &["plain"], &["--connections", "8", "--seconds", "2", "--warm-up", "0.5", "--rate", "500"]);
    assert!((number(&report, "requests") - 1000.0).abs() < 130.0, "{report}");
    assert_eq!(number(&report, "errors"), 0.0, "{report}");
}

#[test]
fn latency_at_a_fixed_rate_counts_from_when_a_request_was_due() {
    let report = pacer("late", &["plain"], &["--connections", "1", "--seconds", "1", "--rate", "3000"]);
    assert!(number(&report, "p50_us") > 50_000.0, "one connection of some 2,000 a second falls ever more behind: {report}");
    assert!(number(&report, "behind_p99_us") < 5_000.0, "but the generator does not: {report}");
}

#[test]
fn other_statuses_and_broken_connections_are_errors() {
    let report = pacer("errors", &["refused", "broken", "plain"], &["--connections", "1", "--seconds", "0.5"]);
    assert!(number(&report, "errors") > 1.5 * number(&report, "requests"), "{report}");
    assert!(report["first_error"].as_str().unwrap().ends_with("full"), "{report}");
}

#[test]
fn replies_without_the_text_are_counted() {
    let report = pacer("text", &["plain"], &["--connections", "1", "--seconds", "0.2", "--in-reply", "other"]);
    assert_eq!(report["without_text"], report["requests"], "{report}");
}

#[test]
fn what_is_never_answered_counts_with_its_lateness() {
    let report = pacer("silent", &["silent"], &["--connections", "2", "--seconds", "0.2", "--rate", "100"]);
    assert_eq!(number(&report, "requests"), 0.0);
    assert_eq!(report["errors"], report["unanswered"]);
    assert!(number(&report, "errors") > 5.0 && number(&report, "p50_us") > 9_900_000.0, "{report}");
}

#[test]
fn replies_are_saved_in_order() {
    let replies = folder("saved").join("replies");
    let report = pacer("saved", &["plain", "refused"], &["--save-replies", replies.to_str().unwrap(), "--first", "2"]);
    assert_eq!((number(&report, "saved"), number(&report, "errors")), (2.0, 1.0), "{report}");
    assert_eq!(std::fs::read(replies.join("0.bin")).unwrap(), b"whole");
    assert_eq!(std::fs::read(replies.join("1.bin")).unwrap(), b"full");
}
