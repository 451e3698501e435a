"""The register of councils, and a person's own council."""
