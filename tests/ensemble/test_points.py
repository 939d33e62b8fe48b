"""Lives at chosen values on chosen days: the same as realising that world by hand."""

from sim.ensemble.points import Point, live_points
from sim.trial import World, run
from tests.worlds import SEGMENT, base


def test_a_point_is_the_world_and_the_day_that_it_names() -> None:
    scenario, path = base(12), f"{SEGMENT}.win_rate"
    points = [Point((0.1,), 3), Point((0.3,), 3), Point((0.3,), 4)]
    found = dict(live_points(scenario, [path], points, seed=5, columns=["arr"], workers=1))
    for place, point in enumerate(points):
        world = World(scenario.at({path: point.values[0]}), 12, 5, 0)
        life = run(world, point.day)
        assert found[place].outcome["arr_end"] == life.outcome["arr_end"]
        assert len(found[place].rows) == len(life.rows)
    assert len({found[place].outcome["cash_end"] for place in range(3)}) == 3
