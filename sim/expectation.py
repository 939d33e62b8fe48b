"""What a scenario is expected to show, as data that is compared and never evaluated."""

from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator

from sim.journal import MONTHLY
from sim.quantities import Spec, setting

ALIVE, FAILED, OUT_OF_CASH, LIFE = "alive", "failed", "out_of_cash", "life"
LIVES = (ALIVE, FAILED, OUT_OF_CASH, LIFE)  # measures of whole lives; the others are monthly columns

Number = Annotated[float, Strict()]  # without a unit: a threshold is no input of the model, and has no range
MonthNumber = Annotated[int, Strict(), Field(ge=1, le=600)]


class Expectation(Spec):
    """One thing that should be seen, with the words for people and the measure for the machine."""

    says: str = setting("One sentence: what should be seen", min_length=1)
    measure: str = setting("alive, failed or out_of_cash (a share by the month), life (months), or a monthly column")
    minus: str | None = setting("A monthly column that is taken off the measure", default=None)
    per: str | None = setting(
        "A monthly column by which the sum of the measure is divided, summed as well", default=None
    )
    month: MonthNumber = setting("By the end of which month it should be seen")
    since: MonthNumber = setting("The first month looked at, where several are", default=1)
    over: Literal["end", "sum", "mean", "peak", "low"] = setting(
        "What is read from the months: the last one's value, their sum, mean, highest or lowest", default="end"
    )
    dead: Literal["left out", "nothing"] = setting(
        "Whether companies that have ended are left out or count as nothing", default="left out"
    )
    versus: Literal["twin", "itself"] = setting(
        "Whether the difference to the twin is bounded, company by company, or the measure itself", default="twin"
    )
    at_least: Number | None = setting("The whole interval lies at or above this", default=None)
    at_most: Number | None = setting("The whole interval lies at or below this", default=None)

    @model_validator(mode="after")
    def _can_be_read(self) -> "Expectation":
        columns = (self.minus, MONTHLY), (self.per, MONTHLY)
        for name, allowed in ((self.measure, (*LIVES, *MONTHLY)), *columns):
            if name is not None and name not in allowed:
                near = get_close_matches(name, allowed, 1)
                raise ValueError(f"no measure {name!r}{f'; did you mean {near[0]}?' if near else ''}")
        if self.at_least is None and self.at_most is None:
            raise ValueError("an expectation has at_least, at_most or both")
        if self.since > self.month:
            raise ValueError("since lies behind month")
        if self.measure in LIVES and (self.minus, self.per, self.over) != (None, None, "end"):
            raise ValueError(f"{self.measure} is read at the month as it is: no minus, no per, no over")
        if self.per is not None and (self.over, self.minus) != ("sum", None):
            raise ValueError("per divides one sum by another: over is sum, and there is no minus")
        return self
