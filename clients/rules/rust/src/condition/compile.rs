//! Compiler from syntax to a program, with CEL's types. A type that is unknown here, because the names are open, is checked at evaluation.
use super::float32::narrow;
use super::names::Slots;
use super::operators::{Operation, Relation};
use super::parse::parse;
use super::program::{List, Node, Program, Span};
use super::syntax::Syntax;
use super::{ConditionError, Names, Type};
use std::sync::Arc;

type Compiled = Result<(Node, Option<Type>), ConditionError>;

/// Compiler of the conditions of one set into one program.
pub(crate) struct Compiler {
    program: Program,
    slots: Slots,
}

impl Compiler {
    pub(crate) fn new(names: &Names) -> Self {
        Compiler { program: Program::default(), slots: names.slots() }
    }

    /// Compiles a condition and returns its root node.
    pub(crate) fn condition(&mut self, text: &str) -> Result<Node, ConditionError> {
        let syntax = parse(text)?;
        self.of_type(&syntax, Type::Bool, "the condition")
    }

    /// Returns the program, and the name of each of its slots.
    pub(crate) fn finish(mut self) -> (Program, Arc<[Box<str>]>) {
        self.program.nodes.shrink_to_fit();
        self.program.text.shrink_to_fit();
        (self.program, self.slots.names())
    }

    fn node(&mut self, syntax: &Syntax) -> Compiled {
        Ok(match syntax {
            Syntax::Int(value) => (Node::Int(*value), Some(Type::Int)),
            Syntax::Double(value) => (Node::Double(*value), Some(Type::Double)),
            Syntax::Bool(value) => (Node::Bool(*value), Some(Type::Bool)),
            Syntax::Text(value) => (Node::Text(self.intern(value)?), Some(Type::Text)),
            Syntax::Name(name) => {
                let (slot, found) = self.slots.slot(name)?;
                (Node::Slot(slot), found)
            }
            Syntax::Not(operand) => {
                let node = self.of_type(operand, Type::Bool, "!")?;
                (Node::Not { at: self.lay(&[node])? }, Some(Type::Bool))
            }
            Syntax::All(parts) => {
                let (at, count) = self.parts(parts, "&&")?;
                (Node::All { at, count }, Some(Type::Bool))
            }
            Syntax::Any(parts) => {
                let (at, count) = self.parts(parts, "||")?;
                (Node::Any { at, count }, Some(Type::Bool))
            }
            Syntax::Negate(operand) => {
                let (node, found) = self.node(operand)?;
                one_of(&[Type::Int, Type::Double], found, "-")?;
                (Node::Negate { at: self.lay(&[node])? }, found)
            }
            Syntax::Compare(relation, operands) => (self.comparison(*relation, operands)?, Some(Type::Bool)),
            Syntax::Arithmetic(operation, operands) => self.arithmetic(*operation, operands)?,
            Syntax::In(operand, literals) => (self.membership(operand, literals)?, Some(Type::Bool)),
            Syntax::Choose(operands) => self.choice(operands)?,
            Syntax::Affix(affix, operands) => {
                let text = self.of_type(&operands[0], Type::Text, affix.word())?;
                let part = self.of_type(&operands[1], Type::Text, affix.word())?;
                let node = match (text, part) {
                    (Node::Slot(slot), Node::Text(part)) => Node::SlotAffix { affix: *affix, slot, part },
                    _ => Node::Affix { affix: *affix, at: self.lay(&[text, part])? },
                };
                (node, Some(Type::Bool))
            }
            Syntax::Size(operand) => {
                let node = self.of_type(operand, Type::Text, "size")?;
                (Node::Size { at: self.lay(&[node])? }, Some(Type::Int))
            }
            Syntax::ToInt(operand) => {
                let (node, found) = self.node(operand)?;
                one_of(&[Type::Int, Type::Double], found, "int")?;
                let whole = if found == Some(Type::Int) { node } else { Node::ToInt { from: found, at: self.lay(&[node])? } };
                (whole, Some(Type::Int))
            }
            Syntax::ToDouble(operand) => {
                let (node, found) = self.node(operand)?;
                one_of(&[Type::Int, Type::Double], found, "double")?;
                let double = if found == Some(Type::Double) { node } else { Node::ToDouble { from: found, at: self.lay(&[node])? } };
                (double, Some(Type::Double))
            }
        })
    }

    fn parts(&mut self, parts: &[Syntax], sign: &str) -> Result<(u32, u32), ConditionError> {
        let nodes = parts.iter().map(|part| self.of_type(part, Type::Bool, sign)).collect::<Result<Vec<_>, _>>()?;
        Ok((self.lay(&nodes)?, nodes.len() as u32))
    }

    fn comparison(&mut self, relation: Relation, operands: &[Syntax; 2]) -> Result<Node, ConditionError> {
        let (left, left_type) = self.node(&operands[0])?;
        let (right, right_type) = self.node(&operands[1])?;
        let found = same(left_type, right_type, relation.sign())?;
        if relation.is_order() {
            one_of(&[Type::Int, Type::Double, Type::Text], found, relation.sign())?;
        }
        Ok(match (left, right) {
            (Node::Slot(slot), Node::Int(right)) => Node::SlotInt { relation, slot, right },
            (Node::Slot(slot), Node::Double(right)) => slot_double(relation, slot, right),
            (Node::Slot(slot), Node::Text(right)) => Node::SlotText { relation, slot, right },
            (Node::Int(left), Node::Slot(slot)) => Node::SlotInt { relation: relation.mirrored(), slot, right: left },
            (Node::Double(left), Node::Slot(slot)) => slot_double(relation.mirrored(), slot, left),
            (Node::Text(left), Node::Slot(slot)) => Node::SlotText { relation: relation.mirrored(), slot, right: left },
            _ => match (found, self.lay(&[left, right])?) {
                (Some(of), at) => Node::Compare { relation, of, at },
                (None, at) => Node::CompareAny { relation, at },
            },
        })
    }

    fn arithmetic(&mut self, operation: Operation, operands: &[Syntax; 2]) -> Compiled {
        let (left, left_type) = self.node(&operands[0])?;
        let (right, right_type) = self.node(&operands[1])?;
        let found = same(left_type, right_type, operation.sign())?;
        let allowed: &[Type] = match operation {
            Operation::Add => &[Type::Int, Type::Double, Type::Text],
            Operation::Remainder => &[Type::Int],
            _ => &[Type::Int, Type::Double],
        };
        one_of(allowed, found, operation.sign())?;
        let known = found.or((operation == Operation::Remainder).then_some(Type::Int));
        Ok((Node::Arithmetic { operation, at: self.lay(&[left, right])? }, known))
    }

    fn choice(&mut self, operands: &[Syntax; 3]) -> Compiled {
        let condition = self.of_type(&operands[0], Type::Bool, "?:")?;
        let (then, then_type) = self.node(&operands[1])?;
        let (otherwise, otherwise_type) = self.node(&operands[2])?;
        let found = same(then_type, otherwise_type, "?:")?;
        Ok((Node::Choose { at: self.lay(&[condition, then, otherwise])? }, found))
    }

    fn membership(&mut self, operand: &Syntax, literals: &[Syntax]) -> Result<Node, ConditionError> {
        let (node, found) = self.node(operand)?;
        let (list, list_type) = list(literals)?;
        same(found, list_type, "in")?;
        let index = u32::try_from(self.program.lists.len()).map_err(|_| too_large())?;
        self.program.lists.push(list);
        Ok(Node::In { at: self.lay(&[node])?, list: index })
    }

    fn of_type(&mut self, syntax: &Syntax, wanted: Type, sign: &str) -> Result<Node, ConditionError> {
        let (node, found) = self.node(syntax)?;
        one_of(&[wanted], found, sign)?;
        Ok(node)
    }

    fn lay(&mut self, nodes: &[Node]) -> Result<u32, ConditionError> {
        let at = u32::try_from(self.program.nodes.len()).map_err(|_| too_large())?;
        self.program.nodes.extend_from_slice(nodes);
        Ok(at)
    }

    fn intern(&mut self, text: &str) -> Result<Span, ConditionError> {
        let start = u32::try_from(self.program.text.len()).map_err(|_| too_large())?;
        self.program.text.push_str(text);
        Ok(Span { start, length: text.len() as u32 })
    }
}

fn slot_double(relation: Relation, slot: u32, right: f64) -> Node {
    match narrow(right) == right {
        true => Node::SlotDouble { relation, slot, right },
        false => Node::SlotFraction { relation, slot, right },
    }
}

fn too_large() -> ConditionError {
    ConditionError::new("expected a set of up to 2^32 values and bytes of text, got more")
}

fn one_of(allowed: &[Type], found: Option<Type>, sign: &str) -> Result<(), ConditionError> {
    match found {
        Some(found) if !allowed.contains(&found) => {
            let allowed: Vec<_> = allowed.iter().map(|allowed| allowed.word()).collect();
            Err(ConditionError::new(format!("{sign}: expected {}, got {}", allowed.join(" or "), found.word())))
        }
        _ => Ok(()),
    }
}

fn same(left: Option<Type>, right: Option<Type>, sign: &str) -> Result<Option<Type>, ConditionError> {
    match (left, right) {
        (Some(left), Some(right)) if left != right => {
            Err(ConditionError::new(format!("{sign}: expected operands of one type, got {} and {}", left.word(), right.word())))
        }
        _ => Ok(left.or(right)),
    }
}

fn list(literals: &[Syntax]) -> Result<(List, Option<Type>), ConditionError> {
    let (mut ints, mut doubles, mut texts) = (Vec::new(), Vec::new(), Vec::<Box<str>>::new());
    for literal in literals {
        match literal {
            Syntax::Int(value) => ints.push(*value),
            Syntax::Double(value) => doubles.push(*value),
            Syntax::Text(value) => texts.push(value.as_str().into()),
            Syntax::Bool(_) => return Err(ConditionError::new("in: expected ints, doubles or strings, got a bool")),
            _ => return Err(ConditionError::new("in: expected a list of literals, got another value in it")),
        }
    }
    ints.sort_unstable();
    texts.sort_unstable();
    match literals.len() {
        0 => Ok((List::Empty, None)),
        count if count == ints.len() => Ok((List::Ints(ints.into()), Some(Type::Int))),
        count if count == doubles.len() => Ok((List::Doubles(doubles.into()), Some(Type::Double))),
        count if count == texts.len() => Ok((List::Texts(texts.into()), Some(Type::Text))),
        _ => Err(ConditionError::new("in: expected literals of one type, got several")),
    }
}
