//! Subset of CEL that a condition may use, checked token by token before it is parsed: docs/wire/rules-grammar.md. The publisher and every
//! engine make the same checks, so no engine meets a construct that the others accept and it lacks.
use super::depth::{Depth, MAX_DEPTH};
use super::scan::{Scanner, Token};
use super::ConditionError;

/// Maximum length of a condition in characters.
const MAX_CHARS: usize = 4096;
/// Magnitude that only the smallest int has.
const MIN_INT_MAGNITUDE: u64 = 1 << 63;
const METHODS: [&str; 4] = ["startsWith", "endsWith", "contains", "size"];
const CALL_FIELDS: [&str; 5] = ["call_id", "caller", "callee", "trunk", "started_at"];
/// Words that are not names.
const RESERVED: [&str; 21] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

type Checked = Result<(), ConditionError>;

pub(super) fn check(text: &str) -> Checked {
    let length = text.chars().count();
    if length == 0 || length > MAX_CHARS {
        return Err(ConditionError::new(format!("expected 1 to {MAX_CHARS} characters, got {length}")));
    }
    let mut grammar = Grammar { text, tokens: tokens(text)?, depth: Depth::default(), at: 0, after_value: false };
    grammar.run()?;
    let end = grammar.at;
    match std::mem::take(&mut grammar.depth).whole() {
        None => grammar.expected("a closing parenthesis", end),
        Some(depth) if depth > MAX_DEPTH => {
            Err(ConditionError::new(format!("expected operators and parentheses nested at most {MAX_DEPTH} deep, got {depth}")))
        }
        Some(_) => Ok(()),
    }
}

fn tokens(text: &str) -> Result<Vec<(Token<'_>, usize)>, ConditionError> {
    let mut scanner = Scanner::new(text)?;
    let mut tokens = Vec::new();
    loop {
        let token = scanner.token()?;
        let end = token.0 == Token::End;
        tokens.push(token);
        if end {
            return Ok(tokens);
        }
    }
}

struct Grammar<'s> {
    text: &'s str,
    tokens: Vec<(Token<'s>, usize)>,
    depth: Depth,
    at: usize,
    /// True if the token before ended a value, so that an operator may follow.
    after_value: bool,
}

impl<'s> Grammar<'s> {
    fn run(&mut self) -> Checked {
        loop {
            match self.token(0) {
                Token::End => break,
                Token::Word(word) => self.word(word)?,
                Token::Sign(sign) => self.sign(sign)?,
                Token::Int(MIN_INT_MAGNITUDE) if !self.is_signed() => return self.expected("an int of 64 bits", self.at),
                _ => {
                    self.value_may_begin()?;
                    self.after_value = true;
                }
            }
            self.at += 1;
        }
        match self.after_value {
            true => Ok(()),
            false => self.expected("a value", self.at),
        }
    }

    fn token(&self, ahead: usize) -> Token<'s> {
        self.tokens.get(self.at + ahead).map_or(Token::End, |(token, _)| token.clone())
    }

    fn before(&self, back: usize) -> Option<&Token<'s>> {
        self.at.checked_sub(back).map(|at| &self.tokens[at].0)
    }

    /// Returns whether the token before is a sign rather than a subtraction.
    fn is_signed(&self) -> bool {
        self.before(1) == Some(&Token::Sign("-")) && !self.before(2).is_some_and(ends_value)
    }

    fn value_may_begin(&self) -> Checked {
        match self.after_value {
            true => self.expected("an operator", self.at),
            false => Ok(()),
        }
    }

    fn value_has_ended(&self) -> Checked {
        match self.after_value {
            true => Ok(()),
            false => self.expected("a value", self.at),
        }
    }

    fn word(&mut self, word: &str) -> Checked {
        if word == "in" {
            return self.list();
        }
        self.value_may_begin()?;
        match word {
            "true" | "false" => self.after_value = true,
            "size" | "int" | "double" if self.token(1) == Token::Sign("(") => {}
            _ if self.token(1) == Token::Sign("(") => return self.expected("size, int or double", self.at),
            _ => {
                self.name(word)?;
                self.after_value = true;
            }
        }
        Ok(())
    }

    fn name(&mut self, view: &str) -> Checked {
        if RESERVED.contains(&view) || self.token(1) != Token::Sign(".") {
            return self.expected("view.feature", self.at);
        }
        let Token::Word(feature) = self.token(2) else {
            return self.expected("view.feature", self.at + 2);
        };
        if RESERVED.contains(&feature) || self.token(3) == Token::Sign("(") {
            return self.expected("view.feature", self.at + 2);
        }
        if view == "call" && !CALL_FIELDS.contains(&feature) {
            return self.expected("call_id, caller, callee, trunk or started_at of the call", self.at + 2);
        }
        self.at += 2;
        Ok(())
    }

    fn sign(&mut self, sign: &str) -> Checked {
        match sign {
            "." => return self.method(),
            "(" => {
                self.value_may_begin()?;
                self.depth.open();
            }
            ")" => {
                let empty_of_size = self.before(1) == Some(&Token::Sign("("))
                    && self.before(2) == Some(&Token::Word("size"))
                    && self.before(3) == Some(&Token::Sign("."));
                if !(self.after_value || empty_of_size) || !self.depth.close() {
                    return self.expected("a value", self.at);
                }
                self.after_value = true;
            }
            "-" => {
                if !self.after_value && matches!(self.token(1), Token::Sign("-" | "!")) {
                    return self.expected("a value after the sign", self.at + 1);
                }
                self.depth.operator();
                self.after_value = false;
            }
            "!" => {
                self.value_may_begin()?;
                if self.token(1) == Token::Sign("-") {
                    return self.expected("a bool after !", self.at + 1);
                }
                self.depth.operator();
            }
            "[" | "]" | "," => return self.expected("a list only after in, and no other value", self.at),
            _ => return self.operator(sign),
        }
        Ok(())
    }

    fn operator(&mut self, sign: &str) -> Checked {
        self.value_has_ended()?;
        match sign {
            "&&" => self.depth.and(),
            "||" => self.depth.or(),
            "?" | ":" => self.depth.choice(sign == "?"),
            _ => self.depth.operator(),
        }
        self.after_value = false;
        Ok(())
    }

    fn method(&mut self) -> Checked {
        self.value_has_ended()?;
        match self.before(1) {
            Some(Token::Text(_) | Token::Sign(")")) => {}
            Some(Token::Word(word)) if *word != "true" && *word != "false" => {}
            _ => return self.expected("an operator", self.at),
        }
        match self.token(1) {
            Token::Word(word) if METHODS.contains(&word) && self.token(2) == Token::Sign("(") => {}
            _ => return self.expected("startsWith(…), endsWith(…), contains(…) or size() after the dot", self.at + 1),
        }
        self.depth.operator();
        self.at += 1;
        self.after_value = false;
        Ok(())
    }

    /// Reads a list, from `in` to the closing bracket.
    fn list(&mut self) -> Checked {
        self.value_has_ended()?;
        self.depth.operator();
        self.at += 1;
        if self.token(0) != Token::Sign("[") {
            return self.expected("a list of literals after in", self.at);
        }
        self.at += 1;
        if self.token(0) == Token::Sign("]") {
            return Ok(());
        }
        let first = self.element()?;
        while self.token(0) == Token::Sign(",") {
            self.at += 1;
            if self.element()? != first {
                return self.expected("elements of one type in the list", self.at - 1);
            }
        }
        match self.token(0) == Token::Sign("]") {
            true => Ok(()),
            false => self.expected("a comma or the list's end", self.at),
        }
    }

    fn element(&mut self) -> Result<std::mem::Discriminant<Token<'s>>, ConditionError> {
        let negative = self.token(0) == Token::Sign("-");
        self.at += usize::from(negative);
        match self.token(0) {
            Token::Int(MIN_INT_MAGNITUDE) if !negative => self.expected("an int of 64 bits", self.at)?,
            Token::Int(_) | Token::Double(_) => {}
            Token::Text(_) if !negative => {}
            _ => self.expected("a number or a string in the list", self.at)?,
        }
        self.at += 1;
        Ok(std::mem::discriminant(&self.tokens[self.at - 1].0))
    }

    fn expected<T>(&self, what: &str, at: usize) -> Result<T, ConditionError> {
        let (token, start) = &self.tokens[at.min(self.tokens.len() - 1)];
        Err(ConditionError::at(self.text, *start, format!("expected {what}, got {}", token.shown())))
    }
}

fn ends_value(token: &Token) -> bool {
    match token {
        Token::Int(_) | Token::Double(_) | Token::Text(_) | Token::Sign(")" | "]") => true,
        Token::Word(word) => *word != "in",
        _ => false,
    }
}
