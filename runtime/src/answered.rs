//! Calls that are answered with JSON of another type than the usual one.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::de::{OfWhole, OrText};
use crate::untyped::success_or_failure;
use crate::{Call, Decoded, Operation, OperationInfo, Reply};

/// An operation whose success is JSON of the type `T`, asked for by a method of its calls; failures are the same.
///
/// `R` is how `T` is read.
#[derive(Debug)]
pub struct AnsweredAs<O, T, R = T>(PhantomData<fn() -> (O, T, R)>);

/// Read as something that holds a `T`, or is one.
pub trait Holds<T> {
    /// The value.
    fn held(self) -> T;
}

impl<T> Holds<T> for T {
    fn held(self) -> T {
        self
    }
}

impl<T> Holds<T> for OfWhole<T> {
    fn held(self) -> T {
        self.0
    }
}

impl<T> Holds<T> for OrText<T> {
    fn held(self) -> T {
        self.0
    }
}

impl<O, T, R> Operation for AnsweredAs<O, T, R>
where
    O: Operation,
    T: Send + 'static,
    R: DeserializeOwned + Holds<T> + 'static,
{
    type Output = T;
    type Error = O::Error;
    const INFO: &'static OperationInfo = O::INFO;

    fn decode(reply: &Reply) -> Decoded<T, O::Error> {
        success_or_failure::<O, T>(reply, |reply| reply.json::<R>().map(Holds::held))
    }
}

impl<'a, O: Operation> Call<'a, O> {
    /// Asks for JSON of another type, known as `media_type`: for emitted code, which names the type.
    pub fn answered_as<T, R>(self, media_type: &'static str) -> Call<'a, AnsweredAs<O, T, R>>
    where
        T: Send + 'static,
        R: DeserializeOwned + Holds<T> + 'static,
    {
        self.with_header("accept", media_type).retyped()
    }
}
