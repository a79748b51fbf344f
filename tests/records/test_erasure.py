import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.decisions import decision, item, signals
from whythis.ranking.types import Decision, EventShare, PastEvent, Stated
from whythis.records.codec import canonical, sha256_of
from whythis.records.decision_log import Appending
from whythis.records.holding import TalkMovedError
from whythis.records.idempotency import Idempotency
from whythis.records.opinions import Opinion, Opinions
from whythis.records.store import Store
from whythis.records.tables import DecisionRow
from whythis.records.talks import Talks
from whythis.records.types import Feedback, Gone, Owner

NOW = "2026-03-01T00:00:00.000Z"
SECRET, KEPT = "event-secret-4711", "event-kept-0815"


class Blank:
    """The agent's view on its turns, as simple as can be: a turn that has the word is blanked."""

    def __init__(self, word: str) -> None:
        self.word = word

    def turn(self, message: str, reply: str) -> tuple[str, str] | None:
        return ("gone", "gone") if self.word in message + reply else None

    def state(self, state: str) -> str:
        return state.replace(self.word, "")


def past(event_id: str, title: str) -> PastEvent:
    return PastEvent(event_id, "p1", title, "B", "C", 5000, "purchase", "2026-01-01T00:00:00Z", 0.5)


def decided(decision_id: str = "d1", shopper: str | None = "s1") -> Decision:
    made = decision(
        [(item("a"), signals(taste=0.3, quality=1.0)), (item("b"), signals(taste=0.1))],
        history=(past(SECRET, "The zyxwv machine"), past(KEPT, "A lamp")),
        shares=((EventShare(SECRET, 0.2), EventShare(KEPT, 0.1)), (EventShare(SECRET, 0.1),)),
        stated=(Stated("brand", "Qwertz", 1.0),),
        references=(5000.0, 5000.0),
    )
    return replace(made, id=decision_id, shopper_id=shopper, likes_text="Qwertz")


def filled(store: Store) -> None:
    store.save_decision(decided("d1"))
    store.save_decision(decided("d2", "s2"))
    for talk, shopper in (("t1", "s1"), ("t2", "s1"), ("t3", "s2")):
        store.save_turn(
            talk, shopper, message=f"about {SECRET}", reply="r", state=f"[{SECRET}]", decision_id=None
        )
    store.save_turn("t1", "s1", message="hello", reply="r", state=f"[{SECRET}]", decision_id=None)
    store.feedback.add(
        "s1", [Feedback("f1", "gift", NOW, event_id=SECRET), Feedback("f2", "like", NOW, item_id="a")]
    )


def erase(store: Store, **gone) -> None:
    store.erasing.part(Owner("s1"), Gone(**gone), Blank(SECRET), NOW)


def test_an_erased_event_is_gone_from_the_shoppers_decisions_turns_states_and_feedback(store: Store) -> None:
    filled(store)
    erase(store, event_ids=frozenset([SECRET]))
    left = store.decision("d1")
    assert [e.event_id for e in left.history] == [KEPT]
    assert {s.event_id for c in left.candidates for s in c.taste_shares} == {KEPT}
    assert left.erased is not None
    assert (left.erased.events, left.erased.at_utc, left.erased.words) == (1, NOW, False)
    assert {c.price_reference_cents for c in left.candidates} == {None}
    assert [t.message for t in store.turns("t1")] == ["gone", "hello"]
    assert [t.message for t in store.turns("t2")] == ["gone"]
    assert store.conversation("t2").state == "[]"  # type: ignore[union-attr]
    assert [f.id for f in store.feedback.of("s1")] == ["f2"]
    erasure = store.erasing.erasures()[0]
    assert (erasure.events, erasure.decisions, erasure.turns) == (1, 1, 2)


def test_what_is_left_of_a_decision_is_as_it_was(store: Store) -> None:
    filled(store)
    before = store.decision("d1")
    erase(store, event_ids=frozenset([SECRET]))
    after = store.decision("d1")
    assert [(c.item, c.signals, c.score) for c in after.candidates] == [
        (c.item, c.signals, c.score) for c in before.candidates
    ]
    assert (after.shown, after.request, after.stated) == (before.shown, before.request, before.stated)


def test_an_erased_statement_takes_the_words_with_it_that_the_network_read(store: Store) -> None:
    filled(store)
    erase(store, stated=(Stated("brand", "qwertz", 1.0),))
    left = store.decision("d1")
    assert (left.stated, left.likes_text) == ((), "")
    assert left.erased is not None
    assert left.erased.words
    assert len(left.history) == 2


def test_another_shopper_is_not_touched(store: Store) -> None:
    filled(store)
    erase(store, event_ids=frozenset([SECRET]))
    store.erasing.everything(Owner("s1"), 2, NOW)
    assert store.decision("d2") == decided("d2", "s2")
    assert [t.message for t in store.turns("t3")] == [f"about {SECRET}"]


def test_after_everything_is_erased_nothing_leads_to_the_shopper(store: Store) -> None:
    filled(store)
    erasure = store.erasing.everything(Owner("s1"), 2, NOW)
    left = store.decision("d1")
    assert (left.shopper_id, left.history, left.stated, left.query_text, left.likes_text) == (
        None,
        (),
        (),
        "",
        "",
    )
    assert (left.request.text, left.request.message) == ("", "")
    assert left.erased is not None
    assert left.erased.request
    assert store.turns("t1") == []
    assert store.conversation("t1") is None
    assert store.decisions(shopper_id="s1") == []
    assert store.feedback.of("s1") == ()
    assert (erasure.decisions, erasure.turns) == (1, 3)
    with store._engine.connect() as connection:
        assert (
            connection.execute(text("SELECT count(*) FROM decisions WHERE request_text = ''")).scalar() == 1
        )


def test_a_newcomers_talk_is_erased_alone(store: Store) -> None:
    store.save_decision(replace(decided("d1", None), session_id="t1"))
    store.save_decision(replace(decided("d2", None), session_id="t2"))
    for talk in ("t1", "t2"):
        store.save_turn(talk, None, message="m", reply="r", state="x", decision_id=None)
    store.erasing.everything(Owner(None, "t1"), 0, NOW)
    assert store.decision("d1").erased is not None
    assert store.decision("d2").erased is None
    assert store.conversation("t1") is None
    assert store.conversation("t2") is not None


def test_what_was_erased_cannot_come_back_with_an_import_or_with_a_list_still_under_way(store: Store) -> None:
    filled(store)
    erase(store, event_ids=frozenset([SECRET]))
    erased = store.erasing.suppressed("s1")
    assert erased.covers(SECRET, "2026-01-01T00:00:00Z")
    assert not erased.covers(KEPT, "2026-01-01T00:00:00Z")
    store.save_decision(decided("late"))
    assert [e.event_id for e in store.decision("late").history] == [KEPT]
    store.erasing.everything(Owner("s1"), 1, NOW)
    erased = store.erasing.suppressed("s1")
    assert erased.covers(KEPT, "2026-01-01T00:00:00Z")
    assert not erased.covers("a new one", "2026-03-02T00:00:00Z")


def test_two_erasures_add_up_in_one_tombstone(store: Store) -> None:
    filled(store)
    erase(store, event_ids=frozenset([SECRET]))
    erase(store, event_ids=frozenset([KEPT]), stated=(Stated("brand", "Qwertz", 1.0),))
    left = store.decision("d1").erased
    assert left is not None
    assert (left.events, left.stated) == (2, 1)


@pytest.mark.parametrize("everything", [False, True])
def test_no_byte_of_it_is_left_in_the_files_of_sqlite(tmp_path: Path, everything: bool) -> None:
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    filled(store)
    for n in range(40):  # so that pages split, move and are freed
        store.save_decision(decided(f"more-{n}"))
        store.save_turn("t1", "s1", message=f"{SECRET} {n} " * 200, reply="r", state="x", decision_id=None)
    assert SECRET.encode() in _bytes(tmp_path)
    store.erasing.part(Owner("s2"), Gone(frozenset([SECRET])), Blank(SECRET), NOW)
    if everything:
        store.erasing.everything(Owner("s1"), 2, NOW)
    else:
        erase(store, event_ids=frozenset([SECRET]))
    for word in (SECRET, "zyxwv"):
        assert word.encode() not in _bytes(tmp_path), word
    store.close()


def test_bytes_that_a_reader_kept_from_being_scrubbed_go_when_the_store_is_next_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whythis.records.erasure.SCRUB_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("whythis.records.erasure.SCRUB_PATIENCE_MS", 20)
    store = Store(f"sqlite:///{tmp_path / 'shop.db'}")
    filled(store)
    store.erasing.part(Owner("s2"), Gone(frozenset([SECRET])), Blank(SECRET), NOW)
    with store._engine.connect() as reader:
        reader.exec_driver_sql("PRAGMA busy_timeout=50")
        reader.exec_driver_sql("BEGIN")
        reader.exec_driver_sql("SELECT count(*) FROM turns").scalar()
        other = Store(f"sqlite:///{tmp_path / 'shop.db'}")
        erase(other, event_ids=frozenset([SECRET]))
        assert [e.event_id for e in other.decision("d1").history] == [KEPT]
        assert SECRET.encode() in _bytes(tmp_path)
        other.close()
    store.close()
    Store(f"sqlite:///{tmp_path / 'shop.db'}").close()
    assert SECRET.encode() not in _bytes(tmp_path)


def test_the_newest_feedback_on_a_thing_is_the_one_that_holds(store: Store) -> None:
    store.feedback.add("s1", [Feedback("f1", "like", NOW, item_id="a")])
    store.feedback.add(
        "s1", [Feedback("f2", "dislike", NOW, item_id="a"), Feedback("f3", "like", NOW, item_id="b")]
    )
    store.feedback.add("s2", [Feedback("f4", "like", NOW, item_id="a")])
    assert [(f.id, f.kind) for f in store.feedback.of("s1")] == [("f2", "dislike"), ("f3", "like")]
    store.feedback.take_back("s1", ["f3", "nothing"])
    assert [f.id for f in store.feedback.of("s1")] == ["f2"]


def test_a_decision_of_an_older_version_still_opens(store: Store) -> None:
    store.save_decision(decided())
    with Session(store.engine) as session, session.begin():
        row = session.get_one(DecisionRow, "d1")
        body = json.loads(row.body)
        body.pop("erased")
        row.body = canonical(body)
        row.sha256 = sha256_of(row.body)
        log = Appending(session)
        log.decision(row, "made", NOW)
        log.finish()
    assert store.decision("d1") == decided()


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def test_what_the_api_kept_of_somebody_goes_too_and_of_others_stays(store: Store) -> None:
    filled(store)
    talks, opinions, answers = Talks(store.engine), Opinions(store.engine), Idempotency(store.engine)
    for talk, shopper in (("t1", "s1"), ("t3", "s2")):
        talks.claim(talk, "shop", f"shopper:{shopper}")
        opinions.add(Opinion("d1", None, None, "helpful", "nice"), "shop", f"shopper:{shopper}")
        answers.begin(f"shop|shopper:{shopper}", "k", "0" * 64)
        answers.finish(f"shop|shopper:{shopper}", "k", 200, SECRET)
    erase(store, event_ids=frozenset([SECRET]))
    assert answers.begin("shop|shopper:s1", "k", "0" * 64) is None  # as if it had never been asked
    assert talks.counts("shop", "shopper:s1").feedback == 1
    store.erasing.everything(Owner("s1"), 0, NOW)
    assert (talks.counts("shop", "shopper:s1").talks, talks.counts("shop", "shopper:s1").feedback) == (0, 0)
    assert (talks.counts("shop", "shopper:s2").talks, talks.counts("shop", "shopper:s2").feedback) == (1, 1)
    kept = answers.begin("shop|shopper:s2", "k", "0" * 64)
    assert kept is not None
    assert kept.answer == SECRET


def test_a_turn_that_rests_on_what_was_erased_since_is_not_stored(store: Store) -> None:
    filled(store)
    mark, other = store.mark("t1", "s1"), store.mark("t3", "s2")
    erase(store, event_ids=frozenset([SECRET]))
    with pytest.raises(TalkMovedError) as moved:
        store.save_turn(
            "t1", "s1", message=f"still about {SECRET}", reply="r", state="x", decision_id=None, mark=mark
        )
    assert moved.value.erased
    assert SECRET not in " ".join(turn.message for turn in store.turns("t1"))
    store.save_turn("t3", "s2", message="of another", reply="r", state="x", decision_id=None, mark=other)
    assert [turn.message for turn in store.turns("t3")][-1] == "of another"


def test_a_turn_of_a_talk_that_was_erased_whole_does_not_bring_it_back(store: Store) -> None:
    filled(store)
    mark = store.mark("t1", "s1")
    store.erasing.everything(Owner("s1"), 2, NOW)
    with pytest.raises(TalkMovedError) as moved:
        store.save_turn("t1", "s1", message="late", reply="r", state="x", decision_id=None, mark=mark)
    assert moved.value.erased
    assert store.conversation("t1") is None


def test_a_turn_beside_another_of_the_same_talk_has_to_be_answered_anew(store: Store) -> None:
    filled(store)
    mark = store.mark("t2", "s1")
    store.save_turn("t2", "s1", message="first", reply="r", state="[moved]", decision_id=None, mark=mark)
    with pytest.raises(TalkMovedError) as moved:
        store.save_turn("t2", "s1", message="second", reply="r", state="[lost]", decision_id=None, mark=mark)
    assert not moved.value.erased
    kept = store.conversation("t2")
    assert kept is not None
    assert kept.state == "[moved]"
