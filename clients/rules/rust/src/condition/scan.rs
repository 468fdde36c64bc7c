//! The tokens of a condition: CEL's lexis, less bytes and unsigned integers.
use super::ConditionError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'s> {
    /// Up to 2^63, for the sign is a token of its own.
    Int(u64),
    Double(f64),
    Text(String),
    Word(&'s str),
    Sign(&'static str),
    End,
}

impl Token<'_> {
    pub(super) fn shown(&self) -> String {
        match self {
            Token::Int(value) => value.to_string(),
            Token::Double(value) => format!("{value:?}"),
            Token::Text(value) => format!("the text {value:?}"),
            Token::Word(word) => (*word).to_string(),
            Token::Sign(sign) => (*sign).to_string(),
            Token::End => "the end".to_string(),
        }
    }
}

const SIGNS: [&str; 23] =
    ["&&", "||", "==", "!=", "<=", ">=", "!", "<", ">", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")", "[", "]", "{"];

pub(super) struct Scanner<'s> {
    text: &'s str,
    at: usize,
}

impl<'s> Scanner<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Scanner { text, at: 0 }
    }

    /// The next token and the offset at which it begins.
    pub(super) fn token(&mut self) -> Result<(Token<'s>, usize), ConditionError> {
        self.skip_blanks();
        let start = self.at;
        let token = match self.byte(0) {
            None => Token::End,
            Some(b'0'..=b'9') => self.number()?,
            Some(b'.') if self.byte(1).is_some_and(|byte| byte.is_ascii_digit()) => self.number()?,
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => self.word()?,
            Some(b'\'' | b'"') => Token::Text(self.quoted(false)?),
            Some(_) => self.sign()?,
        };
        Ok((token, start))
    }

    fn rest(&self) -> &'s str {
        &self.text[self.at..]
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn error<T>(&self, at: usize, message: impl AsRef<str>) -> Result<T, ConditionError> {
        Err(ConditionError::at(self.text, at, message))
    }

    fn skip_blanks(&mut self) {
        loop {
            match self.byte(0) {
                Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0c) => self.at += 1,
                Some(b'/') if self.byte(1) == Some(b'/') => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                _ => return,
            }
        }
    }

    fn sign(&mut self) -> Result<Token<'s>, ConditionError> {
        match SIGNS.iter().find(|sign| self.rest().starts_with(**sign)) {
            Some(sign) => {
                self.at += sign.len();
                Ok(Token::Sign(sign))
            }
            None => self.error(self.at, format!("expected a condition, got {:?}", self.rest().chars().next().unwrap_or_default())),
        }
    }

    fn word(&mut self) -> Result<Token<'s>, ConditionError> {
        let start = self.at;
        self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let word = &self.text[start..self.at];
        if !matches!(self.byte(0), Some(b'\'' | b'"')) {
            return Ok(Token::Word(word));
        }
        match word {
            "r" | "R" => Ok(Token::Text(self.quoted(true)?)),
            _ if word.len() <= 2 && word.bytes().all(|byte| b"rRbB".contains(&byte)) => self.error(start, "expected text, got bytes"),
            _ => Ok(Token::Word(word)),
        }
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) -> usize {
        let start = self.at;
        while self.byte(0).is_some_and(&wanted) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<Token<'s>, ConditionError> {
        let start = self.at;
        if self.rest().starts_with("0x") && self.byte(2).is_some_and(|byte| byte.is_ascii_hexdigit()) {
            self.at += 2;
            self.skip_while(|byte| byte.is_ascii_hexdigit());
            return self.int(start, u64::from_str_radix(&self.text[start + 2..self.at], 16));
        }
        self.skip_while(|byte| byte.is_ascii_digit());
        let whole = self.at;
        if self.byte(0) == Some(b'.') && self.byte(1).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
            self.skip_while(|byte| byte.is_ascii_digit());
        }
        self.exponent();
        let digits = &self.text[start..self.at];
        if self.at == whole {
            return self.int(start, digits.parse());
        }
        match digits.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Token::Double(value)),
            _ => self.error(start, format!("expected a double, got {digits}")),
        }
    }

    fn exponent(&mut self) {
        if !matches!(self.byte(0), Some(b'e' | b'E')) {
            return;
        }
        let sign = usize::from(matches!(self.byte(1), Some(b'+' | b'-')));
        if self.byte(1 + sign).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1 + sign;
            self.skip_while(|byte| byte.is_ascii_digit());
        }
    }

    fn int(&mut self, start: usize, value: Result<u64, std::num::ParseIntError>) -> Result<Token<'s>, ConditionError> {
        if matches!(self.byte(0), Some(b'u' | b'U')) {
            return self.error(start, "expected an int, got an unsigned one");
        }
        match value {
            Ok(value) if value <= 1 << 63 => Ok(Token::Int(value)),
            _ => self.error(start, format!("expected an int of 64 bits, got {}", &self.text[start..self.at])),
        }
    }

    fn quoted(&mut self, raw: bool) -> Result<String, ConditionError> {
        let start = self.at;
        let one = &self.rest()[..1];
        let long = self.rest().starts_with(&one.repeat(3));
        let quote = if long { one.repeat(3) } else { one.to_string() };
        self.at += quote.len();
        let mut value = String::new();
        while !self.rest().starts_with(&quote) {
            match self.rest().chars().next() {
                None => return self.error(start, "expected text, got one that is not closed"),
                // what implementations make of line ends inside long text differs
                Some('\r') => return self.error(self.at, "expected text, got a carriage return in it"),
                Some('\n') if !long => return self.error(self.at, "expected text, got a line end in it"),
                Some('\\') if !raw => value.push(self.escaped()?),
                Some(character) => {
                    self.at += character.len_utf8();
                    value.push(character);
                }
            }
        }
        self.at += quote.len();
        Ok(value)
    }

    fn escaped(&mut self) -> Result<char, ConditionError> {
        let start = self.at;
        let (value, length) = match self.byte(1) {
            Some(b'a') => ('\u{07}', 2),
            Some(b'b') => ('\u{08}', 2),
            Some(b'f') => ('\u{0c}', 2),
            Some(b'n') => ('\n', 2),
            Some(b'r') => ('\r', 2),
            Some(b't') => ('\t', 2),
            Some(b'v') => ('\u{0b}', 2),
            Some(byte @ (b'\\' | b'?' | b'"' | b'\'' | b'`')) => (byte as char, 2),
            Some(b'x' | b'X') => (self.code_point(2, 2, 16)?, 4),
            Some(b'u') => (self.code_point(2, 4, 16)?, 6),
            Some(b'U') => (self.code_point(2, 8, 16)?, 10),
            Some(b'0'..=b'3') => (self.code_point(1, 3, 8)?, 4),
            _ => return self.error(start, "expected an escape such as \\n or \\u00e4, got another"),
        };
        self.at += length;
        Ok(value)
    }

    fn code_point(&self, from: usize, digits: usize, radix: u32) -> Result<char, ConditionError> {
        let text = self.rest().get(from..from + digits).filter(|text| text.chars().all(|digit| digit.is_digit(radix)));
        match text.and_then(|text| u32::from_str_radix(text, radix).ok()).and_then(char::from_u32) {
            Some(character) => Ok(character),
            None => self.error(self.at, format!("expected {digits} digits of a code point, got another escape")),
        }
    }
}
