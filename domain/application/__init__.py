"""An application, from draft to result."""
