//! Measuring: bytes of one document in, facts out. Compares nothing with a threshold of a regulation.
