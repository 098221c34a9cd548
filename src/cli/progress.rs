//! Showing how far a run has come: a bar on a terminal, a plain line every few seconds elsewhere. Always on stderr.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{inspect::text::grouped, settings::Language};
use crate::audit::{Counts, Phase, Progress};

/// How often the counts are looked at and the bar is redrawn.
const REDRAW: Duration = Duration::from_millis(200);
/// How often a line is printed.
const LINE: Duration = Duration::from_secs(5);

/// Shows the counts of a run until it is dropped.
#[derive(Debug)]
pub struct Display {
    /// Dropped to end the thread.
    ending: Option<mpsc::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Display {
    /// Starts showing these counts.
    pub fn start(progress: &Arc<Progress>, language: Language) -> Self {
        let (ending, ended) = mpsc::channel();
        let progress = Arc::clone(progress);
        let show = move || {
            let frames = Frames {
                progress: &progress,
                ended: &ended,
                language,
            };
            if io::stderr().is_terminal() {
                bar(frames);
            } else {
                lines(frames);
            }
        };
        // Without a thread there is no display; the run does not depend on it.
        let thread = thread::Builder::new().name("progress".to_owned()).spawn(show).ok();
        Self {
            ending: Some(ending),
            thread,
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.ending.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What there is to show, one look after another, until the run ends.
struct Frames<'a> {
    progress: &'a Progress,
    ended: &'a mpsc::Receiver<()>,
    language: Language,
}

/// One look at the counts.
struct Frame {
    counts: Counts,
    /// What is being done.
    verb: &'static str,
    /// How far, how fast, how long still.
    state: String,
}

impl Frames<'_> {
    fn each(self, mut show: impl FnMut(Frame)) {
        let (mut phase, mut begun) = (None, Instant::now());
        while self.ended.recv_timeout(REDRAW) == Err(mpsc::RecvTimeoutError::Timeout) {
            let counts = self.progress.counts();
            if phase != Some(counts.phase) {
                (phase, begun) = (Some(counts.phase), Instant::now());
            }
            show(Frame {
                counts,
                verb: verb(counts.phase, self.language),
                state: state(&counts, begun.elapsed(), self.language),
            });
        }
    }
}

fn bar(frames: Frames<'_>) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style =
        |template: &str| ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let (listing, counting) = (style("{spinner} {prefix} {msg}"), style("{prefix} [{wide_bar}] {msg}"));
    frames.each(|Frame { counts, verb, state }| {
        if counts.phase == Phase::Listing {
            bar.set_style(listing.clone());
        } else {
            bar.set_style(counting.clone());
            bar.set_length(counts.total);
            bar.set_position(counts.done);
        }
        bar.set_prefix(verb);
        bar.set_message(state);
        bar.tick();
    });
    bar.finish_and_clear();
}

fn lines(frames: Frames<'_>) {
    let mut printed = Instant::now();
    frames.each(|Frame { verb, state, .. }| {
        if printed.elapsed() >= LINE {
            printed = Instant::now();
            // Nobody reads stderr: nothing to be done about it.
            let _ = writeln!(io::stderr(), "{verb}: {state}");
        }
    });
}

fn verb(phase: Phase, language: Language) -> &'static str {
    match phase {
        Phase::Listing => language.pick("Đang tìm tệp", "Looking for files"),
        Phase::Scanning => language.pick("Đang đọc", "Reading"),
        Phase::Checking => language.pick("Đang đối chiếu", "Judging"),
        Phase::Drawing => language.pick("Đang vẽ ảnh minh chứng", "Drawing pictures"),
    }
}

/// Short enough for a console of 80 columns, with the verb before it.
fn state(counts: &Counts, elapsed: Duration, language: Language) -> String {
    let number = |number| grouped(number, language);
    if counts.phase == Phase::Listing {
        return format!("{} {}", number(counts.found), language.pick("tệp", "files"));
    }
    let how_far = format!(
        "{}/{} {}",
        number(counts.done),
        number(counts.total),
        language.pick("văn bản", "documents")
    );
    // A rate of the first moments says nothing.
    if counts.done == 0 || elapsed < Duration::from_secs(1) {
        return how_far;
    }
    let rate = counts.done as f64 / elapsed.as_secs_f64();
    let left = counts.total.saturating_sub(counts.done) as f64 / rate;
    format!(
        "{how_far}, {}/{}, {} {}",
        format!("{rate:.0}").parse().map_or_else(|_| "?".to_owned(), number),
        language.pick("giây", "s"),
        language.pick("còn", "left:"),
        duration(left, language)
    )
}

fn duration(seconds: f64, language: Language) -> String {
    let minutes = (seconds / 60.0).floor();
    if minutes < 1.0 {
        format!("{seconds:.0} {}", language.pick("giây", "s"))
    } else if minutes < 60.0 {
        format!("{minutes:.0} {}", language.pick("phút", "min"))
    } else {
        let (hour, minute) = (language.pick("giờ", "h"), language.pick("phút", "min"));
        format!("{:.0} {hour} {:.0} {minute}", (minutes / 60.0).floor(), minutes % 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long_still() {
        let counts = Counts {
            phase: Phase::Scanning,
            found: 1_000_000,
            total: 1_000_000,
            done: 250_000,
            faults: 3,
        };
        let elapsed = Duration::from_secs(100);
        assert_eq!(
            state(&counts, elapsed, Language::Vi),
            "250.000/1.000.000 văn bản, 2.500/giây, còn 5 phút"
        );
        assert_eq!(
            state(&counts, elapsed, Language::En),
            "250,000/1,000,000 documents, 2,500/s, left: 5 min"
        );
        assert_eq!(duration(3.0 * 3_600.0 + 120.0, Language::Vi), "3 giờ 2 phút");
        let begun = Counts { done: 0, ..counts };
        assert_eq!(state(&begun, elapsed, Language::Vi), "0/1.000.000 văn bản");
    }
}
