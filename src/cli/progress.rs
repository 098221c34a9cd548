//! Showing how far a run has come: a bar on a terminal, a plain line every few seconds elsewhere. Always on stderr.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::audit::{Counts, Phase, Progress};

/// How often the bar is redrawn.
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
    pub fn start(progress: &Arc<Progress>) -> Self {
        let (ending, ended) = mpsc::channel();
        let progress = Arc::clone(progress);
        let show = move || {
            if io::stderr().is_terminal() {
                bar(&progress, &ended);
            } else {
                lines(&progress, &ended);
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

fn waits(ended: &mpsc::Receiver<()>, time: Duration) -> bool {
    ended.recv_timeout(time) == Err(mpsc::RecvTimeoutError::Timeout)
}

fn bar(progress: &Progress, ended: &mpsc::Receiver<()>) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style =
        |template: &str| ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let mut shown = None;
    loop {
        let counts = progress.counts();
        if shown != Some(counts.phase) {
            shown = Some(counts.phase);
            bar.reset();
            bar.set_style(style(match counts.phase {
                Phase::Listing => "{spinner} {msg}",
                Phase::Scanning | Phase::Checking => {
                    "{msg} [{bar:30}] {human_pos}/{human_len} văn bản, {per_sec:0}, còn khoảng {eta}"
                }
            }));
        }
        if counts.phase == Phase::Listing {
            bar.set_message(format!("Đang tìm tệp: {}", counts.found));
        } else {
            bar.set_message(verb(counts.phase));
            bar.set_length(counts.total);
        }
        bar.set_position(counts.done);
        bar.tick();
        if !waits(ended, REDRAW) {
            break;
        }
    }
    bar.finish_and_clear();
}

fn lines(progress: &Progress, ended: &mpsc::Receiver<()>) {
    let (mut phase, mut begun) = (Phase::Listing, Instant::now());
    let mut printed = Instant::now();
    while waits(ended, REDRAW) {
        let counts = progress.counts();
        if counts.phase != phase {
            (phase, begun) = (counts.phase, Instant::now());
        }
        if printed.elapsed() >= LINE {
            printed = Instant::now();
            // Nobody reads stderr: nothing to be done about it.
            let _ = writeln!(io::stderr(), "{}", line(&counts, begun.elapsed()));
        }
    }
}

fn verb(phase: Phase) -> &'static str {
    match phase {
        Phase::Listing => "Đang tìm tệp",
        Phase::Scanning => "Đang đọc văn bản",
        Phase::Checking => "Đang đối chiếu quy định",
    }
}

fn line(counts: &Counts, elapsed: Duration) -> String {
    if counts.phase == Phase::Listing {
        return format!("{}: {} tệp", verb(counts.phase), counts.found);
    }
    let rate = counts.done as f64 / elapsed.as_secs_f64().max(0.001);
    let left = counts.total.saturating_sub(counts.done);
    let eta = if counts.done == 0 {
        "chưa rõ".to_owned()
    } else {
        duration(left as f64 / rate)
    };
    format!(
        "{}: {}/{} văn bản, {rate:.0} văn bản/giây, còn khoảng {eta}; có trở ngại: {}",
        verb(counts.phase),
        counts.done,
        counts.total,
        counts.faults
    )
}

fn duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).floor();
    if minutes < 1.0 {
        format!("{seconds:.0} giây")
    } else if minutes < 60.0 {
        format!("{minutes:.0} phút")
    } else {
        format!("{:.0} giờ {:.0} phút", (minutes / 60.0).floor(), minutes % 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long_still() {
        let counts = Counts {
            phase: Phase::Scanning,
            found: 1_000,
            total: 1_000,
            done: 250,
            faults: 3,
        };
        assert_eq!(
            line(&counts, Duration::from_secs(10)),
            "Đang đọc văn bản: 250/1000 văn bản, 25 văn bản/giây, còn khoảng 30 giây; có trở ngại: 3"
        );
        assert_eq!(duration(3.0 * 3_600.0 + 120.0), "3 giờ 2 phút");
    }
}
