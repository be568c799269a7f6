//! The types of the goldens. Written by the test `the_table_has_every_type`.

use super::Case;

pub(super) const CASES: &[Case] = &[];
