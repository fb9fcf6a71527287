"""Loads asked for over HTTP: files kept, loads run one after another, their account told."""
