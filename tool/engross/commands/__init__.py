"""The commands, a module each. Each imports what it needs when it runs: the program starts at once."""
