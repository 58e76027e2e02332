"""Doctor: looks at every part of a data folder, changes nothing, and says what it found."""
