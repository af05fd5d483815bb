"""``python -m engross``."""

from engross.cli import main

if __name__ == "__main__":
    main()
