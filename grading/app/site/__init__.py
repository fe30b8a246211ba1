"""The static edition: the same lessons, with the portal's Python in the learner's browser."""
