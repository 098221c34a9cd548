//! What a person types: verbs, settings, console.
