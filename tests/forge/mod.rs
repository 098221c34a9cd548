//! The forge: a small test PKI with fixed keys and a fixed clock that signs Vietnamese letters, always the same.
//!
//! - [`province`]: the documents of `sample-data/`, each with what a correct reader must say of it;
//! - [`shaped`]: the samples that show the layout rules, each with what the rules must say of it;
//! - [`many`]: any number of small, distinct, seeded documents;
//! - [`attacks`]: the published attacks, and what they imitate;
//! - [`hostile`]: attacks on a reader, each with what must come of it;
//! - [`longterm`]: what keeps a signed letter provable: its security store and document timestamps;
//! - [`evidence`]: CRLs and OCSP responses, and the trust folder beside the samples;
//! - [`archive`]: an archive of the weights of a real one, for benches;
//! - [`mutate`]: damages a file in the ways that files are damaged and attacked;
//! - [`der`], [`cms`], [`pdf`], [`pki`]: what they are made of, for tests that need other shapes.
//!
//! Nothing here uses the rooms under test, only the words of `facts`.
#![allow(unreachable_pub, reason = "a module of the test binary: nothing leaves it")]

mod archive;
pub mod attacks;
pub mod bench;
mod cipher;
pub mod cms;
pub mod der;
pub mod evidence;
pub mod expected;
pub mod face;
pub mod hostile;
mod layout;
pub mod letter;
pub mod longterm;
mod mark;
mod pages;
pub mod pdf;
pub mod pki;
mod province;
mod seeded;
pub mod signing;

pub use archive::archive;
pub use expected::Expected;
pub use layout::{Shaped, shaped};
pub use letter::{Letter, Spoil};
pub use mark::rings;
pub use province::province;
pub use seeded::{Seed, many, mutate};
pub use signing::Signing;
