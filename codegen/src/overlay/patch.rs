//! A tree that is being changed, and where its parts stand.

use serde_json::Value;

use super::jsonpath::Step;
use crate::source::Origin;

/// A tree with the origin of each part; both are changed together.
#[derive(Debug)]
pub(super) struct Patch {
    pub(super) tree: Value,
    pub(super) origin: Origin,
}

/// Why a value cannot be put where it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misfit {
    /// What is there.
    pub(super) there: &'static str,
    /// What would have to come.
    pub(super) wanted: &'static str,
}

impl Patch {
    /// The value at `path`, and where it stands.
    pub(super) fn get(&self, path: &[Step]) -> Option<(&Value, Origin)> {
        let mut found = (&self.tree, self.origin.clone());
        for step in path {
            let (value, origin) = found;
            found = match step {
                Step::Key(key) => (value.get(key)?, origin.member(key)),
                Step::Index(index) => (value.get(index)?, origin.item(*index)),
            };
        }
        Some(found)
    }

    /// Merges into an object, appends to a list, replaces anything else. What is not there any more stays away.
    pub(super) fn update(&mut self, path: &[Step], update: &Value, from: &Origin) -> Result<(), Misfit> {
        let Some((value, origin)) = self.get_mut(path) else { return Ok(()) };
        match (&mut *value, update) {
            (Value::Object(_), Value::Object(_)) | (Value::Array(_), Value::Array(_)) => {
                merge(value, origin, update, from);
            }
            (Value::Array(list), update) => {
                let origins = origin.items(list);
                list.push(update.clone());
                origins.push(from.clone());
            }
            (Value::Object(_), _) => return Err(Misfit { there: "an object", wanted: "an object" }),
            (_, Value::Object(_) | Value::Array(_)) => {
                return Err(Misfit { there: "a single value", wanted: "a single value" });
            }
            (value, update) => {
                *value = update.clone();
                *origin = from.clone();
            }
        }
        Ok(())
    }

    /// Takes a node out of the object or list that it stands in; the root stands in none.
    pub(super) fn remove(&mut self, path: &[Step]) {
        let Some((last, above)) = path.split_last() else { return };
        match (last, self.get_mut(above)) {
            (Step::Key(key), Some((Value::Object(map), origin))) => {
                origin.members(map).shift_remove(key);
                map.shift_remove(key);
            }
            (Step::Index(index), Some((Value::Array(list), origin))) if *index < list.len() => {
                origin.items(list).remove(*index);
                list.remove(*index);
            }
            _ => {}
        }
    }

    fn get_mut(&mut self, path: &[Step]) -> Option<(&mut Value, &mut Origin)> {
        let mut found = (&mut self.tree, &mut self.origin);
        for step in path {
            found = match (step, found) {
                (Step::Key(key), (Value::Object(map), origin)) => {
                    let origin = origin.members(map).get_mut(key)?;
                    (map.get_mut(key)?, origin)
                }
                (Step::Index(index), (Value::Array(list), origin)) => {
                    let origin = origin.items(list).get_mut(*index)?;
                    (list.get_mut(*index)?, origin)
                }
                _ => return None,
            };
        }
        Some(found)
    }
}

/// Objects member by member, lists one behind the other; else the new value takes the place of the old one.
fn merge(value: &mut Value, origin: &mut Origin, update: &Value, from: &Origin) {
    match (value, update) {
        (Value::Object(map), Value::Object(new)) => {
            for (key, new) in new {
                let from = from.member(key);
                let origins = origin.members(map);
                match (map.get_mut(key), origins.get_mut(key)) {
                    (Some(value), Some(origin)) => merge(value, origin, new, &from),
                    _ => {
                        map.insert(key.clone(), new.clone());
                        origins.insert(key.clone(), from);
                    }
                }
            }
        }
        (Value::Array(list), Value::Array(new)) => {
            let origins = origin.items(list);
            origins.extend((0..new.len()).map(|index| from.item(index)));
            list.extend(new.iter().cloned());
        }
        (value, update) => {
            *value = update.clone();
            *origin = from.clone();
        }
    }
}
