//! What a block of paths leaves behind: the ledger of every month.

use crate::engine::identities::Residuals;
use crate::engine::lanes::add;
use crate::engine::twin::Expected;

/// Ledger rows by month, lane by lane.
#[derive(Debug, Clone)]
pub struct Record {
    /// Number of the block's first path.
    pub first_path: usize,
    /// How far the identities are from holding.
    pub residuals: Residuals,
    /// What its first paths should show on average, where the run's twin reaches that far.
    pub expected: Option<Expected>,
    /// The uncertain inputs, one after another, each on all its paths; none before the block is simulated.
    pub inputs: Vec<f64>,
    lanes: usize,
    /// Numbers from one row to the next.
    stride: usize,
    months: usize,
    data: Vec<f64>,
}

impl Record {
    /// A ledger of which no month is open yet: `data` has a number for every lane, row and month.
    #[must_use]
    pub fn new(first_path: usize, lanes: usize, months: usize, data: Vec<f64>) -> Self {
        Self {
            first_path,
            residuals: Residuals::default(),
            expected: None,
            inputs: Vec::new(),
            lanes,
            stride: lanes,
            months,
            data,
        }
    }

    /// Forgets all lanes but the first ones.
    pub fn keep(&mut self, lanes: usize) {
        self.lanes = lanes;
    }

    /// Begins a month: nothing is in its rows.
    ///
    /// Cleared month by month, they are in the cache when the month writes to them.
    pub fn open(&mut self, month: usize) {
        let start = self.start(month, 0);
        for row in self.data[start..].chunks_mut(self.months * self.stride) {
            row[..self.stride].fill(0.0);
        }
    }

    /// The memory.
    #[must_use]
    pub fn into_data(self) -> Vec<f64> {
        self.data
    }

    /// Paths in the block.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Simulated months.
    #[must_use]
    pub fn months(&self) -> usize {
        self.months
    }

    fn start(&self, month: usize, row: usize) -> usize {
        (row * self.months + month) * self.stride
    }

    /// One row of one month.
    #[must_use]
    #[inline]
    pub fn row(&self, month: usize, row: usize) -> &[f64] {
        let start = self.start(month, row);
        &self.data[start..start + self.lanes]
    }

    /// One row of one month, to write.
    #[inline]
    pub fn row_mut(&mut self, month: usize, row: usize) -> &mut [f64] {
        let start = self.start(month, row);
        &mut self.data[start..start + self.lanes]
    }

    /// Some rows of one month, to write.
    ///
    /// # Panics
    ///
    /// When two of them are the same row, which is a bug of the caller.
    pub fn rows_mut<const N: usize>(&mut self, month: usize, rows: [usize; N]) -> [&mut [f64]; N] {
        let lanes = self.lanes;
        let places = rows
            .map(|row| self.start(month, row))
            .map(|start| start..start + lanes);
        match self.data.get_disjoint_mut(places) {
            Ok(rows) => rows,
            Err(_) => unreachable!("rows {rows:?} are not apart"),
        }
    }

    /// Adds lanes to a row.
    pub fn add(&mut self, month: usize, row: usize, lanes: &[f64]) {
        add(self.row_mut(month, row), lanes);
    }

    /// Copies a row from the month before; `false` in the first month.
    pub fn carry(&mut self, month: usize, row: usize) -> bool {
        if month == 0 {
            return false;
        }
        let start = self.start(month - 1, row);
        self.data
            .copy_within(start..start + self.lanes, start + self.stride);
        true
    }
}
