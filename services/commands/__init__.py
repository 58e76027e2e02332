"""The write side: commands taken, decided, stored and answered."""
