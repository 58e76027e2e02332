"""Remedies against decisions (救济): internal review, administrative reconsideration, suit."""
