//! The tables of a run: polars frames and Parquet, and the figures counted from them.
