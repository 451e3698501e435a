"""Tests that the code keeps the rules of the house."""
