"""`python -m affidavit` is the `affidavit` command."""

from affidavit.app.cli import main

if __name__ == "__main__":
    main()
