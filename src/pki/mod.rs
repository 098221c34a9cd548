//! CMS, X.509 and RFC 3161, and what they say of one signature. Reads no PDF, no network, no clock.
