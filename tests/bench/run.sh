#!/bin/sh
# What `kysoat scan` costs beside reading and hashing the same files. Arguments go to the bench: see examples/bench.rs.
# Needs Rust, a C compiler, GNU time, about 2 GB in the folder for temporary files; pdfsig is compared when it is there.
set -eu
cd "$(dirname "$0")/../.."
cargo build --release --no-default-features --bin kysoat --example bench
exec "${CARGO_TARGET_DIR:-target}/release/examples/bench" "$@"
