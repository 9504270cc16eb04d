"""What running text says: quantities."""
