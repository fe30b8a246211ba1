"""Worksheets: questions beside the portal, drawn for each learner, answered through the same journal."""
