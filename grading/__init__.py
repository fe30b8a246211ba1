"""Scoring what learners did: checks over a replayed portal, and nbgrader around them."""
