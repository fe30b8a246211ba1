"""The support point: people who come, what a volunteer may do for them, and the kiosk beside them."""
