"""Scenario files: reading, `extends`, and the laws of their numbers.

Every key that the peer knows stands in `KEYS`. Whatever else a file has is refused: a peer that
ignores a line would simulate another scenario.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]

SCORE_95 = 1.6448536269514722


class Refused(Exception):
    """The scenario has something that the peer does not implement."""


@dataclass(frozen=True)
class Key:
    """What numbers a key allows, which law an interval has, and the value of a missing key."""

    family: str
    low: float = -math.inf
    high: float = math.inf
    default: float | None = None


def real(default: float | None = 0.0, low: float = -math.inf, high: float = math.inf) -> Key:
    return Key("normal", low, high, default)


def positive(default: float | None = None) -> Key:
    return Key("lognormal", 0.0, math.inf, default)


def probability(default: float | None = None) -> Key:
    return Key("logit-normal", 0.0, 1.0, default)


GROWTH = real(0.0, low=-1.0)

TREND = {
    "constant.level": positive(),
    "exponential.level": positive(),
    "exponential.growth": GROWTH,
    "exponential.growth_half_life": positive(math.inf),
    "logistic.level": positive(),
    "logistic.growth": GROWTH,
    "logistic.capacity": positive(),
    "bass.market": positive(),
    "bass.p": positive(),
    "bass.q": positive(),
    "series.values.*": positive(),
    "series.growth": GROWTH,
}

RETENTION = {
    "constant.churn": probability(),
    "sbg.first_churn": probability(),
    "sbg.polarization": probability(),
    "sbg.alpha": positive(),
    "sbg.beta": positive(),
    "table.churn.*": probability(),
}

KEYS = {
    **{f"signups.trend.{key}": law for key, law in TREND.items()},
    "signups.season.*": positive(1.0),
    "noise.*.sd": positive(0.0),
    "noise.*.autocorrelation": probability(0.0),
    "generations.*.credits": positive(),
    "generations.*.gpu_seconds": positive(0.0),
    "free.credits": positive(0.0),
    "plans.*.price": positive(),
    "plans.*.intro.price": positive(),
    "plans.*.credits": positive(0.0),
    "plans.*.demand": positive(1.0),
    "plans.*.top_up_price": positive(),
    **{f"plans.*.retention.{key}": law for key, law in RETENTION.items()},
    "plans.*.switch.*": probability(),
    "plans.*.appeal": real(),
    "segments.*.share": probability(),
    "segments.*.churn_odds": positive(1.0),
    "segments.*.free_attrition": probability(0.0),
    "segments.*.free_engagement": real(),
    "segments.*.buying.conversion.*": probability(),
    "segments.*.buying.plan_mix.*": probability(),
    "segments.*.buying.price_elasticity": real(),
    "segments.*.buying.dissimilarity": probability(1.0),
    "segments.*.buying.intro_weight": probability(0.0),
    "segments.*.buying.intro_selection": real(0.0, low=0.0),
    "segments.*.buying.quota_sensitivity": real(0.0, low=0.0),
    "segments.*.buying.free_substitution": real(0.0, low=0.0),
    "segments.*.buying.renewal_elasticity": real(),
    "segments.*.buying.bill_shock": real(0.0, low=0.0),
    "segments.*.buying.winback": probability(0.0),
    "segments.*.buying.lapsed_attrition": probability(0.0),
    "segments.*.usage.free.*": positive(0.0),
    "segments.*.usage.paid.*": positive(0.0),
    "segments.*.usage.cv": positive(1.0),
    "segments.*.usage.idle": probability(0.0),
    "segments.*.usage.top_up_take": probability(0.0),
    "segments.*.usage.top_up_elasticity": real(),
    **{f"api.*.arrivals.{key}": law for key, law in TREND.items()},
    "api.*.credits": positive(),
    "api.*.cv": positive(1.0),
    "api.*.expansion": GROWTH,
    "api.*.price": positive(),
    **{f"api.*.churn.{key}": law for key, law in RETENTION.items()},
    "api.*.mix.*": probability(),
    "api.*.acquisition_elasticity": real(),
    "api.*.usage_elasticity": real(),
    "billing.vat": probability(0.0),
    "billing.refund_rate": probability(0.0),
    "billing.store_share": probability(0.0),
    "billing.store_commission": probability(0.0),
    "billing.processing_fee": probability(0.0),
    "billing.payment_failure": probability(0.0),
    "billing.dunning_recovery": probability(0.0),
    "costs.gpu_hour": positive(0.0),
    "costs.gpu_hour_decline": real(0.0, high=1.0),
    "costs.gpu_utilisation": probability(1.0),
    "costs.signup_cost": positive(0.0),
    "costs.support_per_subscriber": positive(0.0),
    "costs.fixed": positive(0.0),
    "opening.users": positive(0.0),
    "opening.cash": positive(0.0),
    "opening.generations.*": positive(0.0),
    "opening.free_users.*": positive(0.0),
    "opening.lapsed.*": positive(0.0),
    "opening.api_customers.*": positive(0.0),
    "opening.subscribers.*.count": positive(),
}

# Keys that are no numbers of the simulation; facts, guards and sources change no result.
WORDS = {
    "name",
    "currency",
    "start",
    "months",
    "extends",
    "signups.trend.*.from",
    "api.*.arrivals.*.from",
    "plans.*.from",
    "plans.*.period",
    "plans.*.intro.periods",
    "opening.subscribers.*.plan",
    "opening.subscribers.*.segment",
    "opening.subscribers.*.renewals",
    "opening.subscribers.*.elapsed",
}
SILENT = {"simulation", "facts", "guards", "sources", "correlate"}

# What customers compare with: the peer knows their behaviour at these values only.
REFERENCES = [
    "plans.*.price",
    "plans.*.period",
    "plans.*.intro",
    "plans.*.credits",
    "plans.*.top_up_price",
    "plans.*.appeal",
    "generations.*.credits",
    "free.credits",
    "api.*.price",
]

DISTRIBUTIONS = {
    "normal": {"mean", "sd", "min", "max"},
    "lognormal": {"mean", "sd", "min", "max"},
    "beta": {"mean", "sd", "min", "max"},
    "gamma": {"mean", "sd", "min", "max"},
    "uniform": {"min", "max"},
    "triangular": {"min", "mode", "max"},
    "pert": {"min", "mode", "max"},
    "discrete": {"values", "weights"},
}


def matches(pattern: str, key: str) -> bool:
    """Whether `plans.*.price` describes `plans.gold.price`."""
    parts, names = pattern.split("."), key.split(".")
    return len(parts) == len(names) and all(p in ("*", n) for p, n in zip(parts, names))


def described(key: str) -> Key:
    for pattern, law in KEYS.items():
        if matches(pattern, key):
            return law
    raise Refused(f"{key}: the peer does not implement this key")


def is_distribution(value: Any) -> bool:
    if not isinstance(value, dict) or len(value) != 1:
        return False
    [(family, numbers)] = value.items()
    return family in DISTRIBUTIONS and isinstance(numbers, dict) and numbers.keys() <= DISTRIBUTIONS[family]


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    """Every number and word of a document by its dotted key."""
    if is_distribution(value) or not isinstance(value, (dict, list)):
        return {path: value}
    items = value.items() if isinstance(value, dict) else enumerate(value)
    found: dict[str, Any] = {}
    for name, inner in items:
        found |= leaves(inner, f"{path}.{name}" if path else str(name))
    return found


def as_number(text: str) -> float:
    text = text.strip().replace("_", "")
    return float(text[:-1]) / 100.0 if text.endswith("%") else float(text)


def logit(p: float) -> float:
    return math.log(p) - math.log1p(-p)


LINKS: dict[str, tuple[Callable[[float], float], Callable[[Floats], Floats]]] = {
    "normal": (lambda x: x, lambda x: x),
    "lognormal": (lambda x: math.log(x) if x > 0 else -math.inf, np.exp),
    "logit-normal": (
        lambda p: -math.inf if p <= 0 else math.inf if p >= 1 else logit(p),
        lambda x: 1.0 / (1.0 + np.exp(-x)),
    ),
}


@dataclass(frozen=True)
class LinkedNormal:
    """A normal law, or one whose logarithm or logit is normal, truncated to [low, high]."""

    family: str
    mean: float
    sd: float
    low: float
    high: float

    def at(self, scores: Floats) -> Floats:
        link, back = LINKS[self.family]
        ends = [(link(end) - self.mean) / self.sd if math.isfinite(end) else end for end in (self.low, self.high)]
        below, above = ndtr(ends)
        if below > 0.0 or above < 1.0:
            scores = ndtri(below + ndtr(scores) * (above - below))
        return back(self.mean + self.sd * scores)


@dataclass(frozen=True)
class Uniform:
    low: float
    high: float

    def at(self, scores: Floats) -> Floats:
        return self.low + ndtr(scores) * (self.high - self.low)


@dataclass(frozen=True)
class Discrete:
    values: tuple[float, ...]
    weights: tuple[float, ...]

    def at(self, scores: Floats) -> Floats:
        ends = np.cumsum(self.weights) / np.sum(self.weights)
        return np.array(self.values)[np.searchsorted(ends[:-1], ndtr(scores), side="right")]


Law = LinkedNormal | Uniform | Discrete


def interval(key: str, text: str, allowed: Key) -> LinkedNormal:
    low, high = (as_number(end) for end in text.split(" to "))
    link = LINKS[allowed.family][0]
    low, high = link(low), link(high)
    if not -math.inf < low < high < math.inf:
        raise Refused(f"{key}: {text!r} is not an interval of a {allowed.family} law")
    sd = (high - low) / (2.0 * SCORE_95)
    return LinkedNormal(allowed.family, (low + high) / 2.0, sd, allowed.low, allowed.high)


def named(key: str, value: dict[str, Any], allowed: Key) -> Law:
    [(family, numbers)] = value.items()
    if family == "uniform":
        if not allowed.low <= numbers["min"] < numbers["max"] <= allowed.high:
            raise Refused(f"{key}: the peer does not truncate a uniform law")
        return Uniform(numbers["min"], numbers["max"])
    if family == "discrete":
        return Discrete(tuple(numbers["values"]), tuple(numbers["weights"]))
    if family not in ("normal", "lognormal"):
        raise Refused(f"{key}: the peer does not implement the {family} law")
    mean, sd = numbers["mean"], numbers["sd"]
    low = max(allowed.low, numbers.get("min", -math.inf))
    high = min(allowed.high, numbers.get("max", math.inf))
    if family == "lognormal":
        variance = math.log1p((sd / mean) ** 2)
        mean, sd = math.log(mean) - variance / 2.0, math.sqrt(variance)
    return LinkedNormal(family, mean, sd, low, high)


def law_or_number(key: str, value: Any) -> Law | float:
    allowed = described(key)
    if isinstance(value, dict):
        return named(key, value, allowed)
    if isinstance(value, str) and " to " in value:
        return interval(key, value, allowed)
    return as_number(value) if isinstance(value, str) else float(value)


def merged(base: dict[str, Any], change: dict[str, Any], path: str = "") -> dict[str, Any]:
    """An extending file's table over the base's; another form of trend or retention replaces it."""
    forms = ("signups.trend", "api.*.arrivals", "plans.*.retention", "api.*.churn")
    if any(matches(form, path) for form in forms) and base.keys() != change.keys():
        return change
    if is_distribution(base) or is_distribution(change):
        return change
    result = dict(base)
    for name, value in change.items():
        both = isinstance(value, dict) and isinstance(result.get(name), dict)
        inner = f"{path}.{name}" if path else name
        result[name] = merged(result[name], value, inner) if both else value
    return result


def moved_references(base: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """References that an extending file moves: customers would respond to them."""
    before, after = leaves(base), leaves(document)
    keys = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    prefixes = [(key, pattern) for key in keys for pattern in REFERENCES]
    return [key for key, pattern in prefixes if matches(pattern, ".".join(key.split(".")[: pattern.count(".") + 1]))]


def load_document(path: Path) -> dict[str, Any]:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    if "extends" not in document:
        return document
    base = tomllib.loads((path.parent / document["extends"]).read_text(encoding="utf-8"))
    if "extends" in base:
        raise Refused("extends: the peer reads one base file, not a chain of them")
    whole = merged(base, document)
    moved = moved_references(base, whole)
    if moved:
        raise Refused(f"{moved[0]}: the peer does not implement responses to a change of the base file's card")
    return whole


def month_number(text: str) -> int:
    year, month = text.split("-")
    return 12 * int(year) + int(month) - 1


@dataclass
class Scenario:
    """A scenario that the peer can simulate: its document, and every number by its key."""

    document: dict[str, Any]
    numbers: dict[str, Law | float] = field(init=False)
    inputs: list[str] = field(init=False)
    start: int = field(init=False)

    def __post_init__(self) -> None:
        everything = {
            key: value
            for key, value in leaves(self.document).items()
            if key.split(".")[0] not in SILENT and value not in ({}, [])
        }
        self.numbers = {
            key: law_or_number(key, value)
            for key, value in everything.items()
            if value != "rest" and not any(matches(pattern, key) for pattern in WORDS)
        }
        self.inputs = [key for key, value in self.numbers.items() if not isinstance(value, float)]
        self.start = month_number(self.document["start"])
        for plan in self.plans:
            if self.table(f"plans.{plan}.intro").get("periods", 1) not in (0, 1):
                raise Refused(f"plans.{plan}.intro.periods: the peer implements one intro period")

    def table(self, path: str) -> dict[str, Any]:
        """The table at a dotted path, empty where there is none."""
        table = self.document
        for name in path.split("."):
            table = table.get(name, {})
        return table

    @property
    def plans(self) -> list[str]:
        return list(self.table("plans"))

    @property
    def segments(self) -> list[str]:
        return list(self.table("segments"))

    @property
    def generations(self) -> list[str]:
        return list(self.table("generations"))

    @property
    def api(self) -> list[str]:
        return list(self.table("api"))

    def has_intro(self, plan: str) -> bool:
        intro = self.table(f"plans.{plan}.intro")
        return "price" in intro and intro.get("periods", 1) > 0

    def period(self, plan: str) -> int:
        return self.table(f"plans.{plan}").get("period", 1)

    def first_month(self, table: dict[str, Any], default: int) -> int:
        """The month of `from`, counted from the first simulated one."""
        return month_number(table["from"]) - self.start if "from" in table else default

    def coupled(self) -> tuple[list[str], Floats]:
        """The inputs that are correlated, and the Cholesky factor of their scores' correlations."""
        groups = [
            ([key for key in group["inputs"] if key in self.inputs], group["rho"])
            for group in self.document.get("correlate", [])
        ]
        inputs = sorted({key for group, _ in groups for key in group})
        matrix = np.eye(len(inputs))
        for group, rho in groups:
            places = [inputs.index(key) for key in group]
            matrix[np.ix_(places, places)] = rho
        np.fill_diagonal(matrix, 1.0)
        return inputs, np.linalg.cholesky(matrix)


def load(path: Path) -> Scenario:
    """Reads a scenario file; raises `Refused` where the peer cannot do what it says."""
    return Scenario(load_document(path))


class Numbers:
    """The numbers of a block of paths: known, or drawn once per path."""

    def __init__(self, scenario: Scenario, rng: np.random.Generator, paths: int) -> None:
        self.scenario = scenario
        self.paths = paths
        self.scores = dict(zip(scenario.inputs, rng.standard_normal((len(scenario.inputs), paths))))
        inputs, factor = scenario.coupled()
        if inputs:
            coupled = factor @ np.stack([self.scores[key] for key in inputs])
            self.scores |= dict(zip(inputs, coupled))

    def __call__(self, key: str) -> Floats:
        """The values of a key, by path."""
        value = self.scenario.numbers.get(key)
        if value is None:
            value = described(key).default
        if value is None:
            raise Refused(f"{key} is missing")
        if isinstance(value, float):
            return np.full(self.paths, value)
        return value.at(self.scores[key])

    def rows(self, keys: list[str]) -> Floats:
        """The values of several keys, one row each."""
        return np.stack([self(key) for key in keys]) if keys else np.zeros((0, self.paths))

    def proportions(self, table: dict[str, Any], path: str, names: list[str]) -> Floats:
        """Shares of `names` that add up to 1: weights over their sum, `rest` takes what is left."""
        given = [self(f"{path}.{name}") if table.get(name, 0) not in (0, "rest") else self.nothing() for name in names]
        shares = np.stack(given)
        rest = [index for index, name in enumerate(names) if table.get(name) == "rest"]
        if rest:
            shares[rest[0]] = np.maximum(0.0, 1.0 - shares.sum(axis=0))
        total = shares.sum(axis=0)
        return shares / np.where(total > 0.0, total, 1.0)

    def nothing(self) -> Floats:
        return np.zeros(self.paths)
