"""The teacher's page: everything a class needs from the list of names to the school's spreadsheet."""
