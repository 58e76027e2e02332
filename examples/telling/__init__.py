"""What the examples tell their stories with. Standard library only."""
