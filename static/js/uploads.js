// Sends files in parts.
