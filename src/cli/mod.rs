//! What a person types: verbs, settings, console.
pub mod rules;
