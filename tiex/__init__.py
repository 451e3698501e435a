"""The Transformation and Innovation Exchange: self-assessment for UK councils."""
