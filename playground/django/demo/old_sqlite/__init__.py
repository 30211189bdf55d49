"""SQLite for Django 4.2, which does not know the options that settings.py gives Django 5."""
