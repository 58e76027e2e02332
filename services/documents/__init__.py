"""Official documents (公文): which event has which, what they say, how they are set and kept."""
