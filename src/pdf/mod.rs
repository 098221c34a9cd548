//! One PDF: the file, its revisions, signature dictionaries, fields and pages. Knows ISO 32000, no regulation.
