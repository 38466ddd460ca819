"""What the paths add up to: a row for each metric and key, and its statistics."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenario import Floats, Scenario

QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
HEADER = ["metric", "key", "mean", "sd", "se", *QUANTILES, "kurtosis", "gap"]

# metric: groups of its keys
FLOWS = {
    "signups": [""],
    "new_subscribers": ["", "plan"],
    "reactivated_subscribers": [""],
    "churned_subscribers": ["", "plan"],
    "involuntary_churn": [""],
    "switched_subscribers": [""],
    "new_mrr": [""],
    "reactivation_mrr": [""],
    "expansion_mrr": ["", "intro"],
    "contraction_mrr": [""],
    "churned_mrr": [""],
    "billings": ["", "plans", "plan", "top_ups", "api"],
    "revenue": ["", "plans", "plan", "top_ups", "api"],
    "credits_granted": [""],
    "credits_used": [""],
    "breakage": [""],
    "unmet_credits": [""],
    "top_up_credits": [""],
    "free_credits": [""],
    "api_credits": [""],
    "generations": ["", "kind", "paid", "free", "api"],
    "gpu_hours": [""],
    "compute_cost": ["", "plan", "free", "api"],
    "fees": [""],
    "support_cost": [""],
    "marketing_cost": [""],
    "fixed_cost": [""],
    "gross_profit": ["", "plan", "free", "api"],
    "operating_profit": [""],
}
STOCKS = {
    "users": [""],
    "free_users": ["", "segment"],
    "subscribers": ["", "plan", "segment"],
    "mrr": ["", "plan"],
    "arr": [""],
    "deferred_revenue": [""],
    "generations_total": ["", "kind"],
    "api_customers": ["", "class"],
    "cash": [""],
}
# what ratios divide; not written
PARTS = {
    "starting_subscribers": ["", "plan"],
    "mean_subscribers": [""],
    "starting_mrr": [""],
    "kept_mrr": [""],
    "grown_mrr": [""],
    "subscriber_revenue": [""],
}
RATIOS = {
    "churn_rate": ("churned_subscribers", "starting_subscribers", ["", "plan"]),
    "nrr": ("grown_mrr", "starting_mrr", [""]),
    "grr": ("kept_mrr", "starting_mrr", [""]),
    "gross_margin": ("gross_profit", "revenue", [""]),
    "arppu": ("subscriber_revenue", "mean_subscribers", [""]),
}


def keys(scenario: Scenario, metric: str, group: str) -> list[str]:
    """The keys of a group, as `monthly.csv` writes them."""
    if group == "plan":
        return [f"plan:{name}" for name in scenario.plans]
    if group == "segment":
        return [f"segment:{name}" for name in scenario.segments]
    if group == "class":
        return scenario.api
    if group == "kind":
        return scenario.generations
    if metric == "generations" and group:
        return [f"{name}:{group}" for name in scenario.generations]
    return [group]


class Ledger:
    """The values of every metric, key, month and path."""

    def __init__(self, scenario: Scenario, months: int, paths: int) -> None:
        self.scenario, self.months = scenario, months
        self.rows: dict[tuple[str, str], slice] = {}
        count = 0
        for metric, groups in {**FLOWS, **STOCKS, **PARTS}.items():
            for group in groups:
                size = len(keys(scenario, metric, group))
                self.rows[metric, group] = slice(count, count + size)
                count += size
        self.values = np.zeros((count, months, paths))
        self.block = slice(0, paths)
        self.month = 0

    def put(self, metric: str, group: str, values: NDArray) -> None:
        """Records this month's values of a metric, a row for each key of the group."""
        self.values[self.rows[metric, group], self.month, self.block] = values

    def tables(self, total: bool) -> list[tuple[str, str, Floats]]:
        """Metric, key and values by period (months, or all of them) and path."""
        found = []
        for metric, groups in {**FLOWS, **STOCKS}.items():
            for group in groups:
                found += self._named(metric, group, self._spans(metric, group, total))
        for metric, (above, below, groups) in RATIOS.items():
            for group in groups:
                divisor = self._spans(below, group, total)
                with np.errstate(divide="ignore", invalid="ignore"):
                    ratio = self._spans(above, group, total) / np.where(divisor == 0.0, np.nan, divisor)
                found += self._named(metric, group, ratio)
        return found

    def _spans(self, metric: str, group: str, total: bool) -> Floats:
        values = self.values[self.rows[metric, group]]
        if not total:
            return values
        return values[:, -1:] if metric in STOCKS else values.sum(axis=1, keepdims=True)

    def _named(self, metric: str, group: str, values: Floats) -> list[tuple[str, str, Floats]]:
        return [(metric, key, row) for key, row in zip(keys(self.scenario, metric, group), values)]


def statistics(values: Floats) -> Floats:
    """Mean, sd, se, quantiles and kurtosis over the paths on which a value is defined, by period.

    Last the largest gap between neighbouring values from the 5 % to the 95 % quantile: quantiles of
    whole people, and of what they pay, are not known better than that.
    """
    values = np.sort(values, axis=-1)
    if not np.isnan(values[:, -1]).any():
        return of_sorted(values)
    # undefined values come last
    return np.concatenate([of_sorted(row[None, : np.isfinite(row).sum()]) for row in values], axis=1)


def of_sorted(values: Floats) -> Floats:
    count = values.shape[-1]
    if count < 2:
        return np.full((5 + len(QUANTILES), len(values)), np.nan)
    mean = values.mean(axis=-1)
    squares = (values - mean[:, None]) ** 2
    total = squares.sum(axis=-1)
    sd = np.sqrt(total / (count - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        kurtosis = np.einsum("ij,ij->i", squares, squares) * count / total**2
    ranks = np.array(list(QUANTILES.values())) * (count - 1)
    low = np.floor(ranks).astype(int)
    below, above = values[:, low], values[:, np.minimum(low + 1, count - 1)]
    quantiles = below + (ranks - low) * (above - below)
    edge = count // 20
    gap = np.diff(values[:, edge : count - edge]).max(axis=-1, initial=0.0)
    return np.stack([mean, sd, sd / np.sqrt(count), *quantiles.T, kurtosis, gap])


def write(ledger: Ledger, folder: Path) -> None:
    """Writes `monthly.csv`, and the whole horizon in `summary.csv`."""
    start = ledger.scenario.start
    months = [f"{(start + month) // 12}-{(start + month) % 12 + 1:02}" for month in range(ledger.months)]
    folder.mkdir(parents=True, exist_ok=True)
    for name, first, periods in (("monthly.csv", "month", months), ("summary.csv", "period", ["total"])):
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([first, *HEADER])
            for metric, key, values in ledger.tables(total=periods == ["total"]):
                for period, row in zip(periods, statistics(values).T.tolist()):
                    cells = ["" if math.isnan(number) else repr(number) for number in row]
                    writer.writerow([period, metric, key, *cells])
