"""The demonstration: invented councils with invented people and views, marked as such everywhere."""

from tiex.demo.councils import COUNCILS, FERNMOOR
from tiex.demo.loading import load_demo, refuse_demo_people
from tiex.demo.people import PASSWORD

__all__ = ["COUNCILS", "FERNMOOR", "PASSWORD", "load_demo", "refuse_demo_people"]
