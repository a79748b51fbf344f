"""`python -m whythis` is the `whythis` command."""

from whythis.cli import main

main()
