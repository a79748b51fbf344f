"""Figures for Prometheus: counts and times by route, stage and act. No label holds what a person typed or is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from whythis.agent.tally import FALLBACK, REJECTED, TALLY, UNTRACED
from whythis.agent.types import Reply
from whythis.service.drift import SignalDrift

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.7, 1, 1.5, 2.5, 5, 10, 30)


class Metrics:
    """Of one service process, in a registry of its own."""

    def __init__(self, waiting: Callable[[], float]) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "whythis_requests", "Requests answered.", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "whythis_request_seconds",
            "Time from a request to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._stages = Histogram(
            "whythis_stage_seconds",
            "Time of a part of the work: wait (for a place), begin (of a turn, to its first words), wait_long (for a "
            "place for its long part), answer (a whole turn without its waits), first_text (of a stream, from the "
            "request on), explain, recommend, export, correct, erase.",
            ("stage",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._acts = Counter("whythis_acts", "What was asked, by act.", ("act",), registry=self.registry)
        self._errors = Counter(
            "whythis_errors", "RefusedError and failed.", ("kind",), registry=self.registry
        )
        self._feedback = Counter("whythis_feedback", "By reaction.", ("reaction",), registry=self.registry)
        self._verdicts = Counter(
            "whythis_verdicts", "Grants and refusals.", ("permission", "allowed"), registry=self.registry
        )
        self._checks = Counter(
            "whythis_faithfulness",
            "Answers whose words were checked by leaving out those that they cite, by whether it told.",
            ("held",),
            registry=self.registry,
        )
        self.drift = SignalDrift()
        self.registry.register(_Watched(self.drift))
        Gauge("whythis_waiting", "Work that waits for a place.", registry=self.registry).set_function(waiting)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        known = (
            method if method in _METHODS else "other"
        )  # a method is what the sender says, and may be anything
        self._requests.labels(route, known, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if status >= 400:
            self._errors.labels(_KINDS.get(status, "server" if status >= 500 else "other")).inc()

    def stage(self, name: str, seconds: float) -> None:
        self._stages.labels(name).observe(seconds)

    def reply(self, reply: Reply) -> None:
        """Counts what was asked, and whether the answer's own check held."""
        self.acts(reply.acts)
        check = reply.explanation.check if reply.explanation else None
        if check is not None:
            self._checks.labels("yes" if check.held else "no").inc()

    def acts(self, names: Iterable[str]) -> None:
        for name in names:
            self._acts.labels(name).inc()

    def feedback(self, reaction: str) -> None:
        self._feedback.labels(reaction).inc()

    def verdict(self, permission: str, allowed: bool) -> None:
        self._verdicts.labels(permission, "yes" if allowed else "no").inc()

    def text(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self.registry)


class _Watched(Collector):
    """What is counted elsewhere in the process, and what is worked out when it is asked for."""

    def __init__(self, drift: SignalDrift) -> None:
        self._drift = drift

    def collect(self) -> Iterator[Metric]:
        for name, told, label, kind in (
            ("whythis_verifier_rejections", "Sentences that were not said, by reason.", "reason", REJECTED),
            (
                "whythis_claims_untraced",
                "Claims that a decision did not bear out, by kind.",
                "kind",
                UNTRACED,
            ),
            (
                "whythis_fallbacks",
                "A language model's answers that templates stood in for.",
                "reason",
                FALLBACK,
            ),
        ):
            family = CounterMetricFamily(name, told, labels=[label])
            for reason, n in TALLY.of(kind).items():
                family.add_metric([reason], n)
            yield family
        drift = GaugeMetricFamily(
            "whythis_signal_stability",
            "Population stability index of a signal: the newest lists against the model's first ones.",
            labels=["signal"],
        )
        for signal, index in self._drift.indexes().items():
            drift.add_metric([signal], index)
        yield drift


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_KINDS = {401: "unauthorised", 403: "forbidden", 404: "not_found", 408: "slow", 413: "too_large", 422: "unusable",
          409: "conflict", 429: "rate", 503: "unavailable"}  # fmt: skip
