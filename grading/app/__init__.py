"""The command line and the teacher's console: the one room that may use all the others."""
