"""The classroom: one company, many teams on the same luck, decisions in rounds, policies ranked by their worth."""
