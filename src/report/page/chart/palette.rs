//! Colours that people who see colours differently can tell apart, and their order of lightness in grey print.
//!
//! A drawing names the colours of light paper. Where the reader's setting is dark the page gives every one of them
//! another: a colour in a drawing is also the name of its role.

use std::fmt::Write as _;

use plotters::style::RGBColor;

/// A colour on light and on dark paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    light: (u8, u8, u8),
    dark: (u8, u8, u8),
}

const fn colour(light: u32, dark: u32) -> Colour {
    Colour {
        light: channels(light),
        dark: channels(dark),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a byte is what is wanted")]
const fn channels(hex: u32) -> (u8, u8, u8) {
    ((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Lines of axes and text.
pub const INK: Colour = colour(0x1B_1F_24, 0xE6_E8_EB);
/// What lies behind a drawing.
pub const PAPER: Colour = colour(0xFF_FF_FF, 0x16_19_1D);
/// What is there to compare with.
pub const FAINT: Colour = colour(0x76_7C_84, 0x98_9F_A8);

/// After Okabe and Ito, darker where white paper would swallow them, then a lighter and a deeper turn of the same.
pub const SERIES: [Colour; 24] = [
    colour(0x00_72_B2, 0x5A_B4_E8),
    colour(0xE0_8E_00, 0xF2_B1_4A),
    colour(0x00_8F_68, 0x3F_C7_A0),
    colour(0xC4_52_00, 0xF0_88_4A),
    colour(0xB4_5C_8F, 0xDD_92_BD),
    colour(0x3F_9B_D1, 0x8F_CC_EF),
    colour(0x9A_8B_00, 0xD6_C8_46),
    colour(0x5B_60_6B, 0xAA_B0_BB),
    colour(0x7F_B8_D8, 0x2F_7F_B3),
    colour(0xEF_C6_80, 0xB3_7B_22),
    colour(0x7F_C7_B3, 0x1F_8C_6C),
    colour(0xE1_A8_7F, 0xAC_55_22),
    colour(0xD9_AD_C7, 0x8F_53_78),
    colour(0x9F_CD_E8, 0x46_87_AC),
    colour(0xCC_C5_7F, 0x8A_7F_1E),
    colour(0xAD_AF_B5, 0x6C_72_7C),
    colour(0x00_4E_7A, 0x9D_D4_F5),
    colour(0x9C_63_00, 0xF7_CE_8E),
    colour(0x00_63_48, 0x86_DE_C4),
    colour(0x88_39_00, 0xF7_B5_8E),
    colour(0x7D_40_63, 0xEC_BD_D7),
    colour(0x2A_6B_91, 0xBB_E0_F6),
    colour(0x6B_61_00, 0xE6_DD_88),
    colour(0x3A_3E_46, 0xCD_D1_D8),
];

/// From little to much: light to dark on light paper, dark to light on dark.
pub const SHADES: [Colour; 7] = [
    colour(0xF1_F6_FA, 0x1C_24_2B),
    colour(0xD3_E5_F1, 0x1E_35_46),
    colour(0xAE_D0_E6, 0x20_48_63),
    colour(0x82_B7_D8, 0x27_5F_84),
    colour(0x51_98_C5, 0x35_7E_AC),
    colour(0x1F_76_AE, 0x5A_A4_D2),
    colour(0x0B_51_83, 0x93_CC_F0),
];

impl Colour {
    /// The colour of the drawing.
    pub fn rgb(self) -> RGBColor {
        let (red, green, blue) = self.light;
        RGBColor(red, green, blue)
    }

    /// As drawings write it: `#0072B2`.
    pub fn name(self) -> String {
        hex(self.light)
    }
}

fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// The colour of the n-th series.
pub fn series(index: usize) -> Colour {
    SERIES[index % SERIES.len()]
}

/// The colour of a gain, or of a loss.
pub fn gain_or_loss(value: f64) -> Colour {
    SERIES[if value < 0.0 { 3 } else { 0 }]
}

fn all() -> impl Iterator<Item = Colour> {
    [INK, PAPER, FAINT].into_iter().chain(SERIES).chain(SHADES)
}

/// Rules for a style sheet that turn the drawings within `scope` dark.
pub fn dark_rules(scope: &str) -> String {
    all().fold(String::new(), |mut rules, colour| {
        let (name, dark) = (colour.name(), hex(colour.dark));
        // writing to a string cannot fail
        let _ = writeln!(
            rules,
            "{scope} [fill=\"{name}\"]{{fill:{dark}}}{scope} [stroke=\"{name}\"]{{stroke:{dark}}}{scope} [data-colour=\"{name}\"]{{background:{dark}!important}}"
        );
        rules
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_roles_share_a_colour() {
        let mut names: Vec<String> = all().map(Colour::name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
