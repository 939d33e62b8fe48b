"""Plain records: the same numbers and methods as the validated ones, and nothing that checks them."""

import pickle
from typing import Any

from sim.quantities import Spec, changed, plain
from sim.scenario import load_scenario


def same(bare: Any, record: Any) -> bool:
    """Whether a plain value says what a record does, all the way down."""
    if isinstance(record, Spec):
        fields = [
            bare.__dict__[name] is value if name in record.as_written else same(getattr(bare, name), value)
            for name, value in record
        ]
        return not isinstance(bare, Spec) and all(fields)
    if isinstance(record, dict):
        return list(bare) == list(record) and all(same(bare[name], value) for name, value in record.items())
    return bool(bare == record)


def test_a_plain_setup_says_what_the_setup_says() -> None:
    setup = load_scenario("base").setup
    assert same(plain(setup), setup)


def test_decisions_stay_as_written_and_what_is_plain_stays_so() -> None:
    setup = load_scenario("base").setup
    bare = plain(setup)
    assert (bare.plan, bare.policies) == (setup.plan, setup.policies)
    assert bare.plan is setup.plan
    assert plain(bare) is bare


def test_a_plain_setup_is_sent_and_shown_as_it_is() -> None:
    bare = plain(load_scenario("base").setup)
    assert pickle.loads(pickle.dumps(bare)) == bare
    assert repr(bare.company.founders).startswith("FoundersSpec(count=")


def test_methods_go_along() -> None:
    record = load_scenario("base").setup.success.readiness
    assert plain(record).pace(0.0) == record.pace(0.0)


def test_a_change_leaves_the_record_and_its_plain_form_alone() -> None:
    founders = load_scenario("base").setup.company.founders
    before, bare = founders.selling, plain(founders)
    after = changed(bare, selling=0.123)
    assert (founders.selling, bare.selling, after.selling) == (before, before, 0.123)
    assert after.count == founders.count
