"""Keys and sealed personal fields."""
