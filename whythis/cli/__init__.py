"""The command line: `whythis …`. Every error is one JSON object on stderr, with what to do about it."""

from __future__ import annotations

import json
import os
import sys
import warnings

import typer

from whythis.errors import WhyThisError

app = typer.Typer(
    name="whythis",
    help="Why was this recommended? A self-hosted chat that explains product recommendations.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


# Typer brings its own copy of click or uses the installed one, as its version goes; this is whichever it raises.
UsageError: type[Exception] = typer.BadParameter.__bases__[0]


def main(arguments: list[str] | None = None) -> None:
    """Runs a command and exits: 0 when it did its work, 1 for an error, 2 for wrong usage, 130 on Ctrl-C."""
    # A module of a library that is loaded later warns about its own internals, which nobody here can mend.
    warnings.filterwarnings("ignore")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from whythis.cli import (  # noqa: F401 - they register commands
        asking,
        backing_up,
        benching,
        compressing,
        demo,
        evaluating,
        handovers,
        importing,
        privacy,
        scoring,
        serving,
        sites,
        training,
        understanding,
        verifying,
    )

    try:
        code = app(args=arguments, standalone_mode=False)
    except WhyThisError as error:
        _fail(error.to_dict(), 1)
    except UsageError as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "whythis"
        _fail(
            {
                "error": "The command was not understood.",
                "expected": f"usage as in: {command} --help",
                "got": error.format_message(),  # type: ignore[attr-defined]
                "fix": f"Run: {command} --help",
            },
            2,
        )
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if not _is_of_database(error):
            raise
        from whythis.records.faults import records_unreachable

        _fail(records_unreachable(error).to_dict(), 1)  # type: ignore[arg-type]
    else:
        sys.exit(code if isinstance(code, int) else 0)


def _is_of_database(error: Exception) -> bool:
    """Without a command that used a database there is no need to load what speaks to them."""
    if "sqlalchemy" not in sys.modules:
        return False
    from sqlalchemy.exc import SQLAlchemyError

    return isinstance(error, SQLAlchemyError)


def _fail(error: dict[str, str], code: int) -> None:
    typer.echo(json.dumps(error, ensure_ascii=False), err=True)
    sys.exit(code)
