"""Payments: a bank's file judged, booked and allocated, never twice."""
