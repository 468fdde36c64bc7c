"""Write features and score calls from Python."""
from .rows import Row, RowError, decode, encode
from .scoring import ScoringClient, ScoringError
from .views import View, read_views
from .writer import FeatureError, FeatureWriter

__all__ = ["FeatureError", "FeatureWriter", "Row", "RowError", "ScoringClient", "ScoringError", "View", "decode", "encode", "read_views"]
