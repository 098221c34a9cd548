//! The one integration-test binary: behaviour through the public face.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "tests: a panic is how they fail"
)]

mod suite {
    mod architecture;
    #[cfg(feature = "report")]
    mod report;
}
