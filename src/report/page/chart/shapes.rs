//! What several charts are made of.

use crate::report::page::chart::{Colour, INK, Outcome, PAPER, Plot};
use crate::units::count_to_float;

/// Half the width of what stands for a month, of 1.
const HALF: f64 = 0.38;

/// The place of a month on an axis of names.
pub fn place(month: usize) -> f64 {
    count_to_float(month)
}

/// Values by month as a line.
pub fn line(plot: &mut Plot, values: &[f64], colour: Colour, width: u32) -> Outcome {
    let points = values.iter().enumerate();
    let points: Vec<(f64, f64)> = points
        .map(|(month, value)| (place(month), *value))
        .collect();
    plot.line(&points, colour, width)
}

/// 5–95 %, 25–75 % and the median by month.
pub fn fan(plot: &mut Plot, months: &[[f64; 5]], colour: Colour) -> Outcome {
    for ([low, high], strength) in [([0, 4], 0.18), ([1, 3], 0.32)] {
        let ends = |quantiles: &[f64; 5]| [quantiles[low], quantiles[high]];
        if let [only] = months {
            let [low, high] = ends(only);
            plot.bar([-HALF, HALF], [low, high], colour, strength)?;
        } else {
            let points = months.iter().enumerate();
            let points: Vec<_> = points
                .map(|(month, quantiles)| (place(month), ends(quantiles)))
                .collect();
            plot.band(&points, colour, strength)?;
        }
    }
    let medians: Vec<f64> = months.iter().map(|quantiles| quantiles[2]).collect();
    line(plot, &medians, colour, 4)
}

/// What stands for a month in bars.
pub fn month_bar(plot: &mut Plot, month: usize, ends: [f64; 2], colour: Colour) -> Outcome {
    let x = [place(month) - HALF, place(month) + HALF];
    plot.bar(x, ends, colour, 1.0)
}

/// Layers by month on top of one another, the first at the bottom.
pub fn stack(plot: &mut Plot, layers: &[(Vec<f64>, Colour)]) -> Outcome {
    let months = layers.first().map_or(0, |(values, _)| values.len());
    if months == 1 {
        return tower(plot, layers, &[]);
    }
    let mut below = vec![0.0; months];
    for (values, colour) in layers {
        let above: Vec<f64> = below
            .iter()
            .zip(values)
            .map(|(below, value)| below + value)
            .collect();
        let points: Vec<_> = (0..months)
            .map(|month| (place(month), [below[month], above[month]]))
            .collect();
        plot.band(&points, *colour, 1.0)?;
        line(plot, &above, PAPER, 2)?;
        below = above;
    }
    Ok(())
}

/// Bars by month: some layers upwards from 0, others downwards.
pub fn tower(plot: &mut Plot, up: &[(Vec<f64>, Colour)], down: &[(Vec<f64>, Colour)]) -> Outcome {
    for (layers, sign) in [(up, 1.0), (down, -1.0)] {
        let months = layers.first().map_or(0, |(values, _)| values.len());
        for month in 0..months {
            let mut foot = 0.0;
            for (values, colour) in layers {
                let top = foot + sign * values[month];
                if top != foot {
                    month_bar(plot, month, [foot, top], *colour)?;
                }
                foot = top;
            }
        }
    }
    if !down.is_empty() {
        let months = up.first().map_or(0, |(values, _)| values.len());
        plot.line(&[(-0.5, 0.0), (place(months) - 0.5, 0.0)], INK, 2)?;
    }
    Ok(())
}
