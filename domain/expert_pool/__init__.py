"""An authority's experts: who they are, what they know, whom they are related to."""
