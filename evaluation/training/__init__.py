"""Fitting the learned order (search_service.ranking.model) on judged queries."""
