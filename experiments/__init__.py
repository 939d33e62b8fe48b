"""Runnable studies: one file for each question, and the benchmark."""
