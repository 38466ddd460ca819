//! What can be drawn on axes.

use std::io;

use plotters::chart::ChartContext;
use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text, TriangleMarker};
use plotters::prelude::SVGBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, IntoFont as _, ShapeStyle};

use crate::report::page::chart::{Axis, Colour, PAPER, TEXT};

/// What drawing comes to.
pub type Outcome<T = ()> = Result<T, DrawingAreaErrorKind<io::Error>>;

/// A drawing in the making.
pub struct Plot<'a, 'b> {
    chart: &'a mut ChartContext<'b, SVGBackend<'b>, Cartesian2d<Axis, Axis>>,
}

/// A shape at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A dot.
    Dot,
    /// A triangle that points up: no less than that.
    Up,
    /// A triangle that points down: no more than that.
    Down,
}

impl<'a, 'b> Plot<'a, 'b> {
    pub(super) fn new(
        chart: &'a mut ChartContext<'b, SVGBackend<'b>, Cartesian2d<Axis, Axis>>,
    ) -> Self {
        Self { chart }
    }

    /// A line through some points, interrupted where there is none.
    pub fn line(&mut self, points: &[(f64, f64)], colour: Colour, width: u32) -> Outcome {
        let style = ShapeStyle::from(colour.rgb()).stroke_width(width);
        for part in points.split(|(_, y)| !y.is_finite()) {
            match part {
                [] => {}
                [point] => self.mark(*point, Mark::Dot, colour)?,
                points => {
                    let path = PathElement::new(points.to_vec(), style);
                    self.chart.draw_series([path])?;
                }
            }
        }
        Ok(())
    }

    /// The area between two curves, interrupted where there is none.
    pub fn band(&mut self, points: &[(f64, [f64; 2])], colour: Colour, strength: f64) -> Outcome {
        for part in points.split(|(_, [low, high])| !(low.is_finite() && high.is_finite())) {
            if part.len() < 2 {
                continue;
            }
            let there = part.iter().map(|(x, [_, high])| (*x, *high));
            let back = part.iter().rev().map(|(x, [low, _])| (*x, *low));
            let outline: Vec<(f64, f64)> = there.chain(back).collect();
            let area = Polygon::new(outline, colour.rgb().mix(strength));
            self.chart.draw_series([area])?;
        }
        Ok(())
    }

    /// A rectangle.
    pub fn bar(&mut self, x: [f64; 2], y: [f64; 2], colour: Colour, strength: f64) -> Outcome {
        if x.iter().chain(&y).any(|value| !value.is_finite()) {
            return Ok(());
        }
        let corners = [(x[0], y[0]), (x[1], y[1])];
        let area = Rectangle::new(corners, colour.rgb().mix(strength).filled());
        self.chart.draw_series([area])?;
        Ok(())
    }

    /// A shape at a point, with paper around it.
    pub fn mark(&mut self, point: (f64, f64), mark: Mark, colour: Colour) -> Outcome {
        if !point.1.is_finite() {
            return Ok(());
        }
        for (size, colour) in [(13, PAPER), (9, colour)] {
            let style = colour.rgb().filled();
            match mark {
                Mark::Dot => self.chart.draw_series([Circle::new(point, size, style)])?,
                Mark::Up => self
                    .chart
                    .draw_series([TriangleMarker::new(point, size, style)])?,
                Mark::Down => self
                    .chart
                    .draw_series([TriangleMarker::new(point, -size, style)])?,
            };
        }
        Ok(())
    }

    /// The outline of a rectangle.
    pub fn frame(&mut self, x: [f64; 2], y: [f64; 2], colour: Colour) -> Outcome {
        let corners = [(x[0], y[0]), (x[1], y[1])];
        for (colour, width) in [(PAPER, 12), (colour, 6)] {
            let style = ShapeStyle::from(colour.rgb()).stroke_width(width);
            self.chart.draw_series([Rectangle::new(corners, style)])?;
        }
        Ok(())
    }

    /// A text around a point.
    pub fn text(&mut self, point: (f64, f64), text: &str, colour: Colour) -> Outcome {
        let centre = Pos::new(HPos::Center, VPos::Center);
        let style = ("sans-serif", TEXT)
            .into_font()
            .color(&colour.rgb())
            .pos(centre);
        self.chart
            .draw_series([Text::new(text.to_owned(), point, style)])?;
        Ok(())
    }
}
