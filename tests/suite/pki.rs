//! Signatures as bytes, and what is said of them.

mod corpus;
