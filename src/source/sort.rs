//! Sorting more entries than memory should hold: sorted pieces are put aside on the disk, then merged.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BinaryHeap, binary_heap::PeekMut},
    io::{self, BufRead as _, BufReader, BufWriter, Seek as _, Write as _},
    path::PathBuf,
};

use crate::facts::Listed;

/// Entries held at a time, about a megabyte.
const HELD: usize = 4_096;
/// Pieces put aside at a time: each is an open file while they are merged.
const PIECES: usize = 64;

/// Takes entries in any order and gives them back by locator. What it holds does not grow with their number.
#[derive(Debug)]
pub struct Sorter {
    folder: PathBuf,
    held: Vec<Listed>,
    pieces: Vec<Piece>,
    entries: u64,
}

/// A sorted piece: one entry a line, in a file without a name that vanishes with the program.
type Piece = std::fs::File;

impl Sorter {
    /// One that puts its pieces into this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            held: Vec::new(),
            pieces: Vec::new(),
            entries: 0,
        }
    }

    /// Takes an entry.
    ///
    /// # Errors
    /// When the folder can't be written to.
    pub fn push(&mut self, listed: Listed) -> io::Result<()> {
        self.held.push(listed);
        self.entries = self.entries.saturating_add(1);
        if self.held.len() < HELD {
            return Ok(());
        }
        let held = self.take_held();
        let piece = self.put_aside(held.map(Ok))?;
        self.pieces.push(piece);
        if self.pieces.len() == PIECES {
            let merged = Sorted::new(std::mem::take(&mut self.pieces), Vec::new().into_iter())?;
            let piece = self.put_aside(merged)?;
            self.pieces.push(piece);
        }
        Ok(())
    }

    /// How many it took.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// All of them, by locator.
    ///
    /// # Errors
    /// When a piece can't be read again.
    pub fn sorted(mut self) -> io::Result<Sorted> {
        let held = self.take_held();
        Sorted::new(self.pieces, held)
    }

    fn take_held(&mut self) -> std::vec::IntoIter<Listed> {
        let mut held = std::mem::take(&mut self.held);
        held.sort_unstable_by(|a, b| a.locator.cmp(&b.locator));
        held.into_iter()
    }

    fn put_aside(&self, sorted: impl Iterator<Item = io::Result<Listed>>) -> io::Result<Piece> {
        let mut file = BufWriter::new(tempfile::tempfile_in(&self.folder)?);
        for listed in sorted {
            serde_json::to_writer(&mut file, &listed?)?;
            file.write_all(b"\n")?;
        }
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    }
}

/// What a [`Sorter`] took, by locator. Ends behind the first error.
pub struct Sorted {
    heads: BinaryHeap<Reverse<Head>>,
}

type Rest = Box<dyn Iterator<Item = io::Result<Listed>> + Send>;

/// The first entry of a piece that has not been given back, and those behind it.
struct Head {
    first: Listed,
    rest: Rest,
}

impl Sorted {
    fn new(pieces: Vec<Piece>, held: std::vec::IntoIter<Listed>) -> io::Result<Self> {
        let pieces = pieces.into_iter().map(|piece| -> Rest {
            let lines = BufReader::new(piece).lines();
            Box::new(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
        });
        let held: Rest = Box::new(held.map(Ok));
        let heads = pieces.chain([held]).filter_map(|mut rest| {
            let first = rest.next()?;
            Some(first.map(|first| Reverse(Head { first, rest })))
        });
        Ok(Self {
            heads: heads.collect::<io::Result<_>>()?,
        })
    }
}

impl Iterator for Sorted {
    type Item = io::Result<Listed>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut least = self.heads.peek_mut()?;
        match least.0.rest.next() {
            Some(Ok(next)) => Some(Ok(std::mem::replace(&mut least.0.first, next))),
            None => Some(Ok(PeekMut::pop(least).0.first)),
            Some(Err(error)) => {
                drop(least);
                self.heads.clear();
                Some(Err(error))
            }
        }
    }
}

impl std::fmt::Debug for Sorted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sorted").field("heads", &self.heads.len()).finish()
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        self.first.locator.cmp(&other.first.locator)
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Locator;

    fn listed(number: u64) -> Listed {
        Listed {
            locator: Locator {
                root: 0,
                path: format!("{:07}\n{number}", number.wrapping_mul(7_919) % 1_000_003),
                path_raw: None,
                member: None,
            },
            size: number,
            modified: None,
            fault: None,
        }
    }

    fn sorts(count: usize) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut sorter = Sorter::new(folder.path().to_owned());
        let mut expected: Vec<Listed> = (0..count as u64).map(listed).collect();
        for listed in &expected {
            sorter.push(listed.clone()).expect("room");
        }
        assert_eq!(sorter.entries(), count as u64);
        expected.sort_by(|a, b| a.locator.cmp(&b.locator));
        let found: Vec<Listed> = sorter.sorted().and_then(Iterator::collect).expect("read again");
        assert!(found == expected, "{count} entries");
    }

    #[test]
    fn pieces_come_back_in_one_order_and_none_is_lost() {
        for count in [0, 1, HELD - 1, HELD, HELD + 1, 3 * HELD] {
            sorts(count);
        }
        // So many that pieces are merged before the end.
        sorts(PIECES * HELD + 1);
    }

    #[test]
    fn a_folder_that_takes_nothing_is_an_error() {
        let mut sorter = Sorter::new(PathBuf::from("/nowhere at all"));
        let pushed: io::Result<()> = (0..=HELD as u64).try_for_each(|number| sorter.push(listed(number)));
        assert!(pushed.is_err());
    }
}
