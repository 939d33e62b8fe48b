"""Cash moves in one place, in cents, with a reason, on its date."""

from tests.worlds import company, customer_row, toy


def test_money_is_counted_in_cents() -> None:
    from sim.treasury import cents

    assert cents(0.1 + 0.2) == 30
    assert cents(1_234.567) == 123_457
    assert cents(-0.01) == -1


def test_what_is_due_is_booked_on_its_own_date_before_a_payment() -> None:
    """A company with 100 and 50 coming on day 5 can pay 150 on day 10."""
    here = company(toy({"company.opening.cash": 100.0}))
    here.treasury.expect(5.0, 5_000, "collections")
    here.treasury.expect(3.0, 1, "collections")
    here.env.run(until=10.0)
    assert here.treasury.pay(15_001, "bill")
    assert here.treasury.cash == 0
    assert [(event.time, event.who, event.amount) for event in here.journal.events] == [
        (3.0, "collections", 0.01), (5.0, "collections", 50.0), (10.0, "bill", -150.01),
    ]  # fmt: skip
    assert here.treasury.month == {"collections": 5_001, "bill": -15_001}


def test_a_payment_that_cash_cannot_meet_is_the_end() -> None:
    """One cent short: nothing is paid, the company is dead of that bill."""
    here = company(toy({"company.opening.cash": 100.0}))
    assert not here.treasury.pay(10_001, "rent")
    assert here.treasury.cash == 10_000
    assert (here.ended, here.cause) == ("dead", "rent")


def test_what_falls_due_later_does_not_help_today() -> None:
    here = company(toy({"company.opening.cash": 100.0}))
    here.treasury.expect(1.0, 10_000, "collections")
    assert not here.treasury.pay(10_001, "rent")


def test_nothing_to_pay_is_paid() -> None:
    here = company(toy({"company.opening.cash": 0.0}))
    assert here.treasury.pay(0, "nothing")
    assert here.journal.events == []


def test_a_customer_that_is_gone_pays_no_later_instalment() -> None:
    """Quarterly instalments: the first was invoiced while it was here, the second is not sent."""
    here = company(toy({"company.opening.customers": [customer_row(billing="quarterly")], "company.opening.cash": 0.0}))
    customer = next(iter(here.success.customers))
    here.env.run(until=40.0)
    customer.gone_at = 40.0
    here.treasury.settle(365.0)
    assert here.treasury.cash == 300_000  # one quarter of 1,000 a month


def test_the_months_ledger_closes_and_adds_up() -> None:
    here = company(toy())
    here.treasury.receive(500, "interest")
    assert here.treasury.close_month() == {"interest": 500}
    here.treasury.receive(700, "interest")
    assert here.treasury.close_month() == {"interest": 700}
    assert here.treasury.total == {"interest": 1_200}
    assert here.treasury.month == {}
