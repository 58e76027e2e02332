"""What examples/whole_life.py tells its stories with."""
