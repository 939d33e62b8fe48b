"""Settings of a lesson: what a policy's worth is counted by, and what is asked beside it."""

from pathlib import Path

from sim import loading
from sim.checking import checked
from sim.quantities import Count, Factor, OpenShare, Share, Spec, setting

FILE = "classroom.yaml"


class ClassroomSpec(Spec):
    """How a lesson is played and valued."""

    arr_multiple: Factor = setting("Worth of a living company as a multiple of ARR, beside its cash")
    distress_multiple: Factor = setting("Price of a company sold in distress as a multiple of ARR")
    opening_capital: Share = setting("Share of the opening cash that investors get back first")
    autopsy_days: Count = setting("Other days lived for each autopsy", ge=1)
    survival_month: Count = setting("Month of the prediction before the horizon", ge=1)
    interval: OpenShare = setting("How sure a team says it is of its interval for ARR")


def classroom_settings(config_dir: Path | None = None) -> ClassroomSpec:
    """The settings in ``configs/classroom.yaml``, or in the user's folder where it has a file of that name."""
    path = loading.built_in() / FILE
    if config_dir is not None and (config_dir / FILE).is_file():
        path = config_dir / FILE
    content = loading.read_alone(path).data
    spec: ClassroomSpec = checked(ClassroomSpec, content, content, lambda _: str(path))
    return spec
