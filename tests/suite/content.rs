//! What stands on a page, in place: geometry, text, ink, budgets.

mod corpus;
mod geometry;
mod hostile;
mod ink;
mod made;
mod rect;
mod seen;
mod text;

use kysoat::{
    budget::Budget,
    pdf::{
        Pdf,
        content::{DocumentContent, InkCache},
    },
};

fn look(bytes: &[u8]) -> DocumentContent {
    look_within(bytes, &Budget::default())
}

fn look_within(bytes: &[u8], budget: &Budget) -> DocumentContent {
    Pdf::open(bytes, budget)
        .expect("a header")
        .content(&mut InkCache::new())
}
