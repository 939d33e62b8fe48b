"""The benchmark: how fast, how lean and how precise the simulator is, by ratios taken in one run."""
