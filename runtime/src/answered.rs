//! Calls that are answered with JSON of another type than the usual one.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::de::{OfWhole, OrText, ReadAs, TextOrNumber, Whole};
use crate::{Call, DecodeError, Decoded, Operation, OperationInfo, Reply};

/// An operation whose success is JSON of the type `T`, asked for by a method of its calls; failures are the same.
///
/// `S` is how numbers in it may be spelled.
#[derive(Debug)]
pub struct AnsweredAs<O, T, S = Plain>(PhantomData<fn() -> O>, PhantomData<fn() -> T>, PhantomData<fn() -> S>);

/// As Rust's types read it.
#[derive(Debug)]
pub enum Plain {}

/// Reads a `T` that may be spelled in this way.
pub trait ReadAnswer<T> {
    /// Reads JSON.
    ///
    /// # Errors
    /// The body is not JSON, or not the JSON that `T` is made of.
    fn read(reply: &Reply) -> Result<T, DecodeError>;
}

impl<T: DeserializeOwned> ReadAnswer<T> for Plain {
    fn read(reply: &Reply) -> Result<T, DecodeError> {
        reply.json()
    }
}

impl<T: ReadAs<Whole>> ReadAnswer<T> for Whole {
    fn read(reply: &Reply) -> Result<T, DecodeError> {
        reply.json::<OfWhole<T>>().map(|read| read.0)
    }
}

impl<T: ReadAs<TextOrNumber>> ReadAnswer<T> for TextOrNumber {
    fn read(reply: &Reply) -> Result<T, DecodeError> {
        reply.json::<OrText<T>>().map(|read| read.0)
    }
}

impl<O: Operation, T: Send + 'static, S: ReadAnswer<T> + 'static> Operation for AnsweredAs<O, T, S> {
    type Output = T;
    type Error = O::Error;
    const INFO: &'static OperationInfo = O::INFO;

    fn decode(reply: &Reply) -> Decoded<T, O::Error> {
        reply.answer(S::read)
    }
}

impl<'a, O: Operation> Call<'a, O> {
    /// Asks for JSON of another type, known as `media_type`: for emitted code, which names the type.
    pub fn answered_as<T, S>(self, media_type: &'static str) -> Call<'a, AnsweredAs<O, T, S>>
    where
        T: Send + 'static,
        S: ReadAnswer<T> + 'static,
    {
        self.with_header("accept", media_type).retyped()
    }
}
