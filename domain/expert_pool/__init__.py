"""Expert pools: an authority's experts, what they know, whom they are related to."""
