//! The catalogue of metrics: names, keys, units, and what a span of months does to them.

use crate::model::Scenario;

/// What a metric does over a span of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Adds up.
    Flow,
    /// The last month counts.
    Stock,
    /// The spans' sums are divided.
    Ratio,
}

/// Which way a number is better for the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The more the better.
    Higher,
    /// The less the better.
    Lower,
}

impl Direction {
    /// 1 where more is better, −1 where less is.
    #[must_use]
    pub fn sign(self) -> f64 {
        match self {
            Self::Higher => 1.0,
            Self::Lower => -1.0,
        }
    }
}

/// The unit of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Heads.
    People,
    /// The scenario's currency.
    Money,
    /// Credits.
    Credits,
    /// Generations.
    Generations,
    /// Hours of one GPU.
    Hours,
    /// A share, 1 = all.
    Share,
}

/// One part of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The whole; empty in files.
    Total,
    /// All plans together.
    Plans,
    /// One plan, by index.
    Plan(usize),
    /// One segment, by index.
    Segment(usize),
    /// Credits bought beyond quotas.
    TopUps,
    /// Free users.
    Free,
    /// Metered customers.
    Api,
    /// The part of expansion that is the end of an intro.
    Intro,
    /// One API class, by index.
    ApiClass(usize),
    /// One generation type, by index.
    Generation(usize),
    /// One generation type made by subscribers.
    GenerationPaid(usize),
    /// One generation type made by free users.
    GenerationFree(usize),
    /// One generation type made by metered customers.
    GenerationApi(usize),
}

/// Which keys a metric has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySet {
    /// The total alone.
    Total,
    /// The total and each segment.
    Segments,
    /// The total and each plan.
    Plans,
    /// The total, each plan and each segment.
    PlansSegments,
    /// The total and the rise at the end of intros.
    Intro,
    /// The total, all plans, each plan, top-ups, API.
    Streams,
    /// The total, each plan, free users, API.
    Users,
    /// The total, each type, and each type by who generates.
    GenerationsBy,
    /// The total and each generation type.
    Generations,
    /// The total and each API class.
    ApiClasses,
}

macro_rules! metrics {
    ($($(#[$doc:meta])* $variant:ident $name:literal $nature:ident $unit:ident $keys:ident;)*) => {
        /// A metric of the monthly projections.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Metric {
            $($(#[$doc])* $variant,)*
        }

        impl Metric {
            /// Every metric, in the order of the output files.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in files and figures.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What a span of months does to it.
            #[must_use]
            pub fn nature(self) -> Nature {
                match self { $(Self::$variant => Nature::$nature,)* }
            }

            /// Its unit.
            #[must_use]
            pub fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit,)* }
            }

            /// Its parts.
            #[must_use]
            pub fn key_set(self) -> KeySet {
                match self { $(Self::$variant => KeySet::$keys,)* }
            }
        }
    };
}

metrics! {
    /// New sign-ups in the month.
    Signups "signups" Flow People Total;
    /// Sign-ups so far.
    Users "users" Stock People Total;
    /// Free users active in the month, after buying.
    FreeUsers "free_users" Stock People Segments;
    /// Subscribers at month end.
    Subscribers "subscribers" Stock People PlansSegments;
    /// First subscriptions in the month.
    NewSubscribers "new_subscribers" Flow People Plans;
    /// Subscribers lost in the month, involuntary churn included.
    ChurnedSubscribers "churned_subscribers" Flow People Plans;
    /// Lapsed subscribers who subscribed again.
    ReactivatedSubscribers "reactivated_subscribers" Flow People Total;
    /// Subscribers lost to failed payments.
    InvoluntaryChurn "involuntary_churn" Flow People Total;
    /// Subscribers who moved to another plan.
    SwitchedSubscribers "switched_subscribers" Flow People Total;
    /// Churned over subscribers at the start of the month.
    ChurnRate "churn_rate" Ratio Share Plans;
    /// Monthly recurring revenue at month end, VAT included.
    Mrr "mrr" Stock Money Plans;
    /// Twelve times the monthly recurring revenue.
    Arr "arr" Stock Money Plans;
    /// MRR of first subscriptions.
    NewMrr "new_mrr" Flow Money Total;
    /// MRR of those who came back.
    ReactivationMrr "reactivation_mrr" Flow Money Total;
    /// MRR gained from subscribers who stayed.
    ExpansionMrr "expansion_mrr" Flow Money Intro;
    /// MRR lost from subscribers who stayed.
    ContractionMrr "contraction_mrr" Flow Money Total;
    /// MRR of those who left.
    ChurnedMrr "churned_mrr" Flow Money Total;
    /// Net revenue retention, ends of intros left out.
    Nrr "nrr" Ratio Share Total;
    /// Gross revenue retention.
    Grr "grr" Ratio Share Total;
    /// What customers are charged, VAT included.
    Billings "billings" Flow Money Streams;
    /// Net revenue recognised.
    Revenue "revenue" Flow Money Streams;
    /// Net billings not yet recognised, at month end.
    DeferredRevenue "deferred_revenue" Stock Money Total;
    /// Credits granted to subscribers.
    CreditsGranted "credits_granted" Flow Credits Plans;
    /// Credits used by subscribers, top-ups included.
    CreditsUsed "credits_used" Flow Credits Plans;
    /// Credits granted and not used.
    Breakage "breakage" Flow Credits Plans;
    /// Credits wanted beyond the quota and not bought.
    UnmetCredits "unmet_credits" Flow Credits Plans;
    /// Credits bought beyond the quota.
    TopUpCredits "top_up_credits" Flow Credits Plans;
    /// Credits used by free users.
    FreeCredits "free_credits" Flow Credits Total;
    /// Credits used by metered customers.
    ApiCredits "api_credits" Flow Credits Total;
    /// Generations in the month.
    Generations "generations" Flow Generations GenerationsBy;
    /// Generations so far.
    GenerationsTotal "generations_total" Stock Generations Generations;
    /// Metered customers at month end.
    ApiCustomers "api_customers" Stock People ApiClasses;
    /// GPU hours paid for.
    GpuHours "gpu_hours" Flow Hours Users;
    /// Cost of the GPU hours.
    ComputeCost "compute_cost" Flow Money Users;
    /// Store commissions and processing fees.
    Fees "fees" Flow Money Total;
    /// Support of subscribers.
    SupportCost "support_cost" Flow Money Total;
    /// Marketing of sign-ups.
    MarketingCost "marketing_cost" Flow Money Total;
    /// Fixed costs.
    FixedCost "fixed_cost" Flow Money Total;
    /// Revenue less compute, fees and support.
    GrossProfit "gross_profit" Flow Money Users;
    /// Gross profit over revenue.
    GrossMargin "gross_margin" Ratio Share Total;
    /// Gross profit less marketing and fixed costs.
    OperatingProfit "operating_profit" Flow Money Total;
    /// Cash at month end.
    Cash "cash" Stock Money Total;
    /// Plan and top-up revenue per mean subscriber.
    Arppu "arppu" Ratio Money Total;
}

impl Metric {
    /// The metric of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|metric| metric.name() == name)
    }

    /// Which way it is better: less of costs, of what costs are paid for, and of what is lost or left wanting.
    #[must_use]
    pub fn better(self) -> Direction {
        match self {
            Self::ChurnedSubscribers
            | Self::InvoluntaryChurn
            | Self::ChurnRate
            | Self::ContractionMrr
            | Self::ChurnedMrr
            | Self::UnmetCredits
            | Self::GpuHours
            | Self::ComputeCost
            | Self::Fees
            | Self::SupportCost
            | Self::MarketingCost
            | Self::FixedCost => Direction::Lower,
            _ => Direction::Higher,
        }
    }

    /// Its parts in `scenario`, the total first.
    #[must_use]
    pub fn keys(self, scenario: &Scenario) -> Vec<Key> {
        let plans = (0..scenario.plans.len()).map(Key::Plan);
        let segments = (0..scenario.segments.len()).map(Key::Segment);
        let generations = 0..scenario.generations.len();
        let mut keys = vec![Key::Total];
        match self.key_set() {
            KeySet::Total => {}
            KeySet::Segments => keys.extend(segments),
            KeySet::Plans => keys.extend(plans),
            KeySet::PlansSegments => keys.extend(plans.chain(segments)),
            KeySet::Intro => keys.push(Key::Intro),
            KeySet::Streams => {
                keys.push(Key::Plans);
                keys.extend(plans);
                keys.extend([Key::TopUps, Key::Api]);
            }
            KeySet::Users => {
                keys.extend(plans);
                keys.extend([Key::Free, Key::Api]);
            }
            KeySet::GenerationsBy => {
                for kind in generations {
                    keys.extend([
                        Key::Generation(kind),
                        Key::GenerationPaid(kind),
                        Key::GenerationFree(kind),
                        Key::GenerationApi(kind),
                    ]);
                }
            }
            KeySet::Generations => keys.extend(generations.map(Key::Generation)),
            KeySet::ApiClasses => keys.extend((0..scenario.api.len()).map(Key::ApiClass)),
        }
        keys
    }
}

impl Key {
    /// The text of the key column.
    #[must_use]
    pub fn text(self, scenario: &Scenario) -> String {
        match self {
            Self::Total => String::new(),
            Self::Plans => "plans".to_owned(),
            Self::Plan(plan) => format!("plan:{}", scenario.plans[plan].id),
            Self::Segment(segment) => format!("segment:{}", scenario.segments[segment].id),
            Self::TopUps => "top_ups".to_owned(),
            Self::Free => "free".to_owned(),
            Self::Api => "api".to_owned(),
            Self::Intro => "intro".to_owned(),
            Self::ApiClass(class) => scenario.api[class].id.clone(),
            Self::Generation(kind) => scenario.generations[kind].id.clone(),
            Self::GenerationPaid(kind) => format!("{}:paid", scenario.generations[kind].id),
            Self::GenerationFree(kind) => format!("{}:free", scenario.generations[kind].id),
            Self::GenerationApi(kind) => format!("{}:api", scenario.generations[kind].id),
        }
    }
}
