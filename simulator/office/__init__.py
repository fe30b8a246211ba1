"""The one-stop office: working calendar, officers, letters, results."""
