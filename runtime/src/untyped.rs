//! Calls that are answered in another notation than that of their type.

use std::marker::PhantomData;

use crate::{Binary, Call, DecodeError, Decoded, Operation, OperationInfo, Reply};

/// An operation whose success is given as the bytes that came: what [`Call::answer_as`] makes of one.
#[derive(Debug)]
pub struct Untyped<O>(PhantomData<fn() -> O>);

impl<O: Operation> Operation for Untyped<O> {
    type Output = Binary;
    type Error = O::Error;
    const INFO: &'static OperationInfo = O::INFO;

    fn decode(reply: &Reply) -> Decoded<Binary, O::Error> {
        success_or_failure::<O, Binary>(reply, Reply::binary)
    }
}

/// Reads a success in another way than the operation does, and a failure as it does.
pub(crate) fn success_or_failure<O: Operation, T>(
    reply: &Reply,
    read: impl Fn(&Reply) -> Result<T, DecodeError>,
) -> Decoded<T, O::Error> {
    if (200..300).contains(&reply.status()) {
        return read(reply).map(Ok);
    }
    match O::decode(reply)? {
        Err(failure) => Ok(Err(failure)),
        // Unusual, but what is a success of the operation is one in other words, too.
        Ok(_) => read(reply).map(Ok),
    }
}

impl<'a, O: Operation> Call<'a, O> {
    /// Asks for that media type instead of the usual ones; it may be a range such as `text/*`. A success is then given as
    /// the bytes that come, with what they were announced as; failures are the same.
    pub fn answer_as(self, media_type: &str) -> Call<'a, Untyped<O>> {
        self.with_header("accept", media_type).retyped()
    }
}
