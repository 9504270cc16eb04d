"""`python -m jyparse` is the command `jyparse`."""

from jyparse.cli import main

main(prog_name="python -m jyparse")
