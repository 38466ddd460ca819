"""What the paths add up to: a row for each metric and key, and its statistics."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenario import Floats, Scenario

QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
STATISTICS = ["mean", "sd", "se", *QUANTILES, "kurtosis", "gap"]
# values that are sorted together, small enough for the cache
TOGETHER = 32_768
# a number's digits in a file
NUMBER = "%.12g"

FLOW, STOCK, RATIO = "flow", "stock", "ratio"

# metric: what a span of months does to it, and groups of its keys, in the order of the files
METRICS = {
    "signups": (FLOW, [""]),
    "users": (STOCK, [""]),
    "free_users": (STOCK, ["", "segment"]),
    "subscribers": (STOCK, ["", "plan", "segment"]),
    "new_subscribers": (FLOW, ["", "plan"]),
    "churned_subscribers": (FLOW, ["", "plan"]),
    "reactivated_subscribers": (FLOW, [""]),
    "involuntary_churn": (FLOW, [""]),
    "switched_subscribers": (FLOW, [""]),
    "churn_rate": (RATIO, ["", "plan"]),
    "mrr": (STOCK, ["", "plan"]),
    "arr": (STOCK, ["", "plan"]),
    "new_mrr": (FLOW, [""]),
    "reactivation_mrr": (FLOW, [""]),
    "expansion_mrr": (FLOW, ["", "intro"]),
    "contraction_mrr": (FLOW, [""]),
    "churned_mrr": (FLOW, [""]),
    "nrr": (RATIO, [""]),
    "grr": (RATIO, [""]),
    "billings": (FLOW, ["", "plans", "plan", "top_ups", "api"]),
    "revenue": (FLOW, ["", "plans", "plan", "top_ups", "api"]),
    "deferred_revenue": (STOCK, [""]),
    "credits_granted": (FLOW, ["", "plan"]),
    "credits_used": (FLOW, ["", "plan"]),
    "breakage": (FLOW, ["", "plan"]),
    "unmet_credits": (FLOW, ["", "plan"]),
    "top_up_credits": (FLOW, ["", "plan"]),
    "free_credits": (FLOW, [""]),
    "api_credits": (FLOW, [""]),
    "generations": (FLOW, ["", "maker"]),
    "generations_total": (STOCK, ["", "kind"]),
    "api_customers": (STOCK, ["", "class"]),
    "gpu_hours": (FLOW, ["", "plan", "free", "api"]),
    "compute_cost": (FLOW, ["", "plan", "free", "api"]),
    "fees": (FLOW, [""]),
    "support_cost": (FLOW, [""]),
    "marketing_cost": (FLOW, [""]),
    "fixed_cost": (FLOW, [""]),
    "gross_profit": (FLOW, ["", "plan", "free", "api"]),
    "gross_margin": (RATIO, [""]),
    "operating_profit": (FLOW, [""]),
    "cash": (STOCK, [""]),
    "arppu": (RATIO, [""]),
}
# what ratios divide
RATIOS = {
    "churn_rate": ("churned_subscribers", "starting_subscribers"),
    "nrr": ("grown_mrr", "starting_mrr"),
    "grr": ("kept_mrr", "starting_mrr"),
    "gross_margin": ("gross_profit", "revenue"),
    "arppu": ("subscriber_revenue", "mean_subscribers"),
}
# what no file shows of it
PARTS = {
    "starting_subscribers": ["", "plan"],
    "mean_subscribers": [""],
    "starting_mrr": [""],
    "kept_mrr": [""],
    "grown_mrr": [""],
    "subscriber_revenue": [""],
}
# multiples of another metric: so are all their statistics, save the kurtosis
MULTIPLES = {"arr": ("mrr", 12.0)}


def keys(scenario: Scenario, group: str) -> list[str]:
    """The keys of a group, as the files write them."""
    if group == "plan":
        return [f"plan:{name}" for name in scenario.plans]
    if group == "segment":
        return [f"segment:{name}" for name in scenario.segments]
    if group == "class":
        return scenario.api
    if group == "kind":
        return scenario.generations
    if group == "maker":
        return [f"{name}{maker}" for name in scenario.generations for maker in ("", ":paid", ":free", ":api")]
    return [group]


class Calendar:
    """The months of a run, and their quarters and years."""

    def __init__(self, start: int, months: int) -> None:
        dates = [divmod(start + month, 12) for month in range(months)]
        self.months = [f"{year}-{month + 1:02}" for year, month in dates]
        quarters = runs([f"{year}-Q{month // 3 + 1}" for year, month in dates])
        years = runs([name[:4] for name, _ in quarters])
        # quarters of months, years of quarters
        self.quarters, self.years = ([span for _, span in spans] for spans in (quarters, years))
        self.spans = ["total", *(name for name, _ in years), *(name for name, _ in quarters)]
        # the last month of each span
        ends = [quarter.stop - 1 for quarter in self.quarters]
        self.ends = [months - 1, *(ends[year.stop - 1] for year in self.years), *ends]

    def add_up(self, months: Floats, spans: Floats) -> None:
        """Sums over the spans from values by month."""
        first = 1 + len(self.years)
        for quarter, total in zip(self.quarters, spans[first:]):
            months[quarter].sum(axis=0, out=total)
        for year, total in zip(self.years, spans[1:]):
            spans[first:][year].sum(axis=0, out=total)
        spans[1:first].sum(axis=0, out=spans[0])


def runs(names: list[str]) -> list[tuple[str, slice]]:
    """Equal neighbours under their name."""
    found, first = [], 0
    for name, members in groupby(names):
        size = len(list(members))
        found.append((name, slice(first, first + size)))
        first += size
    return found


class Ledger:
    """The values of every metric, key, month and path."""

    def __init__(self, scenario: Scenario, months: int, paths: int) -> None:
        self.scenario, self.months, self.paths = scenario, months, paths
        self.rows: dict[tuple[str, str], slice] = {}
        count = 0
        kept = {metric: groups for metric, (nature, groups) in METRICS.items() if nature != RATIO}
        for metric, groups in {**kept, **PARTS}.items():
            for group in groups if metric not in MULTIPLES else []:
                size = len(keys(scenario, group))
                self.rows[metric, group] = slice(count, count + size)
                count += size
        self.values = np.zeros((count, months, paths))
        self.block = slice(0, paths)
        self.month = 0

    def put(self, metric: str, group: str, values: NDArray) -> None:
        """Records this month's values of a metric, a row for each key of the group."""
        self.values[self.rows[metric, group], self.month, self.block] = values


class Summary:
    """The statistics of every metric and key over every month and span."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.calendar = Calendar(ledger.scenario.start, ledger.months)
        size = ledger.months + len(self.calendar.spans)
        self.room = [np.empty((size, ledger.paths)) for _ in range(2)]
        self.labels: list[str] = []
        tables: dict[tuple[str, str], list[Floats]] = {}
        for metric, (nature, groups) in METRICS.items():
            for group in groups:
                self.labels += [f"{metric},{key}" for key in keys(ledger.scenario, group)]
                if metric in MULTIPLES:
                    base, factor = MULTIPLES[metric]
                    scale = [1.0 if name == "kurtosis" else factor for name in STATISTICS]
                    tables[metric, group] = [table * scale for table in tables[base, group]]
                else:
                    tables[metric, group] = list(self._tables(metric, nature, group))
        # by series, period and statistic
        self.table = np.stack([table for found in tables.values() for table in found])

    def _tables(self, metric: str, nature: str, group: str) -> Iterator[Floats]:
        """The statistics of each key of a group: of the months, then of the spans."""
        ledger, room, months = self.ledger, self.room[0], self.ledger.months
        above, below = RATIOS.get(metric, (metric, None))
        values = ledger.values[ledger.rows[above, group]]
        divisors = ledger.values[ledger.rows[below, group]] if below else values
        for value, divisor in zip(values, divisors):
            room[:months] = value
            if nature == STOCK:
                table = statistics(room[:months])
                yield np.concatenate([table, table[self.calendar.ends]])
                continue
            self.calendar.add_up(value, room[months:])
            if below:
                self._divide(divisor)
            yield statistics(room)

    def _divide(self, divisor: Floats) -> None:
        """A ratio of the spans' sums, undefined where the divisor is 0."""
        ratio, divisors = self.room
        divisors[: len(divisor)] = divisor
        self.calendar.add_up(divisor, divisors[len(divisor) :])
        divisors[divisors == 0.0] = np.nan
        ratio /= divisors


def statistics(values: Floats) -> Floats:
    """Statistics over the paths on which a value is defined, a row for each period; sorts the values.

    Last the largest gap between neighbouring values from the 5 % to the 95 % quantile: quantiles of
    whole people, and of what they pay, are not known better than that.
    """
    count = values.shape[1]
    if count < 2:
        return np.full((len(values), len(STATISTICS)), np.nan)
    mean, square, fourth, gap = np.empty((4, len(values)))
    step, edge = max(1, TOGETHER // count), count // 20
    with np.errstate(divide="ignore", invalid="ignore"):
        for first in range(0, len(values), step):
            some = slice(first, first + step)
            part = values[some]
            part.sort(axis=-1)
            mean[some] = part.sum(axis=-1) / count
            apart = part - mean[some, None]
            square[some] = np.vecdot(apart, apart)
            apart *= apart
            fourth[some] = np.vecdot(apart, apart)
            middle = part[:, edge : count - edge]
            gaps = np.subtract(middle[:, 1:], middle[:, :-1], out=apart[:, 1 : middle.shape[1]])
            gap[some] = gaps.max(axis=-1, initial=0.0)
        sd = np.sqrt(square / (count - 1))
        kurtosis = fourth * count / square**2
    ranks = np.array(list(QUANTILES.values())) * (count - 1)
    low = np.floor(ranks).astype(int)
    below, above = values[:, low], values[:, np.minimum(low + 1, count - 1)]
    quantiles = below + (ranks - low) * (above - below)
    found = np.column_stack([mean, sd, sd / np.sqrt(count), quantiles, kurtosis, gap])
    for index in np.flatnonzero(np.isnan(values[:, -1])):
        # undefined values come last
        defined = np.searchsorted(values[index], np.nan)
        found[index] = statistics(values[index, None, :defined])
    return found


def write(ledger: Ledger, folder: Path) -> None:
    """Writes `monthly.csv`, and the horizon, years and quarters in `summary.csv`."""
    summary = Summary(ledger)
    calendar, months = summary.calendar, ledger.months
    folder.mkdir(parents=True, exist_ok=True)
    for name, first, periods, table in (
        ("monthly.csv", "month", calendar.months, summary.table[:, :months]),
        ("summary.csv", "period", calendar.spans, summary.table[:, months:]),
    ):
        places = [f"{period},{label}," for period in periods for label in summary.labels]
        line = ",".join([NUMBER] * len(STATISTICS)) + "\n"
        numbers = line * len(places) % tuple(table.swapaxes(0, 1).ravel().tolist())
        lines = numbers.replace("nan", "").splitlines(keepends=True)
        with open(folder / name, "w", encoding="utf-8", newline="") as file:
            file.write(",".join([first, "metric", "key", *STATISTICS]) + "\n")
            file.writelines(map("".join, zip(places, lines)))
