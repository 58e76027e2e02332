"""Pages for people: what the API answers, shown as HTML."""
