"""What running text says: quantities and times."""
