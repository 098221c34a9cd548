//! Faults on demand, so that the isolation of workers is tested with real ones. Only with feature `fault-injection`.

use std::hint::black_box;

/// Does what the name of the document asks for.
#[allow(clippy::exit, reason = "ending the process in mid-document is what is being tested")]
pub(super) fn act(name: &str) {
    let asks = |what: &str| name.contains(what);
    if asks("__panic__") {
        std::panic::panic_any("asked to panic");
    } else if asks("__abort__") {
        std::process::abort();
    } else if asks("__stack__") {
        black_box(deeper(black_box(1)));
    } else if asks("__loop__") {
        loop {
            black_box(());
        }
    } else if asks("__alloc__") {
        black_box(Vec::<u8>::with_capacity(100 << 30));
    } else if asks("__grow__") {
        let mut held: Vec<Vec<u8>> = Vec::new();
        loop {
            held.push(black_box(vec![1; 1 << 20]));
        }
    } else if asks("__exit__") {
        std::process::exit(3);
    }
}

fn deeper(depth: u64) -> u64 {
    let frame = black_box([depth; 64]);
    if black_box(depth) == 0 {
        0
    } else {
        deeper(depth.wrapping_add(1)).wrapping_add(frame[7])
    }
}
