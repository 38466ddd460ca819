//! Drawings, as SVG.
//!
//! Each chart is drawn twice, for a screen and for a telephone: text that is legible on one is too small on the other.
//! Coordinates are whole numbers of half points.

mod axis;
mod palette;
mod plot;
mod shapes;

use plotters::chart::{ChartBuilder, LabelAreaPosition};
use plotters::drawing::IntoDrawingArea;
use plotters::prelude::SVGBackend;
use plotters::style::{Color as _, IntoFont as _};
use serde::Serialize;

pub use axis::Axis;
pub use palette::{Colour, FAINT, INK, PAPER, SERIES, SHADES, dark_rules, gain_or_loss, series};
pub use plot::{Mark, Outcome, Plot};
pub use shapes::{fan, line, month_bar, stack, tower};

/// Height of text, in half points; a drawing library counts it in other units.
const TEXT: f64 = 25.0 * 1.24;

/// About the width of a column of text, in half points.
const COLUMN: usize = 15;

/// What a drawing is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The width of a page on a screen.
    Wide,
    /// A telephone.
    Narrow,
    /// One of several side by side.
    Small,
}

impl Size {
    /// Width and usual height, in half points.
    fn extent(self) -> (u32, u32) {
        match self {
            Self::Wide => (1720, 620),
            Self::Narrow => (680, 480),
            Self::Small => (500, 320),
        }
    }

    /// Names of months that there is room for below.
    fn names(self) -> usize {
        match self {
            Self::Wide => 8,
            Self::Narrow | Self::Small => 3,
        }
    }

    /// Marks of an axis of amounts.
    fn marks(self) -> usize {
        match self {
            Self::Wide => 5,
            Self::Narrow => 4,
            Self::Small => 3,
        }
    }

    /// Columns of text that a name beside a row may take.
    pub fn name_columns(self) -> usize {
        match self {
            Self::Wide => 40,
            Self::Narrow | Self::Small => 14,
        }
    }
}

/// A finished drawing.
#[derive(Debug, Clone, Serialize)]
pub struct Drawing {
    /// The element.
    pub svg: String,
    /// Where the plot begins and ends, as shares of the width.
    pub left: f64,
    /// See `left`.
    pub right: f64,
}

/// Draws on axes.
///
/// # Errors
///
/// The drawing library fails.
pub fn draw(
    size: Size,
    height: Option<u32>,
    x: Axis,
    y: Axis,
    paint: impl FnOnce(&mut Plot) -> Outcome,
) -> Outcome<Drawing> {
    let (width, usual) = size.extent();
    let height = height.unwrap_or(usual);
    // the name of the first month reaches beyond its place
    let margin = (y.widest() * COLUMN + 16).max(70);
    let margin = u32::try_from(margin).unwrap_or(width / 2);
    let mut svg = String::new();
    let ends;
    {
        let area = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .margin_top(14)
            .margin_left(4)
            .margin_right(52)
            .y_label_area_size(margin.min(width / 2))
            .x_label_area_size(56)
            .build_cartesian_2d(x, y)?;
        let ink = INK.rgb();
        chart
            .configure_mesh()
            .disable_x_mesh()
            .set_tick_mark_size(LabelAreaPosition::Bottom, 10)
            .light_line_style(ink.mix(0.0))
            .bold_line_style(ink.mix(0.14))
            // lines across say enough
            .axis_style(ink.mix(0.0))
            .label_style(("sans-serif", TEXT).into_font().color(&ink))
            .draw()?;
        ends = chart.plotting_area().get_pixel_range().0;
        paint(&mut Plot::new(&mut chart))?;
        area.present()?;
    }
    let share = |place: i32| (f64::from(place) / f64::from(width) * 1e4).round() / 1e4;
    Ok(Drawing {
        svg: bare(&svg),
        left: share(ends.start),
        right: share(ends.end),
    })
}

/// Without what the page's style says: size, text, and what goes without saying.
fn bare(svg: &str) -> String {
    let body = svg.split_once("viewBox").map_or("", |(_, body)| body);
    let text = format!("<svg viewBox{body}");
    [
        (" opacity=\"1\"", ""),
        (" stroke-width=\"1\"", ""),
        (" font-size=\"25\" fill=\"#1B1F24\"", ""),
        (" font-size=\"25\"", ""),
        ("<polyline fill=\"none\"", "<polyline"),
        (" stroke=\"none\"", ""),
        (" font-family=\"sans-serif\"", ""),
        (" xmlns=\"http://www.w3.org/2000/svg\"", ""),
        (">\n", ">"),
        ("\n<", "<"),
        (" \"", "\""),
    ]
    .into_iter()
    .fold(text, |text, (from, to)| text.replace(from, to))
}
