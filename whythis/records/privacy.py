"""What is kept, why, and for how long: one table, which the program runs by, shows and documents.

Every table of the database and every file that can tell of somebody stands in `KINDS` exactly once; a test sees to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Periods:
    """How many days each kind of data is kept; 0 keeps it until somebody erases it. Times are those of the rows."""

    decisions_days: int = 730
    conversations_days: int = 365
    feedback_days: int = 730
    handovers_days: int = 365
    events_days: int = 0
    access_log_days: int = 90


ANSWERS_HOURS = 24
SIGN_IN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data.

    `tables` and `files` are where it is; `period` names the setting that says for how long, or is empty, and then
    `until` says it. `erased` is what becomes of it when a shopper has everything erased. `personal` says whether it
    can tell of a shopper.
    """

    name: str
    what: str
    why: str
    erased: str
    tables: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    period: str = ""
    until: str = ""
    personal: bool = True

    def kept(self, periods: Periods) -> str:
        """For how long, in words."""
        if not self.period:
            return self.until
        days = getattr(periods, self.period)
        return f"{days} days" if days else "until it is erased"


KINDS = (
    Kind(
        "events",
        "who did what with which product and when: looked at, put into the cart, bought, liked, disliked",
        "taste, and explanations that name it",
        "erased",
        files=("events.parquet",),
        period="events_days",
    ),
    Kind(
        "people",
        "names of shoppers in the list of people, where the shop has one; rows that an import rejected",
        "to greet by name; a bad row is not lost",
        "erased",
        files=("shoppers.jsonl", "rejects.jsonl"),
        until="until it is imported anew",
    ),
    Kind(
        "decisions",
        "the request in words, what was compared, the events and statements that counted, signals, scores, what was "
        "shown",
        "every list can be explained and answered for later",
        "loses name, words, past and statements; the list itself stays, with a tombstone",
        tables=("decisions", "decision_items"),
        period="decisions_days",
    ),
    Kind(
        "conversations",
        "messages, replies, and what was said of oneself in them; whose a conversation is",
        "it goes on after a restart, and staff can answer for it",
        "erased",
        tables=("conversations", "turns", "talk_owners"),
        period="conversations_days",
    ),
    Kind(
        "feedback",
        "likes, dislikes, what is owned, gifts and wrong reasons of known shoppers; opinions on lists and reasons",
        "it counts in later lists; the owner sees what goes wrong",
        "erased",
        tables=("feedback", "opinions"),
        period="feedback_days",
    ),
    Kind(
        "handovers",
        "who asked for a person and when: ids alone",
        "somebody must answer",
        "loses the shopper's id",
        tables=("handovers",),
        period="handovers_days",
    ),
    Kind(
        "notes of staff",
        "what staff noted on a decision, and whether it is flagged: who wrote it, when, in what words",
        "a complaint can be followed up by somebody else",
        "erased",
        tables=("decision_notes",),
        period="decisions_days",
    ),
    Kind(
        "cases",
        "who of the staff took a conversation that was handed over, and when it was done",
        "nobody answers twice, nobody is forgotten",
        "stays, with ids alone",
        tables=("handover_cases",),
        period="handovers_days",
    ),
    Kind(
        "repeated writes",
        "answers to requests that carried an Idempotency-Key",
        "a request that is sent again is answered alike",
        "erased",
        tables=("idempotency_keys",),
        until=f"{ANSWERS_HOURS} hours",
    ),
    Kind(
        "access log",
        "who was let in or refused, when and why: a keyed hash in place of the shopper; no words, names or addresses",
        "misuse is found",
        "stays until its time is over",
        tables=("access_log",),
        period="access_log_days",
    ),
    Kind(
        "erasures",
        "that something was erased: when and how much, never what; hashes of erased events' and shoppers' ids",
        "the record stays honest; an import must not bring back what was erased",
        "stays",
        tables=("erasures", "suppressed"),
        until="as long as the shop",
    ),
    Kind(
        "decision log",
        "a hash for every decision and every erasure, with ids and times",
        "whoever changes a decision is found out",
        "stays; the hash of what was erased tells nothing, since its salt was erased with it",
        tables=("decision_log", "decision_log_head"),
        until="as long as the shop",
    ),
    Kind(
        "items as seen",
        "products as a decision saw them",
        "an old list is explained by what was true then",
        "nothing of shoppers in it",
        tables=("item_snapshots",),
        until="as long as the shop",
        personal=False,
    ),
    Kind(
        "statistics",
        "counts of a day with noise that hides every single person, and how much of the day's budget they spent",
        "the owner sees what is asked and shown, and nobody in it",
        "stays, since nobody can be told from it",
        tables=("statistics", "statistics_budget"),
        until="as long as the shop",
        personal=False,
    ),
    Kind(
        "sites and staff",
        "sites with their keys, tokens that were used, names and password hashes of staff, their sessions, failed "
        "sign-ins",
        "who may use the service",
        "nothing of shoppers in it",
        tables=("sites", "site_signing_keys", "used_tokens", "staff", "staff_sessions", "sign_in_failures"),
        until=f"until revoked or expired; ended sessions and failed sign-ins {SIGN_IN_DAYS} days",
        personal=False,
    ),
)


def privacy_rows(periods: Periods) -> list[dict[str, object]]:
    """The table with a shop's own periods, for programs and pages."""
    return [
        {
            "name": kind.name,
            "what": kind.what,
            "where": [*kind.files, *kind.tables],
            "why": kind.why,
            "kept": kind.kept(periods),
            "setting": f"privacy.{kind.period}" if kind.period in PRIVACY_SETTINGS else _service(kind.period),
            "when_erased": kind.erased,
        }
        for kind in KINDS
    ]


def privacy_markdown(periods: Periods | None = None) -> str:
    """The same as a table in Markdown; docs/privacy.md holds it with the defaults."""
    lines = [
        "| kind | what | where | why | kept | when a shopper has everything erased |",
        "|---|---|---|---|---|---|",
    ]
    for row in privacy_rows(periods or Periods()):
        where = ", ".join(f"`{name}`" for name in row["where"])  # type: ignore[attr-defined]
        setting = f" (`{row['setting']}`)" if row["setting"] else ""
        cells = (row["name"], row["what"], where, row["why"], f"{row['kept']}{setting}", row["when_erased"])
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(lines)


def periods_of(privacy: Mapping[str, int], access_log_days: int) -> Periods:
    """The periods that the settings `[privacy]` and `[service] access_log_days` say."""
    return Periods(**privacy, access_log_days=access_log_days)


PRIVACY_SETTINGS = tuple(field.name for field in fields(Periods) if field.name != "access_log_days")


def _service(period: str) -> str:
    return f"service.{period}" if period else ""
