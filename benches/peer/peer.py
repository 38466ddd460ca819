"""A second implementation of the model, in numpy, that the engine is timed against.

Example: python peer.py ../../scenarios/startup.toml --paths 4096 --out results
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

from model import Block
from records import Ledger, write
from scenario import Numbers, Refused, Scenario, load

BLOCK_PATHS = 2048


def simulate(scenario: Scenario, paths: int, months: int, seed: int, block: int = BLOCK_PATHS) -> Ledger:
    """Simulates the paths, a block that fits the cache at a time."""
    ledger = Ledger(scenario, months, paths)
    starts = range(0, paths, block)
    for start, sequence in zip(starts, np.random.SeedSequence(seed).spawn(len(starts))):
        ledger.block = slice(start, min(start + block, paths))
        rng = np.random.Generator(np.random.SFC64(sequence))
        numbers = Numbers(scenario, rng, ledger.block.stop - start)
        Block(scenario, numbers, rng, ledger).run()
    return ledger


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--paths", type=int, default=2000)
    parser.add_argument("--months", type=int, help="default: the scenario's")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--block", type=int, default=BLOCK_PATHS, help="paths that are simulated together")
    parser.add_argument("--out", type=Path, help="write monthly.csv and summary.csv to this directory")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    began = time.perf_counter()
    try:
        scenario = load(options.scenario)
    except Refused as refusal:
        print(f"{options.scenario}: {refusal}", file=sys.stderr)
        return 2
    months = options.months or scenario.document["months"]
    ledger = simulate(scenario, options.paths, months, options.seed, options.block)
    simulated = time.perf_counter()
    if options.out:
        write(ledger, options.out)
    done = time.perf_counter()
    timing = {
        "simulate_seconds": simulated - began,
        "write_seconds": done - simulated,
        "path_months_per_second": options.paths * months / (done - began),
    }
    print(json.dumps(timing))
    return 0


if __name__ == "__main__":
    sys.exit(main())
