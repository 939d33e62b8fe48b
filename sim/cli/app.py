"""The program that the commands belong to; each command's file adds its own."""

import typer

FAILED, GAVE_UP, INTERRUPTED = 3, 4, 130

app = typer.Typer(
    name="saas-sim",
    help="A Monte Carlo simulator of a SaaS business: a founder's plan in, runway and survival out.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
