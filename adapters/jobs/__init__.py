"""Long jobs: who had what done, and what came of it."""
