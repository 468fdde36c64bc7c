"""Groups detections into cases by caller, and keeps them in SQLite."""
