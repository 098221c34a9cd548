//! The passes over an archive: scan, check; worker processes and their supervision.
