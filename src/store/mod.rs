//! The run directory: manifest, shards of facts, markers, resume. Keeps bytes, does not interpret them.
