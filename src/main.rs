//! The `kysoat` program.

fn main() {}
