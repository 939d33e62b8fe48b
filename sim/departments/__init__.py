"""The departments: each file holds what a department is told (its spec) and the team that carries it out."""
