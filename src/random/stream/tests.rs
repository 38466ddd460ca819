use super::*;
use crate::random::special::normal_quantile;
use crate::random::test_support::kolmogorov_fits;

const CELL: Cell = Cell::new(1, 2, 3, 4);

#[test]
fn cell_fill_writes_the_uniforms_of_consecutive_paths_from_any_first_path() {
    for first_path in [0, 1, 255, 1000, u32::MAX - 5] {
        let (mut out, mut a, mut b) = ([0.0; 23], [0.0; 23], [0.0; 23]);
        CELL.fill(first_path, &mut out);
        CELL.fill_pair(first_path, &mut a, &mut b);
        for lane in 0..23_u32 {
            let path = first_path.wrapping_add(lane);
            let lane = lane as usize;
            assert_eq!((a[lane], b[lane]), CELL.pair(path));
            assert_eq!(
                (out[lane], a[lane]),
                (CELL.uniform(path), CELL.uniform(path))
            );
        }
    }
}

#[test]
fn cell_uniforms_are_uniform_along_paths_and_along_each_part_of_the_address() {
    let count = 50_000_u32;
    assert!(kolmogorov_fits((0..count).map(|path| CELL.uniform(path))));
    assert!(kolmogorov_fits((0..count).map(|path| CELL.pair(path).1)));
    assert!(kolmogorov_fits(
        (0..count).map(|month| Cell::new(1, 2, month, 4).uniform(7))
    ));
    assert!(kolmogorov_fits(
        (0..count).map(|cell| Cell::new(1, 2, 3, u64::from(cell)).uniform(7))
    ));
    assert!(kolmogorov_fits(
        (0..count).map(|seed| Cell::new(u64::from(seed), 2, 3, 4).uniform(7))
    ));
    let mut stream = CELL.stream(9);
    assert!(kolmogorov_fits((0..count).map(|_| stream.next_uniform())));
}

#[test]
fn cell_uniforms_of_neighbours_are_uncorrelated() {
    let count = 50_000_u32;
    let centred = |cell: u64, path: u32| Cell::new(1, 2, 3, cell).uniform(path) - 0.5;
    let products: [f64; 2] = [
        (0..count)
            .map(|path| centred(4, path) * centred(5, path))
            .sum(),
        (0..count)
            .map(|path| centred(4, path) * centred(4, path + 1))
            .sum(),
    ];
    for product in products {
        // Standard deviation √n/12; 5 of them are exceeded with a chance below 1e-6.
        assert!(
            product.abs() < 5.0 * f64::from(count).sqrt() / 12.0,
            "{product}"
        );
    }
}

#[test]
fn open_unit_stays_inside_the_open_interval_and_mirrors_exactly() {
    let (lowest, highest) = (open_unit(0, 0), open_unit(0xFFFF_FFFF, 0xFFFF_FFFF));
    assert_eq!(lowest, f64::EPSILON / 2.0);
    assert_eq!(highest, 1.0 - lowest);
}

#[test]
fn streams_share_no_draw_with_the_pair_of_their_path() {
    let mut stream = CELL.stream(8);
    let drawn: Vec<f64> = (0..6).map(|_| stream.next_uniform()).collect();
    let (first, second) = CELL.pair(8);
    assert!(!drawn.contains(&first) && !drawn.contains(&second));
}

#[test]
fn hashes_and_draws_keep_their_values() {
    assert_eq!(hash_text("churn"), 0x8b38_a7a5_b7b9_955d);
    assert_eq!(hash_words(&[1, 2, 3]), 0xef2a_f7f7_f070_409c);
    let (inputs, market, chance) = (
        0xb805_5338_f61d_f9ca,
        0x4154_62a0_a7c5_e6de,
        0x8b07_5fc9_18b7_743e,
    );
    assert_eq!(
        Seeds::from_seed(1),
        Seeds {
            inputs,
            market,
            chance
        }
    );
    assert_eq!(
        CELL.pair(5),
        (0.239_451_335_362_203_3, 0.367_739_921_088_273_14)
    );
    let score = normal_quantile(CELL.stream(5).next_uniform());
    assert!((score - 1.206_224_565_588_808_9).abs() < 1e-15);
}

#[test]
fn uniforms_are_the_same_on_every_instruction_set() {
    // across the wrap of the paths
    let cell = Cell::new(1, 2, 3, 4);
    wide::assert_same_bits(&[vec![0.0; 77], vec![0.0; 77]], |rows, runner| {
        let (a, b) = rows.split_at_mut(1);
        runner.run(FillPair {
            cell,
            first_path: u32::MAX - 20,
            out: [&mut a[0], &mut b[0]],
        });
    });
}
