"""What a real company was seen to do: dated points, to be held beside the simulated ones."""

from difflib import get_close_matches
from typing import Annotated

from pydantic import Field, Strict, model_validator

from sim.journal import MONTHLY
from sim.quantities import Spec, setting


class RealPoint(Spec):
    """One published number of a real company, in the scenario's own units."""

    month: Annotated[int, Strict(), Field(ge=1, le=600)] = setting("The month of the simulation at whose end it stands")
    metric: str = setting("The monthly column that it is a value of")
    value: Annotated[float, Strict()] = setting("The number, in the units of that column")
    months: Annotated[int, Strict(), Field(ge=1, le=60)] = setting(
        "Months over which it is a sum, the named one the last", default=1
    )
    source: str = setting("Where it was published", min_length=1)
    note: str | None = setting("How it was read", default=None)

    @model_validator(mode="after")
    def _is_measured(self) -> "RealPoint":
        if self.metric not in MONTHLY:
            near = get_close_matches(self.metric, MONTHLY, 1)
            raise ValueError(f"no monthly column {self.metric!r}{f'; did you mean {near[0]}?' if near else ''}")
        if self.months > self.month:
            raise ValueError("months reach back before the opening")
        return self

    @property
    def a_month(self) -> float:
        """The value of one month, where the number is a sum over several."""
        return self.value / self.months
