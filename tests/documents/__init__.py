"""Official documents: what they say, that they stay as they were made, who may have them."""
