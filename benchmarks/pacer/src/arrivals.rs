//! Times at which requests are due.

/// Poisson arrivals: the same seed gives the same times.
pub struct Arrivals {
    mean_gap: f64,
    next: f64,
    state: u64,
}

impl Arrivals {
    pub fn new(per_second: f64, seed: u64) -> Self {
        let mut arrivals = Arrivals { mean_gap: 1e9 / per_second, next: 0.0, state: seed };
        arrivals.step();
        arrivals
    }

    /// Returns the next arrival in nanoseconds after the start.
    pub fn peek(&self) -> u64 {
        self.next as u64
    }

    pub fn step(&mut self) {
        self.next -= self.mean_gap * (1.0 - self.uniform()).ln();
    }

    /// Returns a number in [0, 1), by SplitMix64.
    fn uniform(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_have_the_mean_and_the_spread_of_a_poisson_process() {
        let mut arrivals = Arrivals::new(1000.0, 7);
        let mut gaps = Vec::new();
        for _ in 0..200_000 {
            let before = arrivals.peek();
            arrivals.step();
            gaps.push((arrivals.peek() - before) as f64 / 1e6);
        }
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64;
        assert!((mean - 1.0).abs() < 0.02, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.05, "variance {variance}");
    }

    #[test]
    fn a_seed_gives_the_same_arrivals() {
        let times = || {
            let mut arrivals = Arrivals::new(10.0, 1);
            (0..10)
                .map(|_| {
                    arrivals.step();
                    arrivals.peek()
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(times(), times());
    }
}
