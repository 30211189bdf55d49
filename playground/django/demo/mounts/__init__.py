"""The packages that are imported late: one module per package, with a list of routes per mount."""
