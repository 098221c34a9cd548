//! Makes a large run out of a small one, to time how fast rules are judged again without opening a document:
//!
//! ```text
//! kysoat scan sample-data --out SMALL
//! cargo run --release --example many_documents -- SMALL LARGE 100000
//! time kysoat check LARGE --rules FOLDER
//! ```
//!
//! The facts are those of the small run, again and again under other names.
#![allow(clippy::print_stdout, reason = "an example talks to its user")]

use std::{collections::BTreeMap, env, error::Error, path::Path};

use kysoat::{
    facts::{DocumentRecord, Listed, SCHEMA},
    store::{Closure, FactsWriter, RunDir, ScanMarker, ScanTotals},
};

const SHARD: usize = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [small, large, documents] = arguments.as_slice() else {
        return Err("usage: many_documents SMALL-RUN LARGE-RUN DOCUMENTS".into());
    };
    let documents: usize = documents.parse()?;
    let small = RunDir::open(Path::new(small))?;
    let mut summary = small.read_summary()?.ok_or("the small run is not scanned to its end")?;
    let mut records = Vec::new();
    for shard in 0..summary.scan.shards {
        records.extend(small.read_facts(shard)?);
    }
    if records.is_empty() {
        return Err("the small run has no document".into());
    }

    let large = RunDir::create(Path::new(large))?;
    let many: Vec<DocumentRecord> = (0_u64..)
        .zip(records.iter().cycle().take(documents))
        .map(|(id, record)| {
            let mut record = record.clone();
            record.id = id;
            // Behind the agency's folder, so that the large archive has the agencies of the small one.
            let path = &record.locator.path;
            record.locator.path = match path.split_once('/') {
                Some((agency, rest)) => format!("{agency}/{id:07}/{rest}"),
                None => format!("{id:07} {path}"),
            };
            record
        })
        .collect();
    let listed = many.iter().map(|record| Listed {
        locator: record.locator.clone(),
        size: record.facts.size,
        modified: None,
        fault: None,
    });
    let mut number = 0;
    let manifest = large.write_manifest(vec!["many".to_owned()], 0, documents as u64, listed.map(Ok), |_| {
        number += 1;
        number % SHARD == 1
    })?;
    let mut totals = ScanTotals {
        entries: documents as u64,
        bytes: manifest.bytes,
        shards: manifest.shard_count(),
        ..ScanTotals::default()
    };
    for (shard, records) in (0..).zip(many.chunks(SHARD)) {
        let mut facts = FactsWriter::new()?;
        for record in records {
            facts.push(&FactsWriter::line(record)?)?;
        }
        let digest = large.write_facts(shard, facts)?;
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        for record in records {
            *kinds.entry(record.facts.kind.code().to_owned()).or_default() += 1;
        }
        for (kind, count) in &kinds {
            *totals.kinds.entry(kind.clone()).or_default() += count;
        }
        large.mark_scanned(&ScanMarker {
            shard,
            documents: digest.documents,
            facts_bytes: digest.bytes,
            facts_sha256: digest.sha256,
            extractor: env!("CARGO_PKG_VERSION").to_owned(),
            facts_schema: SCHEMA,
            manifest_sha256: manifest.shard_sha256(shard).to_owned(),
            settings_sha256: String::new(),
            kinds,
            faults: BTreeMap::new(),
        })?;
    }
    totals.closure = vec![Closure {
        what: "documents".to_owned(),
        left: totals.entries,
        right: totals.kinds.values().sum(),
    }];
    summary.scan = totals;
    summary.check = None;
    large.write_summary(&summary)?;
    println!("{documents} documents in {}", large.path().display());
    Ok(())
}
