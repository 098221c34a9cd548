//! Counting rows by some of their columns, over any number of batches.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::DatasetError;

/// How many rows have each combination of some columns; columns that are not text count by their text.
pub(super) struct Tally {
    keys: Vec<&'static str>,
    counts: BTreeMap<Vec<Option<String>>, u64>,
}

impl Tally {
    pub(super) fn by(keys: &[&'static str]) -> Self {
        Self {
            keys: keys.to_vec(),
            counts: BTreeMap::new(),
        }
    }

    /// Counts the rows of one batch.
    pub(super) fn add(&mut self, rows: LazyFrame) -> Result<(), DatasetError> {
        let keys: Vec<Expr> = self.keys.iter().map(|key| col(*key).cast(DataType::String)).collect();
        let groups = rows.group_by(keys).agg([len().alias("rows")]).collect()?;
        let texts: Vec<&StringChunked> = self
            .keys
            .iter()
            .map(|key| groups.column(key).and_then(|column| column.str()))
            .collect::<Result<_, _>>()?;
        let rows = groups.column("rows")?.cast(&DataType::UInt64)?;
        for (index, number) in rows.u64()?.iter().enumerate() {
            let key = texts.iter().map(|text| text.get(index).map(str::to_owned)).collect();
            *self.counts.entry(key).or_default() += number.unwrap_or(0);
        }
        Ok(())
    }

    /// Adds what another count of the same keys has found.
    pub(super) fn merge(&mut self, other: Self) {
        for (key, number) in other.counts {
            *self.counts.entry(key).or_default() += number;
        }
    }

    /// Every combination with its number of rows, in order.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&[Option<String>], u64)> {
        self.counts.iter().map(|(key, number)| (key.as_slice(), *number))
    }

    /// The combinations that begin with this value, in order. They stand together, so an archive of many agencies costs
    /// each of them its own rows only.
    pub(super) fn beginning(&self, first: Option<&str>) -> impl Iterator<Item = (&[Option<String>], u64)> {
        self.counts
            .range(vec![first.map(str::to_owned)]..)
            .take_while(move |(key, _)| key.first().map(Option::as_deref) == Some(first))
            .map(|(key, number)| (key.as_slice(), *number))
    }

    /// Number of rows whose key is as asked.
    pub(super) fn sum(&self, wanted: impl Fn(&[Option<String>]) -> bool) -> u64 {
        self.groups()
            .filter(|(key, _)| wanted(key))
            .map(|(_, number)| number)
            .sum()
    }

    /// Number of rows in all.
    pub(super) fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Rows by one of the keys, in order; `None` for rows that have no value there.
    pub(super) fn along(&self, place: usize) -> BTreeMap<Option<String>, u64> {
        let mut sums = BTreeMap::new();
        for (key, number) in self.groups() {
            *sums.entry(key.get(place).cloned().flatten()).or_default() += number;
        }
        sums
    }
}
