"""The whole city at once: a year of half a million dossiers as arrays, its queues and its service index."""
