//! "Did you mean": the name somebody probably wanted.

/// The candidate most like `name`, if one is like it.
pub(crate) fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // Long names are not misspelled names, and comparing them takes time.
    if name.len() > 64 {
        return None;
    }
    let allowed = (name.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name && candidate.len().abs_diff(name.len()) <= 2 * allowed)
        .map(|candidate| {
            let distance = if is_shuffled(name, candidate) { 1 } else { distance(name, candidate) };
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Whether two names have the same letters in another order, which counts as one mistake.
fn is_shuffled(left: &str, right: &str) -> bool {
    let sorted = |name: &str| {
        let mut chars: Vec<char> = name.to_lowercase().chars().collect();
        chars.sort_unstable();
        chars
    };
    left.len() == right.len() && sorted(left) == sorted(right)
}

/// How many characters have to be added, removed or replaced; case does not count.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.to_lowercase().chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (j, r) in right.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX);
            let best = (diagonal + usize::from(l != *r)).min(above + 1).min(before + 1);
            if let Some(cell) = row.get_mut(j) {
                *cell = before;
            }
            (diagonal, before) = (above, best);
        }
        if let Some(cell) = row.last_mut() {
            *cell = before;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("operationID", "operationId"), 0);
    }

    #[test]
    fn suggestions() {
        let fields = ["operationId", "parameters", "responses"];
        assert_eq!(closest("operationID", fields), Some("operationId"));
        assert_eq!(closest("response", fields), Some("responses"));
        assert_eq!(closest("tags", fields), None);
        assert_eq!(closest("nmae", ["name"]), Some("name"));
    }
}
