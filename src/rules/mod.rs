//! Rules as data: packs, vocabulary, type check, three-valued evaluation, messages, examples.
