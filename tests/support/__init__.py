"""What tests share: worlds, lives, servers and fixtures."""
