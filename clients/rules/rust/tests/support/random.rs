//! Random well-typed conditions.
#![allow(dead_code)]
use fastrand::Rng;

pub fn condition(random: &mut Rng) -> String {
    bool(random, 4)
}

/// Returns a condition with a few characters inserted, removed or changed.
pub fn spoilt(random: &mut Rng) -> String {
    let mut characters: Vec<char> = bool(random, 3).chars().collect();
    for _ in 0..random.usize(1..4) {
        let at = random.usize(..=characters.len());
        let extra = pick(
            random,
            &[
                "!", "-", "(", ")", "[", "]", "'", "\"", "\\", ".", ",", "?", ":", "&&", "||", "in", " ", "\n", "0", "x", "r", "b", "u",
                "1e", "ä", "a.b",
            ],
        );
        match random.usize(..3) {
            0 if at < characters.len() => drop(characters.remove(at)),
            1 if at < characters.len() => drop(characters.splice(at..=at, extra.chars())),
            _ => drop(characters.splice(at..at, extra.chars())),
        }
    }
    characters.into_iter().collect()
}

fn pick<'t>(random: &mut Rng, texts: &[&'t str]) -> &'t str {
    texts[random.usize(..texts.len())]
}

fn bool(random: &mut Rng, depth: usize) -> String {
    if depth == 0 {
        return pick(random, &["a.b", "a.c", "true", "false"]).to_string();
    }
    let deeper = depth - 1;
    match random.usize(..12) {
        0 | 1 => format!("{} && {}", bool(random, deeper), bool(random, deeper)),
        2 | 3 => format!("({} || {})", bool(random, deeper), bool(random, deeper)),
        4 => format!("!({})", bool(random, deeper)),
        5 => format!("({} ? {} : {})", bool(random, deeper), bool(random, deeper), bool(random, deeper)),
        6 | 7 => format!("{} {} {}", int(random, deeper), relation(random), int(random, deeper)),
        8 => format!("{} {} {}", double(random, deeper), relation(random), double(random, deeper)),
        9 => format!("{} {} {}", text(random, deeper), relation(random), text(random, deeper)),
        10 => format!("{}.{}({})", text(random, deeper), pick(random, &["startsWith", "endsWith", "contains"]), text(random, deeper)),
        _ => membership(random, deeper),
    }
}

fn relation(random: &mut Rng) -> &'static str {
    pick(random, &["==", "!=", "<", "<=", ">", ">="])
}

fn membership(random: &mut Rng, depth: usize) -> String {
    match random.usize(..2) {
        0 => format!("{} in [0, 1, -7, 60]", int(random, depth)),
        _ => format!("{} in ['a', \"trunk-07\", '']", text(random, depth)),
    }
}

fn int(random: &mut Rng, depth: usize) -> String {
    if depth == 0 {
        return pick(random, &["a.i", "a.j", "0", "1", "-1", "60", "9223372036854775807", "16"]).to_string();
    }
    let deeper = depth - 1;
    match random.usize(..8) {
        0..=2 => int(random, 0),
        3 => format!("({} {} {})", int(random, deeper), pick(random, &["+", "-", "*"]), int(random, deeper)),
        4 => format!("({} {} {})", int(random, deeper), pick(random, &["/", "%"]), int(random, deeper)),
        5 => format!("size({})", text(random, deeper)),
        6 => format!("-({})", int(random, deeper)),
        _ => format!("int({})", double(random, deeper)),
    }
}

fn double(random: &mut Rng, depth: usize) -> String {
    if depth == 0 {
        return pick(random, &["a.d", "a.e", "0.5", "-1.5", "60.0", "1e3"]).to_string();
    }
    let deeper = depth - 1;
    match random.usize(..6) {
        0..=2 => double(random, 0),
        3 => match random.bool() {
            true => format!("({} {} {})", double(random, deeper), pick(random, &["+", "-", "*"]), double(random, deeper)),
            false => format!("({} / {})", double(random, deeper), pick(random, &["0.5", "-1.5", "60.0"])),
        },
        4 => format!("double({})", int(random, deeper)),
        _ => format!("-({})", double(random, deeper)),
    }
}

fn text(random: &mut Rng, depth: usize) -> String {
    match random.usize(..if depth == 0 { 5 } else { 7 }) {
        0 | 1 => "call.caller".into(),
        2 => "call.trunk".into(),
        3 => pick(random, &["'+1'", "\"a\"", "'ä'", "''"]).into(),
        4 => pick(random, &["'trunk-07'", "'\\u00e4'", "'a'", "\"b\""]).into(),
        5 => format!("({} + {})", text(random, depth - 1), text(random, depth - 1)),
        _ => format!("({} ? {} : {})", bool(random, depth - 1), text(random, depth - 1), text(random, depth - 1)),
    }
}
