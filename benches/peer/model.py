"""The model, a block of paths at a time: every array has the paths of the block on its last axis.

Names are those of `docs/model.md`. Customers meet the card that the file states, so every utility
of the model is 0: prices, quotas and free credits are at their references.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from records import Ledger
from scenario import Floats, Numbers, Scenario

Counts = NDArray[np.int64]
TINY = np.finfo(float).tiny


def odds(probability: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return probability / (1.0 - probability)


def of_odds(value: Floats) -> Floats:
    return value / (1.0 + value)


def indicator(rows: int, targets: Any) -> Floats:
    """The matrix that adds the rows of each target up: one row a target."""
    matrix = np.zeros((rows, len(targets)))
    matrix[targets, np.arange(len(targets))] = 1.0
    return matrix


def hazards(numbers: Numbers, form: dict[str, Any], path: str, renewals: int) -> Floats:
    """`h(1), h(2), …`: the probability of cancelling at each renewal, at reference."""
    a = np.arange(1, renewals + 1)[:, None]
    [(name, keys)] = form.items()
    if name == "constant":
        return np.broadcast_to(numbers(f"{path}.constant.churn"), (renewals, numbers.paths))
    if name == "table":
        table = numbers.rows([f"{path}.table.churn.{index}" for index in range(len(keys["churn"]))])
        return table[np.minimum(a[:, 0], len(table)) - 1]
    if "alpha" in keys:
        alpha, beta = numbers(f"{path}.sbg.alpha"), numbers(f"{path}.sbg.beta")
        return alpha / (alpha + beta + a - 1)
    mu, phi = numbers(f"{path}.sbg.first_churn"), numbers(f"{path}.sbg.polarization")
    return mu * (1.0 - phi) / ((1.0 - phi) + (a - 1) * phi)


def trend(scenario: Scenario, numbers: Numbers, form: dict[str, Any], path: str, months: int) -> Floats:
    """Expected numbers by month; nothing before `from`."""
    [(name, table)] = form.items()
    start = scenario.first_month(table, 0)
    steps = list(unfolding(numbers, name, table, f"{path}.{name}", max(0, months - start)))
    values = np.zeros((months, numbers.paths))
    first = max(0, start)
    if first < months:
        values[first:] = np.maximum(0.0, np.stack(steps)[first - start :])
    return values


def unfolding(numbers: Numbers, name: str, table: dict[str, Any], path: str, steps: int) -> Iterator[Floats]:
    """`v_0, v_1, …` of a trend."""

    def at(key: str) -> Floats:
        return numbers(f"{path}.{key}")

    value = at("level") if "level" in table else numbers.nothing()
    adopted = numbers.nothing()
    for s in range(steps):
        if name == "bass":
            value = (at("p") + at("q") * adopted / at("market")) * (at("market") - adopted)
            adopted = adopted + value
        elif name == "series" and s < len(table["values"]):
            value = at(f"values.{s}")
        elif s > 0 and name == "series":
            value = value * (1.0 + at("growth"))
        elif s > 0 and name == "exponential":
            value = value * (1.0 + at("growth") * 0.5 ** ((s - 1) / at("growth_half_life")))
        elif s > 0 and name == "logistic":
            value = value + at("growth") * value * (1.0 - value / at("capacity"))
        yield value


class CappedDemand:
    """Credits that people use within a quota and want beyond it; demand is gamma.

    How many pass the quota is binomial. Given that, the use of the others is a beta law between
    nothing and all their quotas, and what is wanted beyond is a gamma law, both with the exact mean
    and variance of the sum.
    """

    def __init__(self, mean: Floats, cv: Floats, quota: Floats) -> None:
        shape = np.broadcast_to(1.0 / cv**2, mean.shape)
        wants = mean > 0.0
        scale = np.where(wants, mean, 1.0) * cv**2
        below = [gammainc(shape + power, quota / scale) for power in range(3)]
        first, second = shape * scale, shape * (shape + 1.0) * scale**2
        within = np.maximum(below[0], TINY)
        beyond = np.maximum(1.0 - below[0], TINY)
        self.over = np.where(wants, 1.0 - below[0], 0.0)
        self.quota = quota
        self.share, self.pieces = self._within(first * below[1] / within, second * below[2] / within)
        self.share = np.where(wants, self.share, 0.0)
        above_first, above_second = first * (1.0 - below[1]), second * (1.0 - below[2])
        excess = np.maximum(above_first / beyond - quota, TINY)
        square = above_second / beyond - 2.0 * quota * above_first / beyond + quota**2
        variance = np.maximum(square - excess**2, 1e-12 * excess**2)
        self.excess_shape = excess**2 / variance
        self.excess_scale = variance / excess

    def _within(self, mean: Floats, square: Floats) -> tuple[Floats, Floats]:
        """Mean share of the quota that is used, and `μ(1−μ)/σ²` of it, of those within the quota."""
        quota = np.maximum(self.quota, TINY)
        share = np.clip(mean / quota, 1e-9, 1.0 - 1e-9)
        variance = np.maximum(square / quota / quota - share**2, 1e-12)
        return share, np.maximum(share * (1.0 - share) / variance, 1.0 + 1e-9)

    def draw(self, rng: np.random.Generator, people: Counts) -> tuple[Floats, Floats]:
        """Credits used inside the quota, and the overage, of `people` together."""
        passing = rng.binomial(people, self.over)
        others = people - passing
        size = np.maximum(others, 1) * self.pieces - 1.0
        share = np.maximum(self.share, TINY)
        used = rng.beta(share * size, (1.0 - share) * size)
        inside = (others * used * (self.share > 0.0) + passing) * self.quota
        overage = rng.standard_gamma(passing * self.excess_shape) * self.excess_scale
        return inside, overage


class Market:
    """Sign-ups and the noise of the whole market."""

    SERIES = ("signups", "buying", "churn", "api")

    def __init__(self, scenario: Scenario, numbers: Numbers, months: int) -> None:
        form = scenario.table("signups.trend")
        season = scenario.table("signups").get("season", [1.0] * 12)
        of_year = [(scenario.start + month) % 12 for month in range(months)]
        keys = [f"signups.season.{month}" for month in of_year]
        self.expected = trend(scenario, numbers, form, "signups.trend", months)
        self.expected = self.expected * (numbers.rows(keys) if len(season) == 12 else 1.0)
        self.sd = numbers.rows([f"noise.{name}.sd" for name in self.SERIES])
        self.rho = numbers.rows([f"noise.{name}.autocorrelation" for name in self.SERIES])
        self.scores = np.zeros(0)

    def step(self, rng: np.random.Generator) -> dict[str, Floats]:
        """This month's factors."""
        shocks = rng.standard_normal(self.sd.shape)
        if self.scores.size == 0:
            self.scores = shocks
        else:
            self.scores = self.rho * self.scores + np.sqrt(1.0 - self.rho**2) * shocks
        drift = np.array([0.5, 0.0, 0.0, 0.5])[:, None] * self.sd**2
        return dict(zip(self.SERIES, np.exp(self.sd * self.scores - drift)))


@dataclass(frozen=True)
class Pairs:
    """Every plan and segment that can meet, ordered by period, then plan."""

    plan: NDArray[np.int64]
    segment: NDArray[np.int64]
    place: dict[tuple[int, int], int]
    groups: list[tuple[int, slice]]


def meetings(scenario: Scenario) -> Pairs:
    """Pairs in which somebody buys, is at the opening, or may come by a switch."""
    plans, segments = scenario.plans, scenario.segments
    found: set[tuple[int, int]] = set()
    for index, segment in enumerate(segments):
        mix = scenario.table(f"segments.{segment}.buying.plan_mix")
        found |= {(plans.index(plan), index) for plan, share in mix.items() if share != 0}
    for row in scenario.table("opening").get("subscribers", []):
        found.add((plans.index(row["plan"]), segments.index(row["segment"])))
    waiting = list(found)
    while waiting:
        plan, segment = waiting.pop()
        for target in scenario.table(f"plans.{plans[plan]}.switch"):
            pair = (plans.index(target), segment)
            if pair not in found:
                found.add(pair)
                waiting.append(pair)
    ordered = sorted(found, key=lambda pair: (scenario.period(plans[pair[0]]), pair))
    periods = [scenario.period(plans[plan]) for plan, _ in ordered]
    groups = [
        (period, slice(periods.index(period), periods.index(period) + periods.count(period)))
        for period in sorted(set(periods))
    ]
    place = {pair: index for index, pair in enumerate(ordered)}
    plan, segment = (np.array([pair[part] for pair in ordered], dtype=np.int64) for part in (0, 1))
    return Pairs(plan, segment, place, groups)


class Cohorts:
    """Subscribers of the pairs of one period, by the slot in which they renew, and by row.

    Row 0 is in the intro period; row r has completed r − 1 renewals and pays the price. Whoever
    renews in month t is in slot t modulo the period.
    """

    def __init__(self, period: int, hazard: Floats, opening: Counts) -> None:
        rows = opening.shape[2]
        self.period = period
        self.people = opening
        self.odds = odds(np.concatenate([hazard[:, :1], hazard[:, : rows - 1]], axis=1))
        occupied = np.flatnonzero(opening.any(axis=(0, 1, 3)))
        self.oldest = int(occupied[-1]) if occupied.size else 1

    def live(self, month: int) -> int:
        """Rows in which there may be anybody before the renewals of `month`."""
        return min(self.oldest + 1 + month // self.period, self.people.shape[2] - 1)

    def renew(
        self, rng: np.random.Generator, month: int, multiple: Floats, going_on: Floats
    ) -> tuple[Counts, Counts, Counts]:
        """Who stays, cancels, or else fails to pay or switches.

        The first axis is the pair. The second is the bill: the intro price, or the price.
        `going_on` is the probability that somebody who does not cancel stays and pays.
        """
        slot, live = month % self.period, self.live(month)
        people = self.people[:, slot, :live]
        keeps = self.odds[:, :live] * multiple[:, None]
        keeps += 1.0
        np.reciprocal(keeps, out=keeps)
        stays = going_on[:, None] * keeps
        staying = rng.binomial(people, stays)
        leaving = people - staying
        np.subtract(1.0, keeps, out=keeps)
        np.subtract(1.0, stays, out=stays)
        keeps /= np.maximum(stays, TINY, out=stays)
        cancelling = rng.binomial(leaving, keeps)
        leaving -= cancelling
        by_bill = [np.stack([part[:, 0], part[:, 1:].sum(axis=1)], axis=1) for part in (staying, cancelling, leaving)]
        self.people[:, slot, 2 : live + 1] = staying[:, 1:]
        self.people[:, slot, 2] += staying[:, 0]
        self.people[:, slot, :2] = 0
        return by_bill[0], by_bill[1], by_bill[2]

    def join(self, month: int, on_intro: Counts, at_price: Counts) -> None:
        slot = month % self.period
        self.people[:, slot, 0] += on_intro
        self.people[:, slot, 1] += at_price


class Accounts:
    """Bills of the plans of one period, by the slot in which they end."""

    def __init__(self, period: int, charged: Floats) -> None:
        self.period = period
        self.charged = charged
        self.mrr = charged.sum(axis=1) / period

    def bill(self, month: int, charge: Floats) -> None:
        slot = month % self.period
        self.mrr = self.mrr + (charge - self.charged[:, slot]) / self.period
        self.charged[:, slot] = charge

    def ahead(self, month: int) -> Floats:
        """What later months will recognise, VAT and refunds included."""
        left = (self.period - 1 - (month - np.arange(self.period)) % self.period) / self.period
        return np.einsum("s,gsp->p", left, self.charged) if self.period > 1 else np.zeros(self.charged.shape[-1])


class Api:
    """Metered customers, by class and tenure: heads, and the sum of their sizes."""

    def __init__(self, scenario: Scenario, numbers: Numbers, rng: np.random.Generator, months: int) -> None:
        classes = scenario.api
        shape = (len(classes), months + 1, numbers.paths)
        self.heads = np.zeros(shape, dtype=np.int64)
        self.sizes = np.zeros(shape)
        forms = [scenario.table(f"api.{name}") for name in classes]
        self.stays = np.stack(
            [1.0 - hazards(numbers, form["churn"], f"api.{name}.churn", months) for name, form in zip(classes, forms)]
        )
        self.arrivals = np.stack(
            [
                trend(scenario, numbers, form["arrivals"], f"api.{name}.arrivals", months)
                for name, form in zip(classes, forms)
            ]
        )
        self.shape = 1.0 / numbers.rows([f"api.{name}.cv" for name in classes]) ** 2
        growth = 1.0 + numbers.rows([f"api.{name}.expansion" for name in classes])
        credits = numbers.rows([f"api.{name}.credits" for name in classes])
        self.credits = credits[:, None] * growth[:, None] ** np.arange(months + 1)[:, None]
        self.price = numbers.rows([f"api.{name}.price" for name in classes])
        names = scenario.generations
        per_credit = 1.0 / np.maximum(numbers.rows([f"generations.{name}.credits" for name in names]), TINY)
        mixes = [numbers.proportions(form["mix"], f"api.{name}.mix", names) for name, form in zip(classes, forms)]
        self.generations = np.stack(mixes) * np.where(per_credit < 1.0 / TINY, per_credit, 0.0)
        for index, name in enumerate(classes):
            opening = np.rint(numbers(f"opening.api_customers.{name}")).astype(np.int64)
            self.arrive(rng, np.s_[index : index + 1, 0], opening[None])
        # there is nobody older than this many months before the departures of month 0
        self.oldest = 1

    def arrive(self, rng: np.random.Generator, place: Any, heads: Counts) -> None:
        shape = self.shape[place[0]]
        self.heads[place] = heads
        self.sizes[place] = rng.standard_gamma(heads * shape) / shape

    def depart(self, rng: np.random.Generator, month: int) -> None:
        """Departures; everybody else grows a month older. The sizes of who stays are a beta share."""
        live = self.oldest + month
        before, sizes = self.heads[:, :live], self.sizes[:, :live]
        staying = rng.binomial(before, self.stays[:, :live])
        some = np.nonzero((staying > 0) & (staying < before))
        shape = self.shape[some[0], some[2]]
        kept = staying[some]
        share = rng.beta(kept * shape, (before[some] - kept) * shape)
        remaining = np.where(staying > 0, sizes, 0.0)
        remaining[some] *= share
        self.heads[:, 1 : live + 1] = staying
        self.sizes[:, 1 : live + 1] = remaining

    def serve(self, rng: np.random.Generator, month: int, noise: Floats) -> tuple[Floats, Floats]:
        """Heads and used credits by class, after departures and arrivals."""
        self.depart(rng, month)
        self.arrive(rng, np.s_[:, 0], rng.poisson(self.arrivals[:, month]))
        live = self.oldest + month + 1
        credits = np.einsum("ctp,ctp->cp", self.credits[:, :live], self.sizes[:, :live]) * noise
        return self.heads[:, :live].sum(axis=1), credits


class Block:
    """Some paths of a scenario, from the opening to the last month."""

    def __init__(self, scenario: Scenario, numbers: Numbers, rng: np.random.Generator, ledger: Ledger) -> None:
        self.scenario, self.numbers, self.rng, self.ledger = scenario, numbers, rng, ledger
        self.months = ledger.months
        self.pairs = meetings(scenario)
        self.market = Market(scenario, numbers, self.months)
        self.api = Api(scenario, numbers, rng, self.months) if scenario.api else None
        self._people()
        self._card()
        self._usage()
        self._money()
        self._opening()

    def _of_segments(self, key: str) -> Floats:
        return self.numbers.rows([f"segments.{name}.{key}" for name in self.scenario.segments])

    def _of_plans(self, key: str) -> Floats:
        return self.numbers.rows([f"plans.{name}.{key}" for name in self.scenario.plans])

    def _people(self) -> None:
        """What decides on sign-ups, first purchases and leaving for good."""
        scenario, numbers, names = self.scenario, self.numbers, self.scenario.segments
        given = {name: scenario.table(f"segments.{name}")["share"] for name in names}
        shares = np.stack(
            [numbers(f"segments.{name}.share") if given[name] != "rest" else numbers.nothing() for name in names]
        )
        if "rest" in given.values():
            shares[list(given.values()).index("rest")] = np.maximum(0.0, 1.0 - shares.sum(axis=0))
        self.shares = shares / shares.sum(axis=0)
        lists = [scenario.table(f"segments.{name}.buying").get("conversion", []) for name in names]
        self.ages = max(1, *(len(conversion) for conversion in lists))
        self.conversion_odds = np.zeros((len(names), self.ages, numbers.paths))
        for index, (name, conversion) in enumerate(zip(names, lists)):
            for age in range(self.ages if conversion else 0):
                key = f"segments.{name}.buying.conversion.{min(age, len(conversion) - 1)}"
                self.conversion_odds[index, age] = odds(numbers(key))
        self.winback_odds = odds(self._of_segments("buying.winback"))
        self.free_attrition = self._of_segments("free_attrition")
        self.lapsed_attrition = self._of_segments("buying.lapsed_attrition")
        self.dissimilarity = self._of_segments("buying.dissimilarity")
        self.mix = np.stack(
            [
                numbers.proportions(
                    scenario.table(f"segments.{name}.buying.plan_mix"),
                    f"segments.{name}.buying.plan_mix",
                    scenario.plans,
                )
                for name in names
            ]
        )

    def _card(self) -> None:
        """Prices, switches and hazards, by pair."""
        scenario, numbers, pairs = self.scenario, self.numbers, self.pairs
        plans = scenario.plans
        self.period = np.array([scenario.period(plan) for plan in plans])
        self.has_intro = np.array([scenario.has_intro(plan) for plan in plans])
        self.price = self._of_plans("price")
        self.intro = np.stack(
            [
                numbers(f"plans.{plan}.intro.price" if scenario.has_intro(plan) else f"plans.{plan}.price")
                for plan in plans
            ]
        )
        # by pair and bill (intro, price): what a customer pays a month
        bills = np.stack([self.intro, self.price], axis=1) / self.period[:, None, None]
        self.bills = bills[pairs.plan]
        self.from_month = [scenario.first_month(scenario.table(f"plans.{plan}"), 0) for plan in plans]
        failure = numbers("billing.payment_failure") * (1.0 - numbers("billing.dunning_recovery"))
        self.failing = failure
        self.churn_odds = self._of_segments("churn_odds")[pairs.segment]
        self.by_plan = indicator(len(plans), pairs.plan)
        self.by_segment = indicator(len(scenario.segments), pairs.segment)
        self.on_sale: frozenset[int] = frozenset()

    def _offer(self, on_sale: frozenset[int]) -> None:
        """What follows from the plans that are on sale: `G^λ`, who takes what, who may switch where."""
        self.on_sale = on_sale
        scenario, numbers, pairs = self.scenario, self.numbers, self.pairs
        sold = np.array([plan in on_sale for plan in range(len(scenario.plans))])
        weights = self.mix * sold[:, None]
        total = weights.sum(axis=1)
        self.appeal_of_all = total**self.dissimilarity * (total > 0.0)
        taken = np.where(total[:, None] > 0.0, weights / np.maximum(total[:, None], TINY), 1.0 / len(sold))
        self.taken = np.ascontiguousarray(taken.transpose(0, 2, 1))
        shares = np.zeros((len(pairs.plan), self.most_targets(), numbers.paths))
        self.targets = np.zeros(shares.shape[:2], dtype=np.int64)
        for pair, (plan, segment) in enumerate(zip(pairs.plan, pairs.segment)):
            name = scenario.plans[plan]
            found = [(scenario.plans.index(to), to) for to in scenario.table(f"plans.{name}.switch")]
            for rank, (target, to) in enumerate((target, to) for target, to in found if target in on_sale):
                shares[pair, rank] = numbers(f"plans.{name}.switch.{to}")
                self.targets[pair, rank] = pairs.place[target, segment]
        shares /= np.maximum(shares.sum(axis=1), 1.0)[:, None]
        switching = shares.sum(axis=1)
        paying = 1.0 - self.failing
        self.going_on = (1.0 - switching) * paying
        self.failed_share = np.minimum(self.failing / np.maximum(1.0 - self.going_on, TINY), 1.0)
        left = np.cumsum(shares[:, ::-1], axis=1)[:, ::-1]
        # of those not yet placed, who goes to each target
        self.switch_share = np.minimum(shares / np.maximum(left, TINY), 1.0)
        rise = self.bills[self.targets, 1][:, :, None] - self.bills[:, None]
        self.switch_up, self.switch_down = np.maximum(rise, 0.0), np.maximum(-rise, 0.0)

    def most_targets(self) -> int:
        return max(len(self.scenario.table(f"plans.{plan}.switch")) for plan in self.scenario.plans)

    def _usage(self) -> None:
        """Demand of subscribers and free users, and what a credit makes."""
        scenario, numbers, pairs = self.scenario, self.numbers, self.pairs
        kinds = scenario.generations
        credits = numbers.rows([f"generations.{kind}.credits" for kind in kinds])
        wants = {
            use: np.stack(
                [numbers.rows([f"segments.{name}.usage.{use}.{kind}" for kind in kinds]) for name in scenario.segments]
            )
            for use in ("paid", "free")
        }
        need = {use: (wanted * credits).sum(axis=1) for use, wanted in wants.items()}
        # generations of each kind from a used credit, by segment
        self.made = {use: wanted / np.maximum(need[use], TINY)[:, None] for use, wanted in wants.items()}
        seconds = numbers.rows([f"generations.{kind}.gpu_seconds" for kind in kinds])
        self.hours = seconds / 3600.0 / numbers("costs.gpu_utilisation")
        self.hours_per_credit = {use: (made * self.hours).sum(axis=1) for use, made in self.made.items()}
        cv = self._of_segments("usage.cv")
        demand = self._of_plans("demand")[pairs.plan]
        self.quota = self._of_plans("credits")
        self.paid = CappedDemand(need["paid"][pairs.segment] * demand, cv[pairs.segment], self.quota[pairs.plan])
        self.free = CappedDemand(need["free"], cv, np.broadcast_to(numbers("free.credits"), cv.shape))
        self.active = 1.0 - self._of_segments("usage.idle")[pairs.segment]
        sold = [plan for plan in scenario.plans if "top_up_price" in scenario.table(f"plans.{plan}")]
        self.top_up_price = np.zeros((len(scenario.plans), numbers.paths))
        for plan in sold:
            self.top_up_price[scenario.plans.index(plan)] = numbers(f"plans.{plan}.top_up_price")
        take = self._of_segments("usage.top_up_take")[pairs.segment]
        self.top_up_take = take * np.isin(pairs.plan, [scenario.plans.index(plan) for plan in sold])[:, None]

    def _money(self) -> None:
        numbers = self.numbers
        self.net = (1.0 - numbers("billing.refund_rate")) / (1.0 + numbers("billing.vat"))
        store, processing = numbers("billing.store_share"), numbers("billing.processing_fee")
        self.fee = store * numbers("billing.store_commission") + (1.0 - store) * processing
        self.api_fee = processing
        self.support = numbers("costs.support_per_subscriber")
        self.signup_cost = numbers("costs.signup_cost")
        self.fixed = numbers("costs.fixed")
        self.hour = numbers("costs.gpu_hour")
        self.hour_left = 1.0 - numbers("costs.gpu_hour_decline")
        self.cash = numbers("opening.cash")

    def _opening(self) -> None:
        """The state at the end of the month before the first."""
        scenario, numbers, pairs = self.scenario, self.numbers, self.pairs
        names, paths = scenario.segments, numbers.paths

        def people(key: str) -> Counts:
            return np.rint(numbers(key)).astype(np.int64)

        self.free_users = np.zeros((len(names), self.ages, paths), dtype=np.int64)
        self.free_users[:, -1] = [people(f"opening.free_users.{name}") for name in names]
        self.lapsed = np.array([people(f"opening.lapsed.{name}") for name in names])
        self.users = people("opening.users")
        kinds = scenario.generations
        self.generations = numbers.rows([f"opening.generations.{kind}" for kind in kinds])
        rows = scenario.table("opening").get("subscribers", [])
        known = max((row.get("renewals", 0) for row in rows), default=0)
        self.cohorts, self.accounts = [], []
        for period, members in pairs.groups:
            size = members.stop - members.start
            opening = np.zeros((size, period, known + 4 + self.months // period, paths), dtype=np.int64)
            for index, row in enumerate(rows):
                pair = pairs.place[scenario.plans.index(row["plan"]), names.index(row["segment"])]
                if members.start <= pair < members.stop:
                    slot = (period - 1 - row.get("elapsed", 0)) % period
                    count = people(f"opening.subscribers.{index}.count")
                    opening[pair - members.start, slot, 1 + row.get("renewals", 0)] += count
            renewals = opening.shape[2]
            hazard = {
                plan: hazards(
                    numbers,
                    scenario.table(f"plans.{scenario.plans[plan]}.retention"),
                    f"plans.{scenario.plans[plan]}.retention",
                    renewals,
                )
                for plan in set(pairs.plan[members])
            }
            by_pair = np.stack([hazard[plan] for plan in pairs.plan[members]])
            self.cohorts.append(Cohorts(period, by_pair, opening))
            charge = opening.sum(axis=2) * self.price[pairs.plan[members], None]
            plans = np.unique(pairs.plan[members])
            charged = np.stack([charge[pairs.plan[members] == plan].sum(axis=0) for plan in plans])
            self.accounts.append((plans, Accounts(period, charged)))
        self.total = np.concatenate([cohorts.people.sum(axis=(1, 2)) for cohorts in self.cohorts])
        self.start_people = self.by_plan @ self.total
        self.start_mrr = sum(accounts.mrr.sum(axis=0) for _, accounts in self.accounts)

    def run(self) -> None:
        for month in range(self.months):
            on_sale = frozenset(plan for plan, start in enumerate(self.from_month) if start <= month)
            if month == 0 or on_sale != self.on_sale:
                self._offer(on_sale)
            self.step(month)

    def step(self, month: int) -> None:
        """One month, in the order of the model."""
        self.ledger.month = month
        noise = self.market.step(self.rng)
        signups = self.sign_up(month, noise["signups"])
        self.renew(month, noise["churn"])
        self.buy(month, noise["buying"])
        charge = self.bill(month)
        used, top_ups = self.use_credits()
        free_used = self.use_free_credits()
        self.generate(month, used, free_used, noise["api"])
        self.close(month, signups, charge, top_ups)
        self.go_dormant()

    def sign_up(self, month: int, noise: Floats) -> Counts:
        """Sign-ups of the segments are independent: a Poisson number that is split."""
        people = self.rng.poisson(self.market.expected[month] * noise * self.shares)
        self.free_users[:, 0] += people
        signups = people.sum(axis=0)
        self.users = self.users + signups
        self.ledger.put("signups", "", signups)
        self.ledger.put("users", "", self.users)
        return signups

    def renew(self, month: int, noise: Floats) -> None:
        """Renewals that are due: `staying`, and who failed or moved, by pair and bill."""
        rng, ledger = self.rng, self.ledger
        multiple = self.churn_odds * noise
        parts = [
            cohorts.renew(rng, month, multiple[members], self.going_on[members])
            for cohorts, (_, members) in zip(self.cohorts, self.pairs.groups)
        ]
        staying, cancelling, others = (np.concatenate(part) for part in zip(*parts))
        failed = rng.binomial(others, self.failed_share[:, None])
        moving = others - failed
        churned = cancelling + failed
        self.staying = staying.sum(axis=1)
        self.arriving = np.zeros_like(self.total)
        expansion, contraction = np.zeros(self.numbers.paths), np.zeros(self.numbers.paths)
        left = moving.copy()
        for rank in range(self.targets.shape[1]):
            moved = rng.binomial(left, self.switch_share[:, rank, None])
            left -= moved
            expansion += np.einsum("pbn,pbn->n", moved, self.switch_up[:, rank])
            contraction += np.einsum("pbn,pbn->n", moved, self.switch_down[:, rank])
            np.add.at(self.arriving, self.targets[:, rank], moved.sum(axis=1))
        rise = self.bills[:, 1] - self.bills[:, 0]
        risen = staying[:, 0] * rise
        ended = np.maximum(risen, 0.0).sum(axis=0)
        self.churned = churned.sum(axis=1)
        self.total = self.total - self.churned - moving.sum(axis=1) + self.arriving
        self.newly_lapsed = self.by_segment @ self.churned
        churned_plans = self.by_plan @ self.churned
        ledger.put("churned_subscribers", "plan", churned_plans)
        ledger.put("churned_subscribers", "", churned_plans.sum(axis=0))
        ledger.put("involuntary_churn", "", failed.sum(axis=(0, 1)))
        ledger.put("switched_subscribers", "", moving.sum(axis=(0, 1)))
        self.expansion, self.ended = expansion + ended, ended
        self.contraction = contraction + np.maximum(-risen, 0.0).sum(axis=0)
        self.churned_mrr = np.einsum("pbn,pbn->n", churned, self.bills)

    def buy(self, month: int, noise: Floats) -> None:
        """Free users subscribe, and lapsed subscribers come back or go for good."""
        rng, pairs, ledger = self.rng, self.pairs, self.ledger
        factor = noise * self.appeal_of_all
        buying = rng.binomial(self.free_users, of_odds(self.conversion_odds * factor[:, None]))
        self.free_users -= buying
        returning = rng.binomial(self.lapsed, of_odds(self.winback_odds * factor))
        self.lapsed = self.lapsed - returning
        self.lapsed -= rng.binomial(self.lapsed, self.lapsed_attrition)
        self.lapsed += self.newly_lapsed.astype(np.int64)
        joining = rng.multinomial(np.stack([buying.sum(axis=1), returning]), self.taken)
        first = joining[0][pairs.segment, :, pairs.plan]
        back = joining[1][pairs.segment, :, pairs.plan]
        on_intro = first * self.has_intro[pairs.plan, None]
        self.full = self.arriving + back + first - on_intro
        self.on_intro = on_intro
        for cohorts, (_, members) in zip(self.cohorts, pairs.groups):
            cohorts.join(month, on_intro[members], self.full[members])
        self.total = self.total + first + back
        bought = self.by_plan @ first
        ledger.put("new_subscribers", "plan", bought)
        ledger.put("new_subscribers", "", bought.sum(axis=0))
        ledger.put("reactivated_subscribers", "", back.sum(axis=0))
        ledger.put("new_mrr", "", np.einsum("pn,pn->n", first, self.bills[:, 0]))
        ledger.put("reactivation_mrr", "", np.einsum("pn,pn->n", back, self.bills[:, 1]))
        active = self.free_users.sum(axis=1)
        self.active_free = active
        ledger.put("free_users", "segment", active)
        ledger.put("free_users", "", active.sum(axis=0))

    def bill(self, month: int) -> Floats:
        """Charges by plan; subscribers and MRR at month end."""
        ledger = self.ledger
        charge = self.by_plan @ (self.staying + self.full) * self.price + self.by_plan @ self.on_intro * self.intro
        mrr = np.zeros_like(charge)
        for plans, accounts in self.accounts:
            accounts.bill(month, charge[plans])
            mrr[plans] = accounts.mrr
        self.mrr = mrr
        people = self.by_plan @ self.total
        whole, before = people.sum(axis=0), self.start_people.sum(axis=0)
        ledger.put("subscribers", "plan", people)
        ledger.put("subscribers", "segment", self.by_segment @ self.total)
        ledger.put("subscribers", "", whole)
        ledger.put("starting_subscribers", "plan", self.start_people)
        ledger.put("starting_subscribers", "", before)
        ledger.put("mean_subscribers", "", 0.5 * (before + whole))
        ledger.put("mrr", "plan", mrr)
        total = mrr.sum(axis=0)
        for name, value in {
            "mrr": total,
            "starting_mrr": self.start_mrr,
            "expansion_mrr": self.expansion,
            "contraction_mrr": self.contraction,
            "churned_mrr": self.churned_mrr,
            "kept_mrr": self.start_mrr - self.contraction - self.churned_mrr,
            "grown_mrr": self.start_mrr - self.contraction - self.churned_mrr + self.expansion - self.ended,
        }.items():
            ledger.put(name, "", value)
        ledger.put("expansion_mrr", "intro", self.ended)
        self.people, self.start_people, self.start_mrr = people, people, total
        return charge

    def use_credits(self) -> tuple[Floats, Floats]:
        """Used credits by pair, and what is charged for top-ups by plan."""
        inside, overage = self.paid.draw(self.rng, self.rng.binomial(self.total, self.active))
        bought = overage * self.top_up_take
        granted = self.people * self.quota
        within, beyond, top_ups = (self.by_plan @ credits for credits in (inside, overage, bought))
        for name, value in {
            "credits_granted": granted,
            "credits_used": within + top_ups,
            "breakage": granted - within,
            "unmet_credits": beyond - top_ups,
            "top_up_credits": top_ups,
        }.items():
            self.ledger.put(name, "plan", value)
            self.ledger.put(name, "", value.sum(axis=0))
        return inside + bought, top_ups * self.top_up_price

    def use_free_credits(self) -> Floats:
        used, _ = self.free.draw(self.rng, self.active_free)
        self.ledger.put("free_credits", "", used.sum(axis=0))
        return used

    def generate(self, month: int, used: Floats, free_used: Floats, noise: Floats) -> None:
        """Credits become generations and GPU hours; API customers come, go and use."""
        ledger = self.ledger
        paid = np.einsum("skp,sp->kp", self.made["paid"], self.by_segment @ used)
        free = np.einsum("skp,sp->kp", self.made["free"], free_used)
        hours = self.hours_per_credit["paid"][self.pairs.segment] * used
        self.plan_hours = self.by_plan @ hours
        self.free_hours = (self.hours_per_credit["free"] * free_used).sum(axis=0)
        metered = np.zeros_like(paid)
        self.api_charge = np.zeros(self.numbers.paths)
        if self.api is not None:
            heads, credits = self.api.serve(self.rng, month, noise)
            metered = np.einsum("ckp,cp->kp", self.api.generations, credits)
            self.api_charge = (credits * self.api.price).sum(axis=0)
            ledger.put("api_customers", "class", heads)
            ledger.put("api_customers", "", heads.sum(axis=0))
            ledger.put("api_credits", "", credits.sum(axis=0))
        self.api_hours = (metered * self.hours).sum(axis=0)
        made = paid + free + metered
        self.generations = self.generations + made
        ledger.put("generations", "maker", np.stack([made, paid, free, metered], axis=1).reshape(-1, made.shape[1]))
        ledger.put("generations", "", made.sum(axis=0))
        ledger.put("generations_total", "kind", self.generations)
        ledger.put("generations_total", "", self.generations.sum(axis=0))

    def close(self, month: int, signups: Counts, charge: Floats, top_ups: Floats) -> None:
        """From charges to revenue, costs and cash.

        A charge is recognised evenly over its period, in which nobody leaves: the revenue of a plan
        is its MRR, net of VAT and refunds.
        """
        ledger, net = self.ledger, self.net
        plan_revenue, top_up_revenue = self.mrr * net, top_ups * net
        api_revenue = self.api_charge * net
        plans, extra = plan_revenue.sum(axis=0), top_up_revenue.sum(axis=0)
        charged = charge.sum(axis=0)
        ahead = sum(accounts.ahead(month) for _, accounts in self.accounts)
        hour = self.hour * self.hour_left**month
        compute, free, api = self.plan_hours * hour, self.free_hours * hour, self.api_hours * hour
        whole_compute = compute.sum(axis=0) + free + api
        support = self.people * self.support
        profit = (plan_revenue + top_up_revenue) * (1.0 - self.fee) - compute - support
        api_fees = api_revenue * self.api_fee
        fees = (plans + extra) * self.fee + api_fees
        revenue = plans + extra + api_revenue
        whole_support = support.sum(axis=0)
        gross = revenue - fees - whole_compute - whole_support
        marketing = signups * self.signup_cost
        paid = (charged * net + extra) * (1.0 - self.fee) + api_revenue - api_fees
        self.cash = self.cash + paid - whole_compute - whole_support - marketing - self.fixed
        ledger.put("billings", "plan", charge)
        ledger.put("revenue", "plan", plan_revenue)
        ledger.put("gross_profit", "plan", profit)
        ledger.put("gpu_hours", "plan", self.plan_hours)
        ledger.put("compute_cost", "plan", compute)
        for name, key, value in (
            ("billings", "", charged + top_ups.sum(axis=0) + self.api_charge),
            ("billings", "plans", charged),
            ("billings", "top_ups", top_ups.sum(axis=0)),
            ("billings", "api", self.api_charge),
            ("revenue", "", revenue),
            ("revenue", "plans", plans),
            ("revenue", "top_ups", extra),
            ("revenue", "api", api_revenue),
            ("subscriber_revenue", "", plans + extra),
            ("deferred_revenue", "", ahead * net),
            ("gpu_hours", "", self.plan_hours.sum(axis=0) + self.free_hours + self.api_hours),
            ("gpu_hours", "free", self.free_hours),
            ("gpu_hours", "api", self.api_hours),
            ("compute_cost", "", whole_compute),
            ("compute_cost", "free", free),
            ("compute_cost", "api", api),
            ("fees", "", fees),
            ("support_cost", "", whole_support),
            ("marketing_cost", "", marketing),
            ("fixed_cost", "", self.fixed),
            ("gross_profit", "", gross),
            ("gross_profit", "free", -free),
            ("gross_profit", "api", api_revenue - api_fees - api),
            ("operating_profit", "", gross - marketing - self.fixed),
            ("cash", "", self.cash),
        ):
            ledger.put(name, key, value)

    def go_dormant(self) -> None:
        """Some free users go for good; the others grow a month older."""
        remaining = self.free_users - self.rng.binomial(self.free_users, self.free_attrition[:, None])
        self.free_users[:, 1:] = remaining[:, :-1]
        self.free_users[:, -1] += remaining[:, -1] if self.ages > 1 else 0
        if self.ages == 1:
            self.free_users[:, 0] = remaining[:, 0]
        else:
            self.free_users[:, 0] = 0
