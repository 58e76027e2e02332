"""Pages for the public: notices, objections, registry, centres, statistics, verification."""
