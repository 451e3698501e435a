"""Success factors: answering their key statements, apart from the improvement model."""
