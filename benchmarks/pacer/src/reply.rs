//! HTTP/1.1 reply, assembled from the pieces in which it arrives.
use std::io::{self, Read};
use std::ops::Range;

use httparse::{EMPTY_HEADER, Response, Status};
use memchr::memmem;

/// Reply being received; complete when `advance` returns true. Its memory is reused after `clear`.
pub struct Reply {
    bytes: Vec<u8>,
    filled: usize,
    stage: Stage,
    status: u16,
    closes: bool,
    chunks: Vec<u8>,
}

enum Stage {
    Head,
    /// A body of known length, at these bytes.
    Sized(Range<usize>),
    /// The next chunk's size line begins here.
    Chunk(usize),
    /// The next trailer, or the blank line that ends them, begins here.
    Trailer(usize),
    /// The body is at these bytes, or in `chunks`.
    Whole(Option<Range<usize>>),
}

impl Default for Reply {
    fn default() -> Self {
        Reply { bytes: vec![0; 16 << 10], filled: 0, stage: Stage::Head, status: 0, closes: false, chunks: Vec::new() }
    }
}

impl Reply {
    /// Reads once; 0 is the end of the stream.
    pub fn read_from(&mut self, mut stream: impl Read) -> io::Result<usize> {
        if self.filled == self.bytes.len() {
            self.bytes.resize(2 * self.filled, 0);
        }
        let read = stream.read(&mut self.bytes[self.filled..])?;
        self.filled += read;
        Ok(read)
    }

    /// Returns whether the reply is complete; fails with the reason if the bytes are not a reply.
    pub fn advance(&mut self) -> Result<bool, String> {
        while !matches!(self.stage, Stage::Whole(_)) {
            match self.next_stage()? {
                Some(stage) => self.stage = stage,
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Returns whether the status of a complete reply is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Returns whether the server closes the connection after a complete reply.
    pub fn closes(&self) -> bool {
        self.closes
    }

    /// Returns the body of a complete reply.
    pub fn body(&self) -> &[u8] {
        match &self.stage {
            Stage::Whole(Some(body)) => &self.bytes[body.clone()],
            _ => &self.chunks,
        }
    }

    /// Returns all received bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }

    pub fn clear(&mut self) {
        self.filled = 0;
        self.stage = Stage::Head;
        self.closes = false;
        self.chunks.clear();
    }

    fn next_stage(&mut self) -> Result<Option<Stage>, String> {
        match &self.stage {
            Stage::Head => self.head(),
            Stage::Sized(body) if self.filled < body.end => Ok(None),
            Stage::Sized(body) => self.whole(body.end, Some(body.clone())),
            &Stage::Chunk(at) => self.chunk(at),
            &Stage::Trailer(at) => match memmem::find(&self.bytes[at..self.filled], b"\r\n") {
                Some(0) => self.whole(at + 2, None),
                Some(length) => Ok(Some(Stage::Trailer(at + length + 2))),
                None => Ok(None),
            },
            Stage::Whole(_) => Ok(None),
        }
    }

    fn head(&mut self) -> Result<Option<Stage>, String> {
        let mut headers = [EMPTY_HEADER; 64];
        let mut head = Response::new(&mut headers);
        let Status::Complete(body_at) = head.parse(&self.bytes[..self.filled]).map_err(|e| format!("not a reply: {e}"))? else {
            return Ok(None);
        };
        self.status = head.code.unwrap_or_default();
        let (mut length, mut chunked) = (None, false);
        for header in head.headers.iter() {
            let value = header.value.trim_ascii();
            if header.name.eq_ignore_ascii_case("content-length") {
                length = str::from_utf8(value).ok().and_then(|text| text.parse::<usize>().ok());
            } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
                chunked = value.eq_ignore_ascii_case(b"chunked");
            } else if header.name.eq_ignore_ascii_case("connection") {
                self.closes = value.eq_ignore_ascii_case(b"close");
            }
        }
        match length {
            _ if chunked => Ok(Some(Stage::Chunk(body_at))),
            Some(length) => Ok(Some(Stage::Sized(body_at..body_at + length))),
            None if self.status == 204 => Ok(Some(Stage::Sized(body_at..body_at))),
            None => Err("a reply without a length".into()),
        }
    }

    fn chunk(&mut self, at: usize) -> Result<Option<Stage>, String> {
        let rest = &self.bytes[at..self.filled];
        let Status::Complete((data_at, size)) = httparse::parse_chunk_size(rest).map_err(|_| "not a chunk's size")? else {
            return Ok(None);
        };
        let size = size as usize;
        if size == 0 {
            return Ok(Some(Stage::Trailer(at + data_at)));
        }
        if rest.len() < data_at + size + 2 {
            return Ok(None);
        }
        self.chunks.extend_from_slice(&rest[data_at..data_at + size]);
        Ok(Some(Stage::Chunk(at + data_at + size + 2)))
    }

    fn whole(&self, end: usize, body: Option<Range<usize>>) -> Result<Option<Stage>, String> {
        if end < self.filled { Err("bytes after the reply".into()) } else { Ok(Some(Stage::Whole(body))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZED: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
    const CHUNKED: &[u8] = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nX-Sum: 1\r\n\r\n";
    const CLOSING: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

    fn read(pieces: &[&[u8]]) -> (Reply, Vec<bool>) {
        let mut reply = Reply::default();
        let mut whole = Vec::new();
        for piece in pieces {
            let mut piece = *piece;
            while !piece.is_empty() {
                reply.read_from(&mut piece).unwrap();
            }
            whole.push(reply.advance().unwrap());
        }
        (reply, whole)
    }

    #[test]
    fn a_reply_split_at_any_byte_is_whole_with_its_last() {
        for (bytes, body) in [(SIZED, "hello"), (CHUNKED, "hello"), (CLOSING, "")] {
            for at in 1..bytes.len() {
                let (reply, whole) = read(&[&bytes[..at], &bytes[at..]]);
                assert_eq!(whole, [false, true], "split at {at}");
                assert_eq!(reply.body(), body.as_bytes(), "split at {at}");
            }
        }
    }

    #[test]
    fn a_reply_byte_by_byte_is_whole_with_its_last() {
        for bytes in [SIZED, CHUNKED, CLOSING] {
            let (_, whole) = read(&bytes.chunks(1).collect::<Vec<_>>());
            assert_eq!(whole.iter().position(|whole| *whole), Some(bytes.len() - 1));
        }
    }

    #[test]
    fn status_and_close_are_those_of_the_head() {
        assert!(read(&[CHUNKED]).0.is_success() && !read(&[CHUNKED]).0.closes());
        assert!(!read(&[CLOSING]).0.is_success() && read(&[CLOSING]).0.closes());
    }

    #[test]
    fn a_cleared_reply_takes_the_next() {
        let (mut reply, _) = read(&[CHUNKED]);
        reply.clear();
        reply.read_from(SIZED).unwrap();
        assert!(reply.advance().unwrap());
        assert_eq!(reply.body(), b"hello");
    }

    #[test]
    fn a_body_larger_than_the_memory_makes_it_grow() {
        let body = vec![b'x'; 100_000];
        let bytes = [format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes(), &body].concat();
        let (reply, whole) = read(&[&bytes[..70_000], &bytes[70_000..]]);
        assert_eq!(whole, [false, true]);
        assert_eq!(reply.body(), body);
    }

    #[test]
    fn what_is_no_reply_is_an_error() {
        for bytes in [&b"SMTP ready\r\n"[..], b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n12"] {
            let mut reply = Reply::default();
            reply.read_from(bytes).unwrap();
            assert!(reply.advance().is_err());
        }
    }
}
