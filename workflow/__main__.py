"""`python -m workflow`: the command line, run in the application's context so that mails have words."""

from __future__ import annotations

import sys

import config
from workflow.app import create_app
from workflow.cli.commands import main

if __name__ == "__main__":
    sys.exit(main(context=lambda: create_app(config.from_environment()).app_context()))
