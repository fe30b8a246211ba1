"""People who do not exist: names, numbers, families."""
