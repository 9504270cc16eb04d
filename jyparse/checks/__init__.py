"""Checks of a document against itself. They need the model and what is above it up to the phrases, never a page: a saved JSON will do."""
