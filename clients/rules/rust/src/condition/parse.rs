//! Parser from text to syntax, by CEL's grammar. `grammar` bounds the depth, so no condition exhausts the stack.
use super::operators::{Affix, Operation, Relation};
use super::scan::{Scanner, Token};
use super::syntax::Syntax;
use super::{grammar, ConditionError};

type Parsed = Result<Syntax, ConditionError>;

pub(super) fn parse(text: &str) -> Parsed {
    grammar::check(text)?;
    let mut scanner = Scanner::new(text)?;
    let (token, start) = scanner.token()?;
    let mut parser = Parser { text, scanner, token, start };
    let condition = parser.expression()?;
    match parser.token {
        Token::End => Ok(condition),
        _ => parser.expected("the end"),
    }
}

struct Parser<'s> {
    text: &'s str,
    scanner: Scanner<'s>,
    token: Token<'s>,
    start: usize,
}

#[derive(Clone, Copy)]
enum Operator {
    Any,
    All,
    In,
    Compare(Relation),
    Arithmetic(Operation),
}

impl<'s> Parser<'s> {
    fn advance(&mut self) -> Result<Token<'s>, ConditionError> {
        let (token, start) = self.scanner.token()?;
        self.start = start;
        Ok(std::mem::replace(&mut self.token, token))
    }

    fn expected<T>(&self, what: &str) -> Result<T, ConditionError> {
        Err(ConditionError::at(self.text, self.start, format!("expected {what}, got {}", self.token.shown())))
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.token, Token::Sign(found) if found == sign)
    }

    fn take(&mut self, sign: &'static str) -> Result<(), ConditionError> {
        if !self.is(sign) {
            return self.expected(sign);
        }
        self.advance().map(drop)
    }

    /// Parses `a ? b : c`, where `b` may be a choice only in parentheses.
    fn expression(&mut self) -> Parsed {
        let condition = self.operation(1)?;
        if !self.is("?") {
            return Ok(condition);
        }
        self.advance()?;
        let then = self.operation(1)?;
        self.take(":")?;
        let otherwise = self.expression()?;
        Ok(Syntax::Choose(Box::new([condition, then, otherwise])))
    }

    fn operation(&mut self, min_precedence: u8) -> Parsed {
        let mut left = self.unary()?;
        while let Some((operator, binding)) = self.operator().filter(|(_, binding)| *binding >= min_precedence) {
            self.advance()?;
            if let Operator::In = operator {
                left = Syntax::In(Box::new(left), self.literals()?);
                continue;
            }
            let right = self.operation(binding + 1)?;
            left = match operator {
                Operator::Any => Syntax::any(left, right),
                Operator::All => Syntax::all(left, right),
                Operator::Compare(relation) => Syntax::Compare(relation, Box::new([left, right])),
                Operator::Arithmetic(operation) => Syntax::Arithmetic(operation, Box::new([left, right])),
                Operator::In => unreachable!("handled above"),
            };
        }
        Ok(left)
    }

    /// Returns the operator at this position, and its precedence.
    fn operator(&self) -> Option<(Operator, u8)> {
        let sign = match self.token {
            Token::Sign(sign) => sign,
            Token::Word("in") => return Some((Operator::In, 3)),
            _ => return None,
        };
        Some(match sign {
            "||" => (Operator::Any, 1),
            "&&" => (Operator::All, 2),
            "==" => (Operator::Compare(Relation::EQUAL), 3),
            "!=" => (Operator::Compare(Relation::NOT_EQUAL), 3),
            "<" => (Operator::Compare(Relation::LESS), 3),
            "<=" => (Operator::Compare(Relation::LESS_OR_EQUAL), 3),
            ">" => (Operator::Compare(Relation::GREATER), 3),
            ">=" => (Operator::Compare(Relation::GREATER_OR_EQUAL), 3),
            "+" => (Operator::Arithmetic(Operation::Add), 4),
            "-" => (Operator::Arithmetic(Operation::Subtract), 4),
            "*" => (Operator::Arithmetic(Operation::Multiply), 5),
            "/" => (Operator::Arithmetic(Operation::Divide), 5),
            "%" => (Operator::Arithmetic(Operation::Remainder), 5),
            _ => return None,
        })
    }

    fn unary(&mut self) -> Parsed {
        let sign = if self.is("!") { "!" } else { "-" };
        let mut signs = 0;
        while self.is(sign) {
            self.advance()?;
            signs += 1;
        }
        if sign == "-" && signs == 1 && matches!(self.token, Token::Int(_) | Token::Double(_)) {
            // the sign belongs to the number: -9223372036854775808 has no positive counterpart
            return self.number(true);
        }
        let member = self.member()?;
        // pairs of operators cancel out, as in CEL's own parsers
        Ok(match signs % 2 {
            0 => member,
            _ if sign == "!" => Syntax::Not(Box::new(member)),
            _ => Syntax::Negate(Box::new(member)),
        })
    }

    fn number(&mut self, negative: bool) -> Parsed {
        let start = self.start;
        Ok(match self.advance()? {
            Token::Double(value) => Syntax::Double(if negative { -value } else { value }),
            Token::Int(value) if negative => Syntax::Int((value as i64).wrapping_neg()),
            Token::Int(value) if value <= i64::MAX as u64 => Syntax::Int(value as i64),
            token => return Err(ConditionError::at(self.text, start, format!("expected an int of 64 bits, got {}", token.shown()))),
        })
    }

    fn member(&mut self) -> Parsed {
        let mut member = self.primary()?;
        while self.is(".") {
            self.advance()?;
            let start = self.start;
            let Token::Word(word) = self.advance()? else {
                return Err(ConditionError::at(self.text, start, "expected startsWith, endsWith, contains or size after the dot"));
            };
            if !self.is("(") {
                return Err(ConditionError::at(self.text, start, format!("expected view.feature, got a further .{word}")));
            }
            member = self.method(member, word, start)?;
        }
        match self.is("[") || self.is("{") {
            true => self.expected("an operator"),
            false => Ok(member),
        }
    }

    fn method(&mut self, on: Syntax, word: &str, start: usize) -> Parsed {
        self.take("(")?;
        let affix = match word {
            "startsWith" => Affix::StartsWith,
            "endsWith" => Affix::EndsWith,
            "contains" => Affix::Contains,
            "size" => {
                self.take(")")?;
                return Ok(Syntax::Size(Box::new(on)));
            }
            _ => return Err(ConditionError::at(self.text, start, format!("expected startsWith, endsWith, contains or size, got {word}"))),
        };
        let part = self.expression()?;
        self.take(")")?;
        Ok(Syntax::Affix(affix, Box::new([on, part])))
    }

    fn primary(&mut self) -> Parsed {
        match self.token {
            Token::Int(_) | Token::Double(_) => self.number(false),
            Token::Text(_) | Token::Word("true" | "false") => self.literal(),
            Token::Word(_) => self.word(),
            Token::Sign("(") => {
                self.advance()?;
                let inner = self.expression()?;
                self.take(")")?;
                Ok(inner)
            }
            Token::Sign("[") => self.expected("a list only after in, and no other value"),
            _ => self.expected("a value"),
        }
    }

    /// Parses a name or a function call.
    fn word(&mut self) -> Parsed {
        let start = self.start;
        let word = match self.advance()? {
            Token::Word(word) => word,
            _ => return self.expected("a name"),
        };
        if self.is("(") {
            return self.function(word, start);
        }
        if !self.is(".") {
            return Err(ConditionError::at(self.text, start, format!("expected view.feature, got {word}")));
        }
        self.advance()?;
        let feature_start = self.start;
        match self.advance()? {
            Token::Word(feature) if !self.is("(") && !["in", "true", "false", "null"].contains(&feature) => {
                Ok(Syntax::Name(format!("{word}.{feature}")))
            }
            token => Err(ConditionError::at(self.text, feature_start, format!("expected a feature of {word}, got {}", token.shown()))),
        }
    }

    fn function(&mut self, word: &str, start: usize) -> Parsed {
        let call = match word {
            "size" => Syntax::Size,
            "int" => Syntax::ToInt,
            "double" => Syntax::ToDouble,
            _ => return Err(ConditionError::at(self.text, start, format!("expected size, int or double, got the function {word}"))),
        };
        self.take("(")?;
        let argument = self.expression()?;
        self.take(")")?;
        Ok(call(Box::new(argument)))
    }

    fn literals(&mut self) -> Result<Vec<Syntax>, ConditionError> {
        if !self.is("[") {
            return self.expected("a list of literals after in");
        }
        self.advance()?;
        let mut literals = Vec::new();
        while !self.is("]") {
            literals.push(self.literal()?);
            if !self.is("]") {
                self.take(",")?;
            }
        }
        self.advance()?;
        Ok(literals)
    }

    fn literal(&mut self) -> Parsed {
        let negative = self.is("-");
        if negative {
            self.advance()?;
        }
        match self.token {
            Token::Int(_) | Token::Double(_) => self.number(negative),
            Token::Text(_) | Token::Word("true" | "false") if !negative => Ok(match self.advance()? {
                Token::Text(text) => Syntax::Text(text),
                token => Syntax::Bool(token == Token::Word("true")),
            }),
            _ => self.expected("a literal"),
        }
    }
}
