//! Scanner of conditions: the lexical half of docs/wire/rules-grammar.md, which every engine implements alike.
use super::ConditionError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'s> {
    /// Integer up to 2^63: the sign is a separate token.
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

const SIGNS: [&str; 22] =
    ["&&", "||", "==", "!=", "<=", ">=", "!", "<", ">", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")", "[", "]"];

pub(super) struct Scanner<'s> {
    text: &'s str,
    at: usize,
}

impl<'s> Scanner<'s> {
    pub(super) fn new(text: &'s str) -> Result<Self, ConditionError> {
        match text.char_indices().find(|(_, character)| character.is_control() && !"\t\n\r".contains(*character)) {
            Some((at, control)) => Err(ConditionError::at(
                text,
                at,
                format!("expected no control characters but tabs and line ends, got U+{:04X}", u32::from(control)),
            )),
            None => Ok(Scanner { text, at: 0 }),
        }
    }

    /// Returns the next token and its offset.
    pub(super) fn token(&mut self) -> Result<(Token<'s>, usize), ConditionError> {
        self.skip_blanks();
        let start = self.at;
        let token = match self.byte(0) {
            None => Token::End,
            Some(b'0'..=b'9') => self.number()?,
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => self.word()?,
            Some(b'\'' | b'"') => Token::Text(self.quoted()?),
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
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
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
        match self.byte(0) {
            Some(b'\'' | b'"') => self.error(start, "expected a string without a prefix, got one with it"),
            _ => Ok(Token::Word(&self.text[start..self.at])),
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
        self.skip_while(|byte| byte.is_ascii_digit());
        let whole = self.at;
        let leading_zero = self.text[start..whole].starts_with('0') && whole > start + 1;
        if self.byte(0) == Some(b'.') && self.byte(1).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
            self.skip_while(|byte| byte.is_ascii_digit());
        }
        self.exponent();
        let digits = &self.text[start..self.at];
        if leading_zero || self.byte(0).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.') {
            return self.error(start, format!("expected a number such as 12, 0.5 or 1e6, got {digits} and more"));
        }
        if self.at == whole {
            return match digits.parse() {
                Ok(value) if value <= 1 << 63 => Ok(Token::Int(value)),
                _ => self.error(start, format!("expected an int of 64 bits, got {digits}")),
            };
        }
        let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
        match digits.parse::<f64>() {
            Ok(value) if value.is_finite() && (value != 0.0 || !mantissa.contains(|digit: char| ('1'..='9').contains(&digit))) => {
                Ok(Token::Double(value))
            }
            _ => self.error(start, format!("expected a double between 5e-324 and 1.7976931348623157e308, got {digits}")),
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

    fn quoted(&mut self) -> Result<String, ConditionError> {
        let start = self.at;
        let quote = self.rest().chars().next().unwrap_or_default();
        self.at += 1;
        if self.rest().chars().take_while(|character| *character == quote).count() >= 2 {
            return self.error(start, "expected a string between single quotation marks, got one between triple marks");
        }
        let mut value = String::new();
        loop {
            match self.rest().chars().next() {
                Some(character) if character == quote => break,
                None | Some('\n' | '\r') => return self.error(start, "expected a string that ends on its line, got a line end or the end"),
                Some('\\') => value.push(self.escaped()?),
                Some(character) => {
                    self.at += character.len_utf8();
                    value.push(character);
                }
            }
        }
        self.at += 1;
        Ok(value)
    }

    fn escaped(&mut self) -> Result<char, ConditionError> {
        let start = self.at;
        let (value, length) = match self.byte(1) {
            Some(b'n') => ('\n', 2),
            Some(b'r') => ('\r', 2),
            Some(b't') => ('\t', 2),
            Some(byte @ (b'\\' | b'"' | b'\'')) => (byte as char, 2),
            Some(b'u') => (self.code_point(4)?, 6),
            Some(b'U') => (self.code_point(8)?, 10),
            _ => return self.error(start, r#"expected an escape of \\ \' \" \n \r \t \u or \U, got another"#),
        };
        self.at += length;
        Ok(value)
    }

    fn code_point(&self, digits: usize) -> Result<char, ConditionError> {
        let text = self.rest().get(2..2 + digits).filter(|text| text.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match text.and_then(|text| u32::from_str_radix(text, 16).ok()).and_then(char::from_u32) {
            Some(character) if character != '\0' => Ok(character),
            _ => {
                self.error(self.at, format!("expected {digits} digits of a code point from 1 to 10FFFF, no surrogate, got another escape"))
            }
        }
    }
}
