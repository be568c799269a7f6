//! Colour and progress: for terminals only.

use std::io::{IsTerminal, stderr, stdout};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use specwright_codegen::diag::render::Colour;

/// Colour is wanted on standard output: it is a terminal, and `NO_COLOR` is not set (<https://no-color.org>).
pub(crate) fn colour() -> Colour {
    colour_if(stdout().is_terminal())
}

/// Colour is wanted on standard error.
pub(crate) fn colour_on_error() -> Colour {
    colour_if(stderr().is_terminal())
}

fn colour_if(terminal: bool) -> Colour {
    let allowed = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if terminal && allowed { Colour::On } else { Colour::Off }
}

/// A bar over `count` documents, on a terminal and when there are several; else nothing is drawn.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn over(count: usize) -> Self {
        let bar =
            if count > 1 && stderr().is_terminal() { ProgressBar::new(count as u64) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(crate) fn on(&self, document: &Path) {
        self.0.set_message(document.display().to_string());
    }

    pub(crate) fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
