"""The classroom server: pages for a room of browsers out, journals in; nothing that comes in is ever run."""
