"""`python -m reader` is the command `qingdu`."""

from reader.cli import main

if __name__ == "__main__":
    main()
