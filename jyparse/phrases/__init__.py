"""What running text says: quantities, times, keywords."""
