//! The one integration-test binary: behaviour through the public face.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "tests: a panic is how they fail"
)]

#[path = "forge/mod.rs"]
mod forge;

mod suite {
    mod architecture;
    mod changes;
    mod content;
    mod cross_check;
    mod dependencies;
    #[cfg(feature = "report")]
    mod evidence;
    #[cfg(unix)]
    mod faults;
    mod forging;
    mod grid;
    mod hostile;
    mod layout;
    mod longterm;
    mod matrix;
    mod measured;
    mod mutants;
    mod pdf;
    mod pki;
    #[cfg(feature = "report")]
    mod report;
    #[cfg(unix)]
    mod resume;
    mod rules;
    mod sample_data;
    #[cfg(unix)]
    mod samples;
    #[cfg(unix)]
    mod scan;
    #[cfg(unix)]
    mod trust;
}
