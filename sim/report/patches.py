"""Remedies in words: what each changes in a scenario."""

from collections.abc import Sequence

from sim.analysis.remedies import Remedy, Tried
from sim.changes import Change
from sim.report.tables import Table, cells


def patches_table(remedies: Sequence[Remedy], left_out: Sequence[Tried]) -> Table:
    """Each remedy with what it changes, and those that could not be tried, with the reason."""
    rows = [cells(one.title, one.kind, changes_words(one)) for one in remedies]
    rows += [cells(one.remedy.title, one.remedy.kind, why_left_out(one)) for one in left_out]
    return Table("Remedies as patches of the scenario", ("remedy", "kind", "what it changes"), rows)


def changes_words(remedy: Remedy) -> str:
    """All that a remedy changes."""
    return "; ".join(map(change_words, remedy.changes))


def why_left_out(tried: Tried) -> str:
    """Why a remedy could not be tried."""
    return f"not tried: {tried.why_not}"


def change_words(change: Change) -> str:
    """One change of a remedy, as "plan.budgets.paid.*.per_month × 2"."""
    if change.scale is not None:
        what = f"× {change.scale:g}"
    elif change.add is not None:
        what = f"{'+' if change.add >= 0 else '−'} {abs(change.add):g}"
    elif change.odds is not None:
        what = f"odds × {change.odds:g}"
    elif change.at_least is not None:
        what = f"at least {change.at_least:g}"
    elif change.at_most is not None:
        what = f"at most {change.at_most:g}"
    elif change.set is None:
        what = "taken away"
    else:
        what = f"= {str(change.set).lower() if isinstance(change.set, bool) else change.set}"
    return f"{change.path}{f' ({change.of_kind})' if change.of_kind else ''} {what}"
