"""What the terminal shows: progress while companies live, then plain words and tables."""
