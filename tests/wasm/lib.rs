//! The tests of clients in Node and in a browser are beside this file.
