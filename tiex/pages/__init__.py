"""The public pages: home, guidance, glossary, related tools, accessibility, privacy, cookies."""
