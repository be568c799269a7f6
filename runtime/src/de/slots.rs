//! What the values of fields are read into.
//!
//! Emitted code names the fields of a record in a tuple of slots, and all the rest is here: a loop with an arm and a
//! `?` per field in each record took the compiler a quarter of the time that it needs for a large client.

use serde::Deserialize;
use serde::de::{Error as _, MapAccess};

use super::record::Fields;
use super::spelling::{ReadAs, TextOrNumber, Whole};
use crate::Maybe;

/// What the value of one field is read into, and what has come of it at the end.
pub trait Slot<'de>: Sized {
    /// While the record is read.
    type State;
    /// Before the field was met.
    const EMPTY: Self::State;
    /// Reads the value of the field.
    ///
    /// # Errors
    /// It is of another type.
    fn read<A: MapAccess<'de>>(state: &mut Self::State, fields: &mut Fields<'de, A>) -> Result<(), A::Error>;
    /// What was read.
    ///
    /// # Errors
    /// Nothing, although the field has to be there.
    fn finish<A: MapAccess<'de>>(state: Self::State, name: &'static str) -> Result<Self, A::Error>;
}

/// All fields of a record, in its order.
pub trait Slots<'de>: Sized {
    /// While the record is read.
    type State;
    /// How many they are.
    const COUNT: usize;
    /// Before any field was met.
    const EMPTY: Self::State;
    /// Reads the value of the field at `index`.
    ///
    /// # Errors
    /// It is of another type.
    fn read<A: MapAccess<'de>>(
        state: &mut Self::State,
        index: usize,
        fields: &mut Fields<'de, A>,
    ) -> Result<(), A::Error>;
    /// What was read.
    ///
    /// # Errors
    /// A field was not there that has to be.
    fn finish<A: MapAccess<'de>>(state: Self::State, names: &[&'static str]) -> Result<Self, A::Error>;
}

macro_rules! optional {
    ($($place:ident = $empty:path),*) => {$(
        impl<'de, T: Deserialize<'de>> Slot<'de> for $place<T> {
            type State = Self;
            const EMPTY: Self = $empty;

            fn read<A: MapAccess<'de>>(state: &mut Self, fields: &mut Fields<'de, A>) -> Result<(), A::Error> {
                fields.set(state)
            }

            fn finish<A: MapAccess<'de>>(state: Self, _: &'static str) -> Result<Self, A::Error> {
                Ok(state)
            }
        }
    )*};
}

optional!(Option = None, Maybe = Maybe::Absent);

/// A place that is empty as long as its field was not met.
pub trait Place {
    /// The empty place.
    const EMPTY: Self;
}

impl<T> Place for Option<T> {
    const EMPTY: Self = None;
}

impl<T> Place for Maybe<T> {
    const EMPTY: Self = Maybe::Absent;
}

macro_rules! spelled {
    ($($(#[$docs:meta])* $name:ident: $bound:path, $set:ident;)*) => {$(
        $(#[$docs])*
        #[derive(Debug)]
        pub struct $name<P>(pub P);

        impl<'de, P: Place + $bound> Slot<'de> for $name<P> {
            type State = P;
            const EMPTY: P = P::EMPTY;

            fn read<A: MapAccess<'de>>(state: &mut P, fields: &mut Fields<'de, A>) -> Result<(), A::Error> {
                fields.$set(state)
            }

            fn finish<A: MapAccess<'de>>(state: P, _: &'static str) -> Result<Self, A::Error> {
                Ok(Self(state))
            }
        }
    )*};
}

spelled! {
    /// A field that may be absent or null; whole numbers may end in `.0`.
    MayWhole: ReadAs<Whole>, set_whole;
    /// A field that may be absent or null; numbers and booleans may be text.
    MayText: ReadAs<TextOrNumber>, set_text_or_number;
}

macro_rules! needed {
    ($($(#[$docs:meta])* $name:ident: $bound:path, $fill:ident;)*) => {$(
        $(#[$docs])*
        #[derive(Debug)]
        pub struct $name<T>(pub T);

        impl<'de, T: $bound> Slot<'de> for $name<T> {
            type State = Option<T>;
            const EMPTY: Option<T> = None;

            fn read<A: MapAccess<'de>>(state: &mut Option<T>, fields: &mut Fields<'de, A>) -> Result<(), A::Error> {
                fields.$fill(state)
            }

            fn finish<A: MapAccess<'de>>(state: Option<T>, name: &'static str) -> Result<Self, A::Error> {
                state.map(Self).ok_or_else(|| A::Error::missing_field(name))
            }
        }
    )*};
}

needed! {
    /// A field that has to be there.
    Need: Deserialize<'de>, fill;
    /// A field that has to be there; whole numbers may end in `.0`.
    NeedWhole: ReadAs<Whole>, fill_whole;
    /// A field that has to be there; numbers and booleans may be text.
    NeedText: ReadAs<TextOrNumber>, fill_text_or_number;
}

/// More fields than one tuple has room for.
#[derive(Debug)]
pub struct More<X, Y>(pub X, pub Y);

impl<'de, X: Slots<'de>, Y: Slots<'de>> Slots<'de> for More<X, Y> {
    type State = (X::State, Y::State);
    const COUNT: usize = X::COUNT + Y::COUNT;
    const EMPTY: Self::State = (X::EMPTY, Y::EMPTY);

    fn read<A: MapAccess<'de>>(
        state: &mut Self::State,
        index: usize,
        fields: &mut Fields<'de, A>,
    ) -> Result<(), A::Error> {
        match index.checked_sub(X::COUNT) {
            None => X::read(&mut state.0, index, fields),
            Some(index) => Y::read(&mut state.1, index, fields),
        }
    }

    fn finish<A: MapAccess<'de>>(state: Self::State, names: &[&'static str]) -> Result<Self, A::Error> {
        let (first, rest) = names.split_at_checked(X::COUNT).unwrap_or((names, &[]));
        Ok(Self(X::finish::<A>(state.0, first)?, Y::finish::<A>(state.1, rest)?))
    }
}

macro_rules! tuples {
    ($($count:literal: $($T:ident $index:tt),*;)*) => {$(
        #[allow(unused_variables, reason = "not in the empty tuple")]
        impl<'de, $($T: Slot<'de>),*> Slots<'de> for ($($T,)*) {
            type State = ($($T::State,)*);
            const COUNT: usize = $count;
            const EMPTY: Self::State = ($($T::EMPTY,)*);

            fn read<A: MapAccess<'de>>(
                state: &mut Self::State,
                index: usize,
                fields: &mut Fields<'de, A>,
            ) -> Result<(), A::Error> {
                match index {
                    $($index => $T::read(&mut state.$index, fields),)*
                    _ => fields.skip(),
                }
            }

            fn finish<A: MapAccess<'de>>(state: Self::State, names: &[&'static str]) -> Result<Self, A::Error> {
                let name = |index: usize| names.get(index).copied().unwrap_or_default();
                Ok(($($T::finish::<A>(state.$index, name($index))?,)*))
            }
        }
    )*};
}

tuples! {
    0: ;
    1: T0 0;
    2: T0 0, T1 1;
    3: T0 0, T1 1, T2 2;
    4: T0 0, T1 1, T2 2, T3 3;
    5: T0 0, T1 1, T2 2, T3 3, T4 4;
    6: T0 0, T1 1, T2 2, T3 3, T4 4, T5 5;
    7: T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6;
    8: T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7;
}
